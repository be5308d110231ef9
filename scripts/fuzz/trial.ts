import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import {
  decodeOptions,
  judgeProgram,
  type Method,
  methodFromJson,
  methodToJson,
  type Values,
} from '../../src/dsl/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { courseOf } from '../../src/interpreters/cost/index.ts'
import { backends, type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { explain, formats } from '../../src/interpreters/explain/index.ts'
import { type StreamEvent, session } from '../../src/interpreters/runtime/index.ts'
import { course as courses } from '../../src/laws/arbitraries/index.ts'
import { courseOf as examplesByTask } from '../../src/laws/courses.ts'
import { mlp } from '../../src/networks/index.ts'
import { type Case, plain } from './cases.ts'

/** What a case came to: where it ended, and what was wrong with how, if anything. */
export interface Outcome {
  readonly end: 'unread' | 'refused' | 'diverged' | 'long' | 'ran'
  readonly wrong?: string
  /** The slowest stage, and its milliseconds. */
  readonly slowest: readonly [string, number]
}

const network = mlp({ hidden: [2] })
const between = { inputShape: [2], outputs: 2 }
const length = { tasks: [2, 2], schedule: { batch: 2, epochs: 1 } }

/** Two tasks of one batch each, of more than one example: two starts, two batches, two ends. */
const course: readonly StreamEvent[] = fc
  .sample(courses(between), { seed: 7, numRuns: 200 })
  .find(
    (events) =>
      events.length === 6 && events.every(({ name, batches }) => name !== 'onBatch' || batches.batch!.count > 1),
  )!

/** What it adapts to, and a meta-batch of two episodes. */
const support = course.find(({ name }) => name === 'onBatch')!.batches.batch!
const meta = examplesByTask({ features: 2, classes: 2 }, 7, [[2]], true)

/** What a fault must never say: it is no fault of the program, but of what judged it. */
const innards = /internal|please report|must carry out every step|undefined|Cannot read/

const amiss = (of: Fault): string | undefined => (innards.test(render(of)) ? render(of) : undefined)

/** What goes wrong when a method is taken through a short stream, if anything. */
const ran = async <B>(
  of: Case['_tag'],
  method: Method,
  values: Values,
  device: Device<B>,
): Promise<Fault | undefined> => {
  const own = session({ program: method.program(values), network, between, device })
  const { handlers } = method.program(values)
  let state = await own.initial(3)()
  // Of a document nobody knows how long its episodes take: what it costs is told of its batches.
  const events = handlers.onEpisodes !== undefined && handlers.onBatch === undefined ? meta : course
  for (const event of of === 'Built' ? events : course) {
    if (E.isLeft(state)) return state.left
    const next = await own.handle(3, state.right, event)()
    if (E.isLeft(next)) own.release(state.right)
    state = next
  }
  if (E.isLeft(state)) return state.left
  if (of === 'Built') {
    const to = { task: 0, episode: 0, batch: 0, support, steps: 2 }
    const copy = await own.adapt(3, state.right, to)()
    if (E.isLeft(copy)) own.release(state.right)
    if (E.isLeft(copy)) return copy.left
    own.release(copy.right)
  }
  const held = await own.predictor(3, state.right, 0)()
  if (E.isLeft(held)) return held.left
  const said = await held.right.outputs(new Float32Array(4), 2)()
  held.right.release()
  own.release(state.right)
  return E.isLeft(said) ? said.left : undefined
}

let wasm: Device<unknown> | undefined
const onWasm = async (): Promise<Device<unknown>> => {
  if (wasm !== undefined) return wasm
  const opened = await backends.find((one) => one.name === 'wasm')!.open()
  if (E.isLeft(opened)) throw new Error(render(opened.left))
  wasm = opened.right as Device<unknown>
  return wasm
}

/** Judged stages take at most so many milliseconds. */
export const patience = 1000

/** More floating-point operations than this are not waited for. */
const affordable = 1e8

/** Nor are runs with more bytes in use at a time. */
const roomy = 1e8

/** Takes a case as far as it is let, and says what was wrong with how it ended. */
export const carriedOut = async (of: Case, tell: (stage: string) => void = () => {}): Promise<Outcome> => {
  let slowest: readonly [string, number] = ['', 0]
  const timed = async <A>(stage: string, work: () => A | Promise<A>): Promise<A> => {
    tell(stage)
    const [from, used] = [performance.now(), process.cpuUsage()]
    const made = await work()
    const { user, system } = process.cpuUsage(used)
    // On a machine with other work a stage waits; in a process with other threads they work, too.
    const took = Math.min(performance.now() - from, (user + system) / 1000)
    if (took > slowest[1]) slowest = [stage, took]
    return made
  }
  const ended = (end: Outcome['end'], wrong?: string): Outcome => ({
    end,
    slowest,
    ...(wrong !== undefined
      ? { wrong }
      : slowest[1] > patience && slowest[0] !== 'reference' && slowest[0] !== 'wasm'
        ? { wrong: `${slowest[0]} took ${Math.round(slowest[1])} ms` }
        : {}),
  })
  try {
    const read = of._tag === 'Built' ? E.right(of.method) : await timed('decode', () => methodFromJson(of.document))
    if (E.isLeft(read)) return ended('unread', amiss(read.left))
    const method = read.right
    const values = decodeOptions('fuzz', method.options, {})
    if (E.isLeft(values)) return ended('unread', amiss(values.left))
    const written = await timed('encode', () => plain(methodToJson(method, values.right)))
    const verdict = await timed('judge', () => judgeProgram(method.program(values.right)))
    const again = await timed('decode', () => methodFromJson(written))
    if (E.isLeft(verdict) !== E.isLeft(again)) {
      const [built, read] = [verdict, again].map((one) => (E.isLeft(one) ? render(one.left) : 'taken'))
      return ended('refused', `judged apart: built it is ${built}, read it is ${read}`)
    }
    if (E.isLeft(verdict)) return ended('refused', amiss(verdict.left))
    // Every way to print a program in turn; that they say the same is a law of its own.
    const turn = JSON.stringify(written).length
    const [format, expand] = [formats[turn % formats.length]!, turn % 3 === 0]
    await timed(`explain ${format}`, () => explain(method, values.right, { format, expand }))
    const cost = await timed('cost', courseOf({ program: method.program(values.right), network, between }, length))
    if (E.isLeft(cost)) return ended('refused', amiss(cost.left))
    const { forward, backward, rest, peak } = cost.right.total
    if (forward.most + backward.most + rest.most > affordable || peak.most > roomy) return ended('long')
    const exact = await timed('reference', () => ran(of._tag, method, values.right, referenceDevice()))
    if (exact !== undefined && amiss(exact) !== undefined) return ended('refused', amiss(exact))
    const device = await onWasm()
    const rounded = await timed('wasm', () => ran(of._tag, method, values.right, device))
    if (rounded !== undefined && amiss(rounded) !== undefined) return ended('refused', amiss(rounded))
    if (device.buffers() !== 0) return ended('ran', `${device.buffers()} buffers were left on the device`)
    return exact === undefined && rounded === undefined
      ? ended('ran')
      : ended((exact ?? rounded)!.code === 3 ? 'diverged' : 'refused')
  } catch (error) {
    return ended(
      'refused',
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 8).join('\n') : String(error),
    )
  }
}
