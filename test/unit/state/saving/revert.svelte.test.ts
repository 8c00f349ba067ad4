import { afterEach, expect, test } from 'vitest'
import { writeLink } from '../../../../src/formats/link.ts'
import { removeLayer } from '../../../../src/state/document/edits.ts'
import { viewOf } from '../../../../src/state/saving/kept-view.ts'
import { canRevert, revertToLink, revertToOpened } from '../../../../src/state/saving/revert.ts'
import { photo, randomDocument } from '../documents.ts'
import { endWorkbenches, workbench } from '../workbenches.svelte.ts'

afterEach(endWorkbenches)

const opened = { ...randomDocument(), photo: photo('cat.jpg') }

test('a project goes back to how it was opened as one step, whatever was done since', () => {
  const { session } = workbench(opened)
  expect(canRevert(session)).toBe(false)
  for (let i = 0; i < 2; i++) session.edit(() => removeLayer(session.document, 0))
  const worked = session.document
  expect(canRevert(session)).toBe(true)
  revertToOpened(session)
  expect(session.document).toBe(opened)
  expect(canRevert(session)).toBe(false)
  expect(session.notice).toMatchObject({ undo: true })
  session.undo()
  expect(session.document).toBe(worked)
})

test('what is opened next is what reverting goes back to, even when the steps go on', () => {
  const { session } = workbench(opened)
  session.edit(() => removeLayer(session.document, 0))
  session.history.open()
  const made = session.document
  session.edit(() => removeLayer(session.document, 0))
  revertToOpened(session)
  expect(session.document).toBe(made)
})

test('a project goes back to its link, on the photo of now; a link that cannot be read changes nothing', async () => {
  const { session } = workbench(opened)
  const { name, input, layers, resolution } = opened
  const view = { ...viewOf(session.view), filter: 5, colorMap: 'magma' as const }
  const hash = writeLink({ bank: { name, input, layers }, resolution, view })
  session.edit(() => removeLayer(session.document, 0))
  const worked = session.document
  await revertToLink(session, hash.slice(0, 60))
  expect(session.document).toBe(worked)
  expect(session.notice).toMatchObject({ kind: 'error' })
  await revertToLink(session, hash)
  expect(session.document).toEqual({ ...opened, bypassed: [] })
  expect([session.view.filter, session.view.colorMap]).toEqual([5, 'magma'])
  session.undo()
  expect(session.document).toBe(worked)
})
