import { expect, test } from 'vitest'
import { lockFaults } from '../../tools/check-lock.js'

test('an optional dependency is looked for where Node would', () => {
  const packages = {
    '': {},
    'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } },
    'node_modules/a/node_modules/a-linux': {},
    'node_modules/a-mac': {},
    'node_modules/b': { optionalDependencies: { '@b/linux': '1', 'a-linux': '1' } },
    'node_modules/@b/linux': {},
  }
  expect(lockFaults(packages)).toEqual(['node_modules/b needs a-linux, which the lock does not hold'])
})

test('a lock names no registry', () => {
  expect(lockFaults({ 'node_modules/a': { resolved: 'https://registry.example/a.tgz' } })).toEqual([
    'node_modules/a names a registry: https://registry.example/a.tgz',
  ])
})
