/**
 * What a network from one number to one number can know of a gradient, and what becomes of learning when updates are held to
 * the signs it predicts.
 *
 *   npx tsx scripts/reconstruction.ts [--data DIR] [--tasks 5] [--samples 1000] [--seed 0] [--optimiser sgd|adam]
 *
 * The first table is taken at the end of the first task of permuted MNIST, while θ descends undisturbed; the second is of runs that differ
 * in what the update vector must agree with. Judged on a fifth of the training digits, held out. Long because both tables are made here, each
 * by methods that nothing else runs.
 */
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { mnist } from '../src/data/index.ts'
import {
  adam,
  add,
  apply,
  average,
  type Count,
  coordinateWise,
  cos,
  count,
  defaults,
  defineMethod,
  divide,
  dot,
  grad,
  less,
  like,
  literal,
  type Method,
  mapTasks,
  meanOverTasks,
  metaUpdate,
  multiply,
  norm,
  type Params,
  positive,
  push,
  ring,
  type Scalar,
  select,
  sgd,
  sign,
  signAgreement,
  square,
  subtract,
  sum,
} from '../src/dsl/index.ts'
import { backwardTransfer, mean, run, scoresOf, taskEvents } from '../src/experiment/index.ts'
import { startedOf } from '../src/experiment/started.ts'
import { type Fault, render } from '../src/fault.ts'
import { tfjsDevice } from '../src/interpreters/devices/index.ts'
import { type Session, type State, session } from '../src/interpreters/runtime/index.ts'
import { finetune, gradientReconstruction } from '../src/methods/index.ts'
import { eachTask } from '../src/methods/past-gradients.ts'
import { learned, unlearned } from '../src/methods/present-gradient.ts'
import { mlp } from '../src/networks/index.ts'
import { benchmarkNamed } from '../src/streams/index.ts'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    tasks: { type: 'string', default: '5' },
    samples: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
    optimiser: { type: 'string', default: 'sgd' },
  },
})

const orExit = <A>(result: E.Either<Fault, A>): A => {
  if (E.isRight(result)) return result.right
  console.error(render(result.left))
  return process.exit(2)
}

const optimiser = flags.optimiser === 'adam' ? adam() : sgd
const rate = flags.optimiser === 'adam' ? 0.001 : 0.022
const inputScale = 20
/** A count that no option of these methods is. */
const fixed = (value: number): Count => count(value).seen('fixed', value)

const settings = {
  coordinates: fixed(256),
  metaSteps: fixed(5),
  metaRate: literal(0.001),
  grid: fixed(256),
  agreement: { _tag: 'Choice', value: 'mean' },
  // Of the forms that are not measured here.
  distilSteps: fixed(0),
  threshold: literal(1),
  recent: literal(0),
  usual: literal(0),
  settle: fixed(0),
} as const
const networks = () => ({
  h: coordinateWise({ hidden: [32, 32, 32], activation: 'relu', initialisation: 'fanInUniform' }),
})
const source = 'Enabling continual learning with meta learning'

type Counted = { readonly task: Scalar; readonly passed: Scalar; readonly held: Scalar }

/** 1 where both vectors have one sign, 0 elsewhere. */
const sameSign = (a: Params, b: Params): Params => select(less(0, multiply(sign(a), sign(b))), like(a, 1), 0)

/** Descends undisturbed while h learns, and tells at the end of a task what h knows of the gradient on all its data. */
const observer = defineMethod({
  name: 'observer',
  source,
  options: { rate: positive(rate) },
  networks,
  state: (_, theta0, { h }) => ({
    ...optimiser.slots(theta0),
    ...unlearned(h),
    ...{ explainedOfBatch: 0, explainedOfAll: 0, batchOfAll: 0, zero: 0, right: 0, positive: 0 },
  }),
  onBatch: (o) => (slots) => {
    const { theta, batch, loss } = slots
    const { direction: vector, kept } = optimiser.direction(slots, grad(loss(batch))(theta))
    const at = multiply(inputScale, theta)
    const said = multiply(slots.size, apply('h', slots.phi)(at))
    const apart = divide(sum(square(subtract(vector, said))), sum(square(subtract(vector, average(vector)))))
    return {
      ...kept,
      ...learned(settings)(slots, at, vector),
      theta: metaUpdate({ direction: vector, rate: o.rate })(theta),
      explainedOfBatch: subtract(1, apart),
    }
  },
  onTaskEnd:
    () =>
    ({ theta, data, loss, phi, size }) => {
      const g = grad(loss(data))(theta)
      const said = multiply(size, apply('h', phi)(multiply(inputScale, theta)))
      const apart = divide(sum(square(subtract(g, said))), sum(square(subtract(g, average(g)))))
      const nonZero = sameSign(g, g)
      const agree = sameSign(g, said)
      return {
        explainedOfAll: subtract(1, apart),
        zero: subtract(1, average(nonZero)),
        right: divide(sum(agree), sum(nonZero)),
        positive: average(sameSign(said, like(said, 1))),
        batchOfAll: divide(dot(g, said), multiply(norm(g), norm(said))),
      }
    },
})

/** A method whose update vector must agree in sign with what `reference` says, from the second task on. */
const heldTo = (name: string, reference: (of: { readonly theta: Params; readonly past: Params }) => Params): Method =>
  defineMethod({
    name,
    source,
    options: { rate: positive(rate) },
    state: (_, theta0) => ({ ...optimiser.slots(theta0), memory: ring(1000) }),
    onBatch: (o) => (slots) => {
      const { theta, batch, loss, memory, task } = slots
      const { direction: vector, kept } = optimiser.direction(slots, grad(loss(batch))(theta))
      const past = meanOverTasks(mapTasks(memory, (m) => grad(loss(m))(theta)))
      const agreeing = signAgreement(reference({ theta, past }))(vector)
      const direction = select(less(0, task), agreeing, vector)
      return { ...kept, theta: metaUpdate({ direction, rate: o.rate })(theta), memory: push(memory, batch) }
    },
  })

/** What a run with a mask counts: how many batches it masked, and the sum of the shares of coordinates with a gradient that passed. */
const counts = { passed: 0, held: 0 }
const counted = ({ task, passed, held }: Counted, vector: Params, masked: Params) => {
  const share = divide(sum(sameSign(masked, masked)), sum(sameSign(vector, vector)))
  return { passed: select(less(0, task), add(passed, share), 0), held: select(less(0, task), add(held, 1), 0) }
}

/** The method by its parts; its mask is counted. */
const byParts = defineMethod({
  name: 'by parts',
  source,
  options: { rate: positive(rate) },
  networks,
  state: (_, theta0, { h }) => ({
    ...optimiser.slots(theta0),
    ...eachTask(settings, h).slots,
    ...unlearned(h),
    ...counts,
    initial: h,
  }),
  onBatch: (o) => (slots) => {
    const { theta, batch, loss } = slots
    const { direction: vector, kept } = optimiser.direction(slots, grad(loss(batch))(theta))
    const at = multiply(inputScale, theta)
    const direction = eachTask(settings, slots.initial).agreeing(slots, at)(vector)
    return {
      ...kept,
      ...learned(settings)(slots, at, vector),
      ...counted(slots, vector, direction),
      theta: metaUpdate({ direction, rate: o.rate })(theta),
    }
  },
  onTaskEnd: () => (slots) => ({
    ...eachTask(settings, slots.initial).after(slots, multiply(inputScale, slots.theta), slots),
    ...unlearned(slots.initial),
  }),
})

/**
 * Lets a share p of the vector pass, whatever its signs: cos x ≥ cos(π p) for a share p of all x. From batch to batch x turns by ever
 * other angles; were it always the same, those that stay would pass sooner than those that move, and too many would.
 */
const byChance = (share: number): Method =>
  defineMethod({
    name: 'by chance',
    source,
    options: { rate: positive(rate) },
    state: (_, theta0) => ({ ...optimiser.slots(theta0), ...counts }),
    onBatch: (o) => (slots) => {
      const { theta, batch, loss, task, held } = slots
      const { direction: vector, kept } = optimiser.direction(slots, grad(loss(batch))(theta))
      const x = add(multiply(1e4, theta), multiply(2.39996, square(held)))
      const direction = select(less(0, task), select(less(cos(x), Math.cos(Math.PI * share)), 0, vector), vector)
      return { ...kept, ...counted(slots, vector, direction), theta: metaUpdate({ direction, rate: o.rate })(theta) }
    },
  })

const benchmark = orExit(benchmarkNamed('permuted-mnist'))
const data = orExit(await mnist(flags.data)())
const seed = Number(flags.seed)
const stream = orExit(
  benchmark.stream(data, { seed, evaluate: 'validation', tasks: Number(flags.tasks), samples: Number(flags.samples) }),
)
const device = orExit(await tfjsDevice('wasm')())
const between = { inputShape: stream.tasks[0]!.train.inputShape, outputs: stream.tasks[0]!.train.classes }

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`.replace('-', '−')

const observed = async (): Promise<void> => {
  const program = observer.program(defaults(observer.options))
  const own = session({ program, network: mlp(), between, device })
  let state = orExit(await own.initial(seed)())
  for (const { name, batch, batches } of taskEvents(stream.tasks[0]!, { batch: 10, seed }, program))
    state = orExit(await own.handle(seed, state, { name, task: 0, batch, batches: orExit(batches()) })())
  const read = async (slot: string) => orExit(await own.read(state[slot]!)())[0]![0]!
  console.log(`At the end of the first task (${flags.optimiser})`)
  for (const [slot, words] of Object.entries({
    explainedOfBatch: 'of the variance of the last batch’s vector over coordinates, explained by h',
    // The vectors of Adam have another scale than the gradient.
    ...(flags.optimiser === 'adam'
      ? {}
      : { explainedOfAll: 'of the variance of the gradient on all data, explained by h' }),
    batchOfAll: 'cosine of h and the gradient on all data',
    zero: 'of coordinates have no gradient at all',
    right: 'of the others have the sign that h says',
    positive: 'of coordinates h says are above 0',
  }))
    console.log(`  ${percent(await read(slot)).padStart(8)}  ${words}`)
  own.release(state)
}

/** A session, and the state that its last event ended in. */
const lastOf = <Buffer>(own: Session<Buffer>) => {
  let last: State<Buffer> | undefined
  const handle: typeof own.handle = (...asked) => TE.map((state: State<Buffer>) => (last = state))(own.handle(...asked))
  return { session: { ...own, handle }, state: () => last }
}

const accuracy = async (label: string, method: Method, set = {}): Promise<number | undefined> => {
  const options = { ...defaults(method.options), ...set }
  const program = method.program(options)
  const own = session({ program, network: mlp(), between, device })
  const watched = lastOf(own)
  const experiment = {
    name: label,
    method,
    benchmark,
    options,
    seeds: [seed],
    evaluate: 'validation',
    backend: 'wasm',
  } as const
  const started = startedOf(experiment, { program, network: mlp(), data, schedule: { batch: 10 } }, stream, {
    name: 'wasm',
  })
  const matrix: (readonly number[])[] = []
  let passed: number | undefined
  for await (const event of run({ started, program, stream, session: watched.session }))
    if (event._tag === 'Evaluated' && event.after > 0) {
      matrix.push(scoresOf(event))
      const { passed: sum, held } = watched.state() ?? {}
      const numbers = async (slot: typeof sum) => (slot === undefined ? 0 : orExit(await own.read(slot)())[0]![0]!)
      if (held !== undefined) passed = (await numbers(sum)) / (await numbers(held))
    } else if (event._tag === 'RunFailed') console.log(`  ${label}: ${render(event.fault)}`)
  console.log(
    `  ${label.padEnd(46)} ACC ${percent(mean(matrix.at(-1) ?? [])).padStart(7)}  BWT ${percent(backwardTransfer(matrix)).padStart(7)}${passed === undefined ? '' : `  masked ${percent(1 - passed)}`}`,
  )
  return passed
}

await observed()
console.log(
  `\nAfter ${stream.tasks.length} tasks of ${flags.samples}, the vector must agree from the second task on with`,
)
await accuracy('nothing (finetune)', finetune, { optimiser: flags.optimiser, rate })
await accuracy(
  'the true mean gradient of past tasks',
  heldTo('oracle', ({ past }) => past),
)
await accuracy(
  'a sign drawn by chance',
  heldTo('chance', ({ theta }) => cos(multiply(1e6, theta))),
)
await accuracy(
  'one sign everywhere',
  heldTo('one sign', ({ theta }) => like(theta, 1)),
)
await accuracy('what h says (gradientReconstruction)', gradientReconstruction, { optimiser: flags.optimiser, rate })
const passed = await accuracy('the same by its parts, its mask counted', byParts)
if (passed !== undefined) await accuracy('chance, as much of the vector passes', byChance(passed))
