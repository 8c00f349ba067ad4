import { testEngines } from './engine-suite.ts'

testEngines('simd')
