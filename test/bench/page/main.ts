import { createEngine } from '../../../src/engine/create-engine.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { caseNamed, DIRECT_SHARE } from '../cases.ts'
import { check, taskOf, type Contender } from '../contender.ts'
import { timeRounds, type Pace, type Rounds } from '../rounds.ts'
import { litertContender, startLitert } from './litert.ts'
import { ortContender, startOrt } from './ort.ts'
import { ours } from './ours.ts'
import { machinePeak, type MachinePeak } from './peak.ts'
import { startTfjs, tfjsContender } from './tfjs.ts'

/** What one case took, by contender: `ours`, `load`, `direct` where it is of interest, and the peers. */
export interface CaseRounds {
  readonly rounds: Readonly<Record<string, Rounds>>
  readonly algorithm: string
}

let engine: Engine | null = null
let withPeers = false

/** What the driver calls in this page. */
const bench = {
  /** Make the engine, and set the peers up where they are wanted; once for a page. */
  async open({ threads, peers }: { threads: number; peers: boolean }): Promise<void> {
    if (!crossOriginIsolated) throw new Error('the page is not cross-origin isolated')
    engine = await createEngine({ threads })
    withPeers = peers
    if (!peers) return
    startOrt(threads)
    await startLitert(threads)
    await startTfjs(threads)
  },

  machinePeak({ threads, ms }: { threads: number; ms: number }): Promise<MachinePeak> {
    return machinePeak(threads, ms)
  },

  /** Check every contender, then time them. @throws Error for a wrong output */
  async measureCase({ name, pace }: { name: string; pace: Pace }): Promise<CaseRounds> {
    if (engine === null) throw new Error('the page was not opened')
    const task = taskOf(caseNamed(name))
    const edit = ours(engine, task, 'edit', 'ours')
    const contenders: Contender[] = [edit, ours(engine, task, 'load', 'load')]
    if (DIRECT_SHARE.includes(name)) contenders.push(ours(engine, task, 'direct', 'direct'))
    if (withPeers) contenders.push(await ortContender(task), tfjsContender(task), await litertContender(task))
    try {
      for (const contender of contenders) await check(task, contender)
      const rounds = Object.fromEntries(await timeRounds(contenders, pace))
      return { rounds, algorithm: edit.algorithm ?? '' }
    } finally {
      for (const contender of contenders) await contender.dispose()
    }
  },

  /** Time one case with pools of several sizes against each other; keys are the numbers of workers. */
  async measureThreads({
    name,
    threads,
    pace,
  }: {
    name: string
    threads: readonly number[]
    pace: Pace
  }): Promise<CaseRounds> {
    const task = taskOf(caseNamed(name))
    const engines = await Promise.all(
      threads.map((count) => createEngine({ threads: count, mostMemoryMB: 1024 })),
    )
    try {
      const contenders = engines.map((one) => ours(one, task, 'edit', String(one.threads)))
      for (const contender of contenders) await check(task, contender)
      const rounds = Object.fromEntries(await timeRounds(contenders, pace))
      return { rounds, algorithm: contenders[0]?.algorithm ?? '' }
    } finally {
      for (const one of engines) one.dispose()
    }
  },

  /** Time several cases against each other, as the app runs them or without the faster algorithms; keys are their names. */
  async measureTogether({
    names,
    direct,
    pace,
  }: {
    names: readonly string[]
    direct: boolean
    pace: Pace
  }): Promise<{ rounds: Readonly<Record<string, Rounds>>; algorithms: Readonly<Record<string, string>> }> {
    if (engine === null) throw new Error('the page was not opened')
    const contenders: Contender[] = []
    for (const name of names) {
      const task = taskOf(caseNamed(name))
      const contender = ours(engine, task, direct ? 'direct' : 'edit', name)
      await check(task, contender)
      contenders.push(contender)
    }
    const rounds = Object.fromEntries(await timeRounds(contenders, pace))
    const algorithms = Object.fromEntries(contenders.map(({ name, algorithm = '' }) => [name, algorithm]))
    return { rounds, algorithms }
  },
}

declare global {
  interface Window {
    bench: typeof bench
  }
}

window.bench = bench
