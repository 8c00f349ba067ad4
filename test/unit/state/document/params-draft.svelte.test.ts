import { describe, expect, test } from 'vitest'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { setWeight } from '../../../../src/state/document/edits.ts'
import { ParamsDraft } from '../../../../src/state/document/params-draft.svelte.ts'
import { conv, smallDocument } from '../documents.ts'

function draftOf(document: FilterbankDocument, at = 2) {
  const history = new DocumentHistory(document)
  let layer = $state(at)
  let visit = $state(0)
  const draft = new ParamsDraft({
    get document() {
      return history.current
    },
    get layer() {
      return layer
    },
    get visit() {
      return visit
    },
    inputShape: [1, 3, 20, 30],
    baseOf: (gesture) => history.baseOf(gesture),
    apply: (edit, gesture) => history.apply(edit.label, edit.document, gesture),
  })
  const select = (next: number) => {
    layer = next
    visit += 1
  }
  return { draft, history, select }
}

describe('a valid setting', () => {
  test('is one step, and nothing is left to apply', () => {
    const { draft, history } = draftOf(smallDocument())
    expect(draft.set({ groups: 8 })).toBe(true)
    expect([draft.pending, draft.errors, draft.values.groups, history.undoLabel]).toEqual([
      false,
      {},
      8,
      'Groups 4 → 8',
    ])
  })
})

describe('an invalid setting', () => {
  test('changes nothing, shows what was typed, and says cause, fix and PyTorch’s text', () => {
    const { draft, history } = draftOf(smallDocument())
    const before = history.current
    expect(draft.set({ groups: 3 })).toBe(false)
    expect(history.current).toBe(before)
    expect(draft.values.groups).toBe(3)
    expect(draft.errors.groups).toBe('3 does not divide 8 and 16. (in_channels must be divisible by groups)')
    expect(draft.torchMessage).toBe('in_channels must be divisible by groups')
  })

  test('stands at the control that caused it', () => {
    const { draft } = draftOf(smallDocument())
    draft.set({ stride: [2, 2], padding: 'same' })
    expect(Object.values(draft.errors)).toEqual(["padding='same' is not supported for strided convolutions"])
    draft.discard()
    draft.set({ outChannels: 15 })
    expect(draft.errors.outChannels).toMatch(/^15 cannot be cut into 4 groups\./)
    draft.discard()
    draft.set({ kernelSize: [3, 32] })
    expect(draft.errors).toHaveProperty('kernelSize')
    draft.discard()
    draft.set({ padding: [-1, 0] })
    expect(draft.errors).toHaveProperty('padding')
  })

  test('is applied with the next change that makes all of it valid, as one step', () => {
    const { draft, history } = draftOf(smallDocument({ layers: [conv(3, 6), conv(6, 8)] }), 1)
    draft.set({ groups: 3 })
    expect(draft.set({ outChannels: 9 })).toBe(true)
    expect(draft.values).toMatchObject({ groups: 3, outChannels: 9 })
    history.undo()
    expect(draft.values).toMatchObject({ groups: 1, outChannels: 8 })
  })

  test('is put right by going back', () => {
    const { draft, history } = draftOf(smallDocument())
    draft.set({ groups: 3 })
    draft.set({ groups: 4 })
    expect([draft.pending, draft.errors, draft.values.groups]).toEqual([false, {}, 4])
    expect(history.current.layers).toEqual(smallDocument().layers)
  })

  test('of a layer that leaves too little for a later one names that layer, at the changed control', () => {
    const layers = [conv(3, 3, { padding: [0, 0] }), conv(3, 3, { padding: [0, 0] })]
    const { draft } = draftOf(smallDocument({ layers }), 0)
    expect(draft.set({ stride: [10, 1] })).toBe(false)
    expect(draft.errors.stride).toMatch(/^Layer 2: /)
  })

  test('survives an edit of a weight, and is forgotten with other settings or another layer', () => {
    const { draft, history, select } = draftOf(smallDocument())
    draft.set({ groups: 3 })
    history.apply('Weight', setWeight(history.current, 2, [0, 0, 0, 0], 3).document)
    expect(draft.values.groups).toBe(3)
    select(0)
    expect([draft.pending, draft.values.groups]).toEqual([false, 1])
    select(2)
    history.apply('Other', smallDocument({ layers: [conv(3, 8), { type: 'relu' }, conv(8, 16)] }))
    expect([draft.pending, draft.values.groups]).toEqual([false, 1])
  })
})

test('a layer that does not fit elsewhere does not keep this one from being changed', () => {
  const broken = conv(3, 3, { padding: [0, 0], dilation: [40, 40] })
  const { draft } = draftOf(smallDocument({ layers: [conv(3, 3), broken] }), 0)
  expect(draft.set({ bias: false })).toBe(true)
})

test('settings of pools and shuffles are tried in the same way', () => {
  const { draft } = draftOf(smallDocument({ layers: [conv(3, 8), { type: 'channelShuffle', groups: 2 }] }), 1)
  expect(draft.set({ groups: 3 })).toBe(false)
  expect(draft.errors.groups).toMatch(/^3 does not divide 8\./)
  expect(draft.set({ groups: 4 })).toBe(true)
})
