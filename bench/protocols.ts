/**
 * How benchmarks run at their protocols' sizes: time a batch, memory, whether the loss falls and nothing leaks.
 *
 *   npx tsx bench/protocols.ts DATA_FOLDER BENCHMARK ... [--method finetune] [--network NAME] [--batches 100] [--set option=value ...]
 *
 * `scripts/synthetic-data.ts` writes data sets of the right sizes.
 */
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { settingsOf } from '../src/cli/flags/experiment-settings.ts'
import { parseSettings } from '../src/cli/flags/settings.ts'
import { batchOf } from '../src/data/index.ts'
import { interfaceOf, prepared, taskEvents } from '../src/experiment/index.ts'
import { asked } from '../src/experiment/settings/index.ts'
import { type Fault, render } from '../src/fault.ts'
import { type Buffer, tfjsDevice } from '../src/interpreters/devices/index.ts'
import { outputsOf, remembered, type State, session } from '../src/interpreters/runtime/index.ts'
import type { Task } from '../src/streams/index.ts'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    method: { type: 'string', default: 'finetune' },
    network: { type: 'string' },
    batches: { type: 'string', default: '100' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const [data, ...names] = positionals

const orExit = <A>(result: E.Either<Fault, A>): A => {
  if (E.isRight(result)) return result.right
  console.error(render(result.left))
  process.exit(2)
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? 0

/** The mean cross-entropy of 100 test examples of a task, over the classes that compete. */
const examOf = (task: Task, alone: boolean) => {
  const { inputs, targets, count, classes } = batchOf(
    task.test,
    Array.from({ length: Math.min(100, task.test.count) }, (_, i) => i),
    task.index,
  )
  const among = alone && task.classes !== undefined ? task.classes : Array.from({ length: classes }, (_, c) => c)
  return {
    inputs,
    count,
    loss: (outputs: ArrayLike<number>): number => {
      let total = 0
      for (let row = 0; row < count; row += 1) {
        const logits = among.map((c) => outputs[row * classes + c]!)
        const top = Math.max(...logits)
        const right = among.findIndex((c) => targets[row * classes + c] === 1)
        total += top + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - top), 0)) - logits[right]!
      }
      return total / count
    },
  }
}

const measured = async (name: string): Promise<void> => {
  const settings = orExit(
    await settingsOf(
      flags.method,
      orExit(parseSettings(flags.set)),
      orExit(asked({ benchmark: name, network: flags.network, data })),
    )(),
  )
  const start = performance.now()
  const read = orExit(await settings.benchmark.data(settings.folder)())
  const reading = performance.now() - start
  const { program, network, streams, schedule } = orExit(prepared(settings)(read))
  const device = orExit(await tfjsDevice('auto')())
  const between = interfaceOf(settings.benchmark, read)
  const s = session({ program, network, between, device })
  let state: State<Buffer> = orExit(await s.initial(0)())
  const task = streams[0]!.tasks[0]!
  const exam = examOf(task, between.heads === 'task')
  const loss = async (): Promise<number> =>
    exam.loss(orExit(await outputsOf(s)({ seed: 0, state, task: 0, ...exam })()))
  const before = await loss()
  const times: number[] = []
  const buffers: number[] = []
  const resident: number[] = []
  for (const { name: event, batch, batches } of taskEvents(
    task,
    { seed: 0, batch: schedule.batch, iterations: Number(flags.batches) },
    program,
    between.heads,
  )) {
    if (event !== 'onBatch') continue
    const began = performance.now()
    state = orExit(await s.handle(0, state, { name: event, task: 0, batch, batches: orExit(batches()) })())
    times.push(performance.now() - began)
    buffers.push(device.buffers())
    resident.push(process.memoryUsage().rss)
  }
  const after = await loss()
  const third = Math.floor(times.length / 3)
  console.log(
    [
      `${name}, ${flags.method} with ${settings.network ?? settings.benchmark.network} on ${device.name}: ${read.source}`,
      `  read in ${(reading / 1000).toFixed(1)} s; first batch ${Math.round(times[0] ?? 0)} ms, then median ${quantile(times.slice(1), 0.5).toFixed(1)} ms (10 % below ${quantile(times.slice(1), 0.1).toFixed(1)})`,
      `  loss ${before.toFixed(3)} → ${after.toFixed(3)} after ${times.length} batches of ${schedule.batch}; remembered ${remembered(state)}`,
      `  buffers ${buffers[third]} after a third, ${buffers.at(-1)} at the end; resident ${megabytes(resident[third] ?? 0)}, ${megabytes(resident.at(-1) ?? 0)}`,
    ].join('\n'),
  )
  s.release(state)
  if (device.buffers() !== 0) console.log(`  LEAK: ${device.buffers()} buffers are left`)
}

for (const name of names) await measured(name)
