import { testEngines } from './engine-suite.ts'

testEngines('plain')
