import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProgramOf } from '../../../../src/kernels/program/execute.ts'
import {
  emptyMailbox,
  MAILBOX_END,
  readMail,
  ringBell,
  writeMail,
} from '../../../../src/kernels/program/mailbox.ts'
import type { Ptr } from '../../../../src/kernels/program/pointer.ts'
import type { StepBase } from '../../../../src/kernels/program/tiles.ts'

/** A step with something of its own beside its tiles. */
interface TestStep extends StepBase<'pack'> {
  readonly form: unknown
}

const newMemory = () => new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true })
const at = (address: number) => address as Ptr
const programOf = (steps: readonly TestStep[]): ProgramOf<TestStep> => ({
  steps,
  control: at(MAILBOX_END),
  spans: at(MAILBOX_END + 64),
  participants: 2,
  workspace: { at: at(MAILBOX_END + 128), bytes: 64 },
})
const stepOf = (tiles: readonly number[], form: unknown): TestStep => ({
  kind: 'pack',
  layer: 0,
  tiles: Int32Array.from(tiles),
  form,
})

const steps = fc.array(
  fc.tuple(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 40 }), fc.jsonValue()),
  { maxLength: 6 },
)

test('a program that goes by mail is read as it was written; one that JSON would change does not go', () => {
  const memory = newMemory()
  let mailed = 0
  fc.assert(
    fc.property(steps, (choices) => {
      const program = programOf(choices.map(([tiles, form]) => stepOf(tiles, form)))
      emptyMailbox(memory)
      if (!writeMail(memory, program)) {
        expect(JSON.parse(JSON.stringify(program.steps.map(({ form }) => form)))).not.toEqual(
          program.steps.map(({ form }) => form),
        )
        return
      }
      mailed++
      expect(readMail<TestStep>(memory)).toEqual(program)
    }),
    { numRuns: 500, seed: 1 },
  )
  expect(mailed).toBeGreaterThan(300)
})

test.each([
  ['values of a picture', new Float32Array(4)],
  ['no number', NaN],
  ['a number without end', Infinity],
  ['minus zero, which JSON writes as zero', [-0]],
  ['more than there is room for', 'x'.repeat(MAILBOX_END)],
])('%s does not go by mail, and leaves the box empty', (_, form) => {
  const memory = newMemory()
  expect(writeMail(memory, programOf([stepOf([1, 2], form)]))).toBe(false)
  expect(readMail(memory)).toBeNull()
})

test('a box that is emptied has no mail; bells are counted', () => {
  const memory = newMemory()
  expect(writeMail(memory, programOf([stepOf([7], 'direct')]))).toBe(true)
  emptyMailbox(memory)
  expect(readMail(memory)).toBeNull()
  expect([ringBell(memory).number, ringBell(memory).number]).toEqual([1, 2])
})
