import { rotate90 } from '../../../../src/core/bank/kernel-ops.ts'
import { addLayer, changeLayer, setBias, setKernel } from '../../../../src/state/document/edits.ts'
import type { LayerSettings } from '../../../../src/state/document/layer-settings.ts'
import type { Session } from '../../../../src/state/session/session.svelte.ts'
import type { Workbench } from '../../../../src/state/workbench.svelte.ts'

type Doing = (bench: Workbench) => void

const inSession =
  (work: (session: Session) => void): Doing =>
  (bench) =>
    work(bench.session)
const settings = (at: number, changes: LayerSettings) =>
  inSession((session) => session.edit(() => changeLayer(session.document, at, changes)))
const kernel = (at: number, filter: number, channel: number, values: readonly number[]) =>
  inSession((session) =>
    session.edit(() =>
      setKernel(session.document, at, filter, channel, Float32Array.from(values), 'weights'),
    ),
  )

/** What a person does for each task of the app's own lessons, by `lesson/step`. */
export const SOLUTIONS: Readonly<Record<string, readonly Doing[]>> = {
  'image-as-tensor/2': [inSession(({ view }) => view.selectFilter(2))],
  'one-kernel/1': [kernel(1, 0, 0, new Array<number>(9).fill(1 / 9))],
  'one-kernel/3': [(bench) => bench.apply({ name: 'Rotate', apply: rotate90 }, 'kernel')],
  'filter-is-a-stack/2': [kernel(0, 0, 1, [0]), kernel(0, 0, 2, [0])],
  'bias/1': [inSession((session) => session.edit(() => setBias(session.document, 0, 0, -0.5)))],
  'output-size/1': [settings(1, { padding: [0, 0] })],
  'output-size/3': [
    settings(1, { kernelSize: [5, 5] }),
    settings(1, { padding: 'same' }),
    settings(1, { padding: [2, 2] }),
  ],
  'output-channels/1': [settings(0, { outChannels: 6 })],
  'cost-of-depth/2': [settings(2, { groups: 4 })],
  'groups-are-blocks/1': [settings(2, { groups: 8 })],
  'depthwise-pointwise/2': [inSession(({ view }) => view.selectLayer(6))],
  'channel-shuffle/0': [settings(1, { groups: 3 })],
  'channel-shuffle/2': [
    inSession((session) =>
      session.edit(() => addLayer(session.document, { type: 'channelShuffle', groups: 3 }, 2)),
    ),
  ],
  'padding-modes/1': [settings(1, { paddingMode: 'replicate' })],
  'trained-first-layer/3': [inSession(({ view }) => view.showDrawer('inspect'))],
  'check-in-pytorch/0': [inSession(({ view }) => view.showDrawer('code'))],
}

/** Tasks that only the engine can do: a visit of the built app does them. */
export const MEASURED: readonly string[] = ['fast-as-its-macs/1']
