import type { Shape4 } from '../../core/tensor.ts'
import { whatIsMissing, type CheckedState } from '../../formats/lessons/checks.ts'
import type { Lesson, Step } from '../../formats/lessons/lesson.ts'
import { judge, type Verdict } from '../../formats/lessons/question.ts'
import type { Setup, SetupView } from '../../formats/lessons/setup.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { selectionOf } from '../document/selection.ts'
import { variantMeasurement } from '../measuring/measurement.svelte.ts'
import type { Session } from '../session/session.svelte.ts'
import { lastConv } from '../view/view.svelte.ts'
import type { Materials } from './materials.ts'
import { setAside } from './own-work.ts'
import { keepProgress, progressOf } from './progress.ts'

/** What the player asks of the app beside the session. */
export interface Stage {
  readonly materials: Materials
  /** Save one's own work before it steps aside. */
  save(): Promise<void>
  /** A step begins: show what is no part of the session. @param setup its own, or null */
  begin(step: Step, setup: Setup | null): void
}

/** An answer that was given, and what is said to it. */
export interface Answer extends Verdict {
  readonly given: number
}

/**
 * A lesson that runs on the session, in a document of its own. It goes from step to step freely; what is answered and done is
 * told, and stays told for the run.
 */
export class LessonPlayer {
  #at = $state(0)
  #answers = $state.raw<ReadonlyMap<number, Answer>>(new Map())
  /** Steps whose task is done. */
  #done = $state.raw<ReadonlySet<number>>(new Set())
  /** What is missing, at the press of Check. */
  #missing = $state<string | null>(null)
  #startShapes = $state.raw<readonly Shape4[]>([])
  /** A step is being set up; its document is not there yet. */
  #isSettingUp = $state(true)
  #isLeft = false
  /** Counts what is set up: the newest wins. */
  #turn = 0
  #bringBack: (() => void) | null = null

  constructor(
    private readonly session: Session,
    readonly lesson: Lesson,
    private readonly stage: Stage,
  ) {}

  /** Position of the step, from 0. */
  get at(): number {
    return this.#at
  }

  get step(): Step {
    return this.lesson.steps[this.#at] ?? this.lesson.steps[0]
  }

  get isFirst(): boolean {
    return this.#at === 0
  }

  get isLast(): boolean {
    return this.#at === this.lesson.steps.length - 1
  }

  get isSettingUp(): boolean {
    return this.#isSettingUp
  }

  /** The answer to the step's question, or null. */
  get answer(): Answer | null {
    return this.#answers.get(this.#at) ?? null
  }

  /** Whether the step's task is done: once it was, it stays so. */
  get isDone(): boolean {
    return this.#done.has(this.#at)
  }

  /** What was missing of the task when it was checked last; null for nothing, or not checked. */
  get missing(): string | null {
    return this.#missing
  }

  /** Whether all that the step asks for is answered and done. */
  get isComplete(): boolean {
    const { ask, do: task } = this.step
    return (ask === null || this.answer?.right === true) && (task === null || this.isDone || this.holds)
  }

  /** Begin where one was last, at the first step of a lesson that was finished. @throws Error in plain words */
  async start(): Promise<void> {
    await this.stage.save()
    const { step, done } = progressOf(this.lesson.id)
    await this.#goTo(done || step >= this.lesson.steps.length ? 0 : step, true)
  }

  async next(): Promise<void> {
    this.#note()
    if (!this.isLast) await this.#goTo(this.#at + 1)
  }

  async back(): Promise<void> {
    if (!this.isFirst) await this.#goTo(this.#at - 1, true)
  }

  /** Set the step up as it began. */
  async again(): Promise<void> {
    await this.#goTo(this.#at, true)
  }

  /** Answer the step's question: with a number, or the position of a choice. */
  tell(given: number): void {
    const { ask } = this.step
    if (ask === null) return
    this.#answers = new Map([...this.#answers, [this.#at, { given, ...judge(ask, given) }]])
    this.#keep()
  }

  /** Look whether the task is done; what is missing is told. */
  check(): void {
    const { do: task } = this.step
    const state = this.#state()
    if (task === null || state === null) return
    this.#missing = whatIsMissing(task.checks, state)
    if (this.#missing === null) this.#done = new Set([...this.#done, this.#at])
    this.#keep()
  }

  /** Whether the task is done as things are, whatever was checked. */
  readonly holds: boolean = $derived.by(() => {
    const { do: task } = this.step
    const state = this.#state()
    return task !== null && state !== null && whatIsMissing(task.checks, state) === null
  })

  /** Bring back what was here before the lesson. */
  leave(): void {
    if (!this.#isOver(this.#turn)) this.#note()
    this.#isLeft = true
    this.#turn += 1
    this.#bringBack?.()
  }

  async #goTo(at: number, anew = false): Promise<void> {
    const turn = (this.#turn += 1)
    const step = this.lesson.steps[at] ?? this.step
    const setup = anew || step.setup !== null ? this.#setupAt(at) : null
    this.#isSettingUp = true
    try {
      if (setup !== null) await this.#setUp(setup, turn)
      if (this.#isOver(turn)) return
      this.#at = at
      this.#missing = null
      this.#startShapes = this.session.shapes ?? []
      this.stage.begin(step, setup)
      this.#keep()
    } finally {
      if (this.#isNewest(turn)) this.#isSettingUp = false
    }
  }

  /** Whether something else was begun since, or the lesson was left, from wherever. */
  #isOver(turn: number): boolean {
    const isGone = this.#bringBack !== null && this.session.leaveLesson === null
    return this.#isLeft || isGone || !this.#isNewest(turn)
  }

  #isNewest(turn: number): boolean {
    return turn === this.#turn
  }

  /** What a step shows: its own setup, or that of the nearest step before it that has one. */
  #setupAt(at: number): Setup {
    const setups = this.lesson.steps.slice(0, at + 1).map(({ setup }) => setup)
    const setup = setups.findLast((each) => each !== null)
    if (setup === undefined) throw new Error('The first step shows nothing.')
    return setup
  }

  async #setUp(setup: Setup, turn: number): Promise<void> {
    const { materials } = this.stage
    const [photo, made] = await Promise.all([materials.photo(setup.photo), materials.layers(setup.layers)])
    if (this.#isOver(turn)) return
    const { session, lesson } = this
    const document: FilterbankDocument = {
      name: lesson.title,
      photo,
      input: made.input,
      resolution: setup.resolution,
      layers: made.layers,
    }
    if (this.#bringBack === null) this.#bringBack = setAside(session, document)
    else session.history.reset(document)
    this.#show(setup.view, document)
    await session.pictures.settled()
  }

  #show(wanted: SetupView, { layers }: FilterbankDocument): void {
    const { view } = this.session
    view.select(selectionOf(wanted.layer ?? lastConv(layers), wanted.filter, wanted.channel))
    view.colorMap = wanted.colorMap
    view.range = wanted.range
    view.fixed = null
    view.shown = 'signed'
    view.large = wanted.large !== 'no'
    if (wanted.large !== 'no') view.largeMode = wanted.large
    if (wanted.tab === null) view.drawerTab = 'filter'
    else view.showDrawer(wanted.tab)
    this.session.dismissNotice()
  }

  #state(): CheckedState | null {
    const { session } = this
    const { view, inputShape, layers, shapes } = session
    if (this.#isSettingUp || inputShape === null) return null
    const measurement = variantMeasurement(session)
    return {
      input: inputShape,
      layers,
      shapes,
      startShapes: this.#startShapes,
      selection: view,
      tabs: [view.drawerOpen ? view.drawerTab : '', view.mobileTab],
      measured: measurement.report !== null && measurement.subject?.bank === view.bank,
    }
  }

  /** A task that is done as things are stays done, checked or not. */
  #note(): void {
    if (!this.holds) return
    this.#done = new Set([...this.#done, this.#at])
    this.#keep()
  }

  /** A lesson is finished when its last step is complete; having been so once stays. */
  #keep(): void {
    const { id } = this.lesson
    const done = progressOf(id).done || (this.isLast && this.isComplete)
    keepProgress(id, { step: this.#at, done })
  }
}
