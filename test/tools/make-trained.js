/*
 * Makes the trained filters that come with the app, and their licences: `FIXTURES_DIR=... node test/tools/make-trained.js`
 * writes public/trained/. The folder holds the published weights (`filters`) and the texts of their licences (`LICENSES`).
 */
import { runnerImport } from 'vite'

const fixtures = process.env['FIXTURES_DIR']
if (fixtures === undefined) throw new Error('FIXTURES_DIR names no folder of weights')
/** @type {{ module: typeof import('./trained/make.ts') }} */
const { module } = await runnerImport('/test/tools/trained/make.ts', { configFile: false })
await module.makeTrained(fixtures)
