import * as E from 'fp-ts/lib/Either.js'
import type { DataSet, Examples } from '../../src/data/index.ts'
import { defaults, type Method, type Values } from '../../src/dsl/index.ts'
import type { RunEvent, RunStarted } from '../../src/experiment/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { permuted, type Stream } from '../../src/streams/index.ts'

export const right = <E, A>(result: E.Either<E, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}

/** Examples of four pixels and three classes, told apart by which pixel is bright. */
export const spots = (count: number): Examples => ({
  count,
  inputShape: [2, 2],
  classes: 3,
  copyInput: (index, into, offset) => {
    for (let p = 0; p < 4; p += 1) into[offset + p] = p === index % 3 ? 1 : ((index * 7 + p) % 5) / 50
  },
  label: (index) => index % 3,
})

const data: DataSet = { name: 'spots', train: spots(60), test: spots(30), source: 'made up' }

export const spotStream = (tasks: number, samples: number): Stream => right(permuted(data, { tasks, samples, seed: 4 }))

export const sessionOf = (method: Method, values: Values = defaults(method.options)) =>
  session({
    program: method.program(values),
    network: mlp({ hidden: [4] }),
    between: { inputShape: [2, 2], outputs: 3 },
    device: referenceDevice(),
  })

export const startedOf = (method: Method, stream: Stream, batch: number): RunStarted => ({
  _tag: 'RunStarted',
  format: 1,
  method: method.name,
  benchmark: 'spots',
  network: 'mlp',
  options: defaults(method.options),
  seed: stream.seed,
  tasks: stream.tasks.length,
  samples: stream.tasks[0]?.train.count ?? 0,
  batch,
  evaluate: 'test',
  data: data.source,
  backend: 'reference',
  versions: { retain: '0', node: '0', tfjs: '0' },
})

export const gathered = async (events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> => {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}
