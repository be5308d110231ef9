/**
 * Random search for a method's options on held-out training digits; test digits are never looked at.
 *
 *   npx tsx scripts/search.ts SPACE [--trials 30] [--seeds 0] [--benchmark permuted-mnist] [--tasks 20] [--samples 1000] [--data DIR] [--out FILE.jsonl]
 *
 * A trial is one setting, run once a seed; what decides is the mean accuracy over tasks after the last one, less its deviation
 * over seeds. A run that diverges counts as 0, and a setting far below the best is left after its first seed.
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { batchOf, type Examples, mnist } from '../src/data/index.ts'
import { decodeOptions, onlyBatch } from '../src/dsl/index.ts'
import { deviation, mean } from '../src/experiment/index.ts'
import { parseSeeds } from '../src/experiment/settings/index.ts'
import { type Fault, render } from '../src/fault.ts'
import { type Buffer, tfjsDevice } from '../src/interpreters/devices/index.ts'
import { outputsOf, type State, session } from '../src/interpreters/runtime/index.ts'
import { methods } from '../src/methods/index.ts'
import { mlp } from '../src/networks/index.ts'
import { child, key } from '../src/random/index.ts'
import { benchmarkNamed, type Task } from '../src/streams/index.ts'
import { drawnFrom, spaces } from './spaces.ts'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: 'string', default: '30' },
    seeds: { type: 'string', default: '0' },
    benchmark: { type: 'string', default: 'permuted-mnist' },
    tasks: { type: 'string' },
    samples: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
  },
})

const orExit = <A>(result: E.Either<Fault, A>): A => {
  if (E.isRight(result)) return result.right
  console.error(render(result.left))
  process.exit(2)
}

const name = positionals[0] ?? ''
const space = spaces[name]
if (space === undefined) {
  console.error(`search: a space must be one of ${Object.keys(spaces).join(', ')}, got ${JSON.stringify(name)}`)
  process.exit(2)
}
const method = methods[name.split('-')[0]!]!
const benchmark = orExit(benchmarkNamed(flags.benchmark))
const data = orExit(await mnist(flags.data)())
const seeds = orExit(parseSeeds(flags.seeds))
const streams = new Map(
  seeds.map((seed) => [
    seed,
    orExit(
      benchmark.stream(data, {
        seed,
        evaluate: 'validation',
        ...(flags.tasks === undefined ? {} : { tasks: Number(flags.tasks) }),
        ...(flags.samples === undefined ? {} : { samples: Number(flags.samples) }),
      }),
    ),
  ]),
)
const device = orExit(await tfjsDevice('auto')())
const upTo = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

const held = new Map<Examples, ReturnType<typeof batchOf>>()
const heldOut = (examples: Examples) => {
  const known = held.get(examples) ?? batchOf(examples, upTo(0, Math.min(1000, examples.count)), 0)
  held.set(examples, known)
  return known
}

const run = async (set: Readonly<Record<string, number | string>>, seed: number) => {
  const stream = streams.get(seed)!
  const between = { inputShape: stream.tasks[0]!.train.inputShape, outputs: stream.tasks[0]!.train.classes }
  const program = method.program(orExit(decodeOptions(name, method.options, set)))
  const s = session({ program, network: mlp(), between, device })
  let state: State<Buffer> = orExit(await s.initial(seed)())
  const accuracy = async ({ test, index }: Task): Promise<number> => {
    const { inputs, targets, count, classes } = heldOut(test)
    const outputs = orExit(await outputsOf(s)({ seed, state, task: index, inputs, count })())
    const right = upTo(0, count).filter((row) => {
      const best = upTo(0, classes).reduce(
        (b, c) => (outputs[row * classes + c]! > outputs[row * classes + b]! ? c : b),
        0,
      )
      return targets[row * classes + best] === 1
    })
    return right.length / count
  }
  const learned: number[] = []
  for (const task of stream.tasks) {
    const { train, index } = task
    const events = upTo(0, Math.ceil(train.count / benchmark.batch)).map((batch) => ({
      name: 'onBatch' as const,
      task: index,
      batch,
      examples: () =>
        batchOf(train, upTo(batch * benchmark.batch, Math.min(train.count, (batch + 1) * benchmark.batch)), index),
    }))
    const end = {
      name: 'onTaskEnd' as const,
      task: index,
      batch: 0,
      examples: () => batchOf(train, upTo(0, train.count), index),
    }
    for (const event of program.handlers.onTaskEnd === undefined ? events : [...events, end]) {
      const next = await s.handle(seed, state, {
        ...event,
        batches: onlyBatch(event.name, event.examples()),
      })()
      if (E.isLeft(next)) {
        s.release(state)
        return { acc: 0, bwt: 0, diverged: next.left.got }
      }
      state = next.right
    }
    learned.push(await accuracy(task))
  }
  const last: number[] = []
  for (const task of stream.tasks) last.push(await accuracy(task))
  s.release(state)
  return { acc: mean(last), bwt: mean(last.slice(0, -1).map((a, i) => a - learned[i]!)) }
}

/** How far below the best mean a first seed may be for the others to be run. */
const slack = 0.08

const trial = async (set: Readonly<Record<string, number | string>>, best: number) => {
  const runs: Awaited<ReturnType<typeof run>>[] = []
  for (const seed of seeds) {
    runs.push(await run(set, seed))
    if (runs[0]!.acc < best - slack) break
  }
  const accuracies = runs.map((r) => r.acc)
  const [acc, spread] = [mean(accuracies), deviation(accuracies)]
  const ended = runs.length === seeds.length
  return { score: ended ? acc - spread : 0, acc, deviation: spread, bwt: mean(runs.map((r) => r.bwt)), runs }
}

let best = { score: -1, acc: 0, line: '' }
for (const t of upTo(0, Number(flags.trials))) {
  const set = drawnFrom(space, child(key(seeds[0]!), 'search', name, t))
  const started = performance.now()
  const result = await trial(set, best.acc)
  const line = JSON.stringify({
    space: name,
    trial: t,
    ...result,
    seconds: Math.round(performance.now() - started) / 1000,
    set,
  })
  if (flags.out !== undefined) appendFileSync(flags.out, `${line}\n`)
  if (result.score > best.score) best = { score: result.score, acc: result.acc, line }
  console.log(line)
}
console.log(`best: ${best.line}`)
