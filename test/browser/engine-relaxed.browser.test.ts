import { testEngines } from './engine-suite.ts'

testEngines('relaxed')
