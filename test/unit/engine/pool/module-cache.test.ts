import { expect, test } from 'vitest'
import { ModuleCache } from '../../../../src/engine/pool/module-cache.ts'
import { ModuleBuilder } from '../../../../src/kernels/wasm/module.ts'

const code = () => new ModuleBuilder(false).bytes()

test('modules are assembled once, and are there at once from then on', async () => {
  const cache = new ModuleCache()
  let times = 0
  const wanted = new Map([['a', () => (times++, Promise.resolve(code()))]])
  expect(cache.ready(wanted)).toBeNull()
  const [[key, module] = []] = await cache.compile(wanted)
  expect([key, module instanceof WebAssembly.Module]).toEqual(['a', true])
  expect(cache.ready(wanted)).toEqual([['a', module]])
  expect(times).toBe(1)
})

test('what assembles a module and cannot be loaded is told of, and tried again', async () => {
  const cache = new ModuleCache()
  const fails = new Map([['a', () => Promise.reject<Uint8Array<ArrayBuffer>>(new TypeError('offline'))]])
  await expect(cache.compile(fails)).rejects.toThrow('could not be loaded (offline)')
  expect(await cache.compile(new Map([['a', code]]))).toHaveLength(1)
})
