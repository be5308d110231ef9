import type { Examples } from '../../../src/data/index.ts'
import { decodeOptions, type Method, type MethodProgram } from '../../../src/dsl/index.ts'
import type { ProtocolName, RunSetup, RunStarted } from '../../../src/experiment/index.ts'
import { type Halts, haltsOf } from '../../../src/experiment/written-halt.ts'
import type { Device } from '../../../src/interpreters/devices/index.ts'
import { type Setting, session, surroundingsOf } from '../../../src/interpreters/runtime/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp, type Network } from '../../../src/networks/index.ts'
import { functionTrajectories, type Stream, type Task, trajectoryFunctions } from '../../../src/streams/index.ts'
import { gated } from '../../conformance/course.ts'
import type { Row } from '../../conformance/rows.ts'
import { right, spotStream, spots, startedOf } from '../digits.ts'

/** The one that ANML asks for, over images. */
const gatedImages: Network = { ...gated, layers: [{ _tag: 'Flatten' }, ...gated.layers] }

const sides = { support: 2, query: 1 }

/** Two stretches of two meta-batches of two episodes, judged by two episodes each. */
const episodes = (classes = 3): Stream => ({
  name: 'episodes',
  seed: 4,
  tasks: [0, 1].map(
    (index): Task => ({
      index,
      name: `stretch ${index + 1}`,
      train: { ...spots(12), classes },
      test: { ...spots(6), classes },
      episodes: { train: sides, test: sides },
    }),
  ),
})

const hundred = 100

/** The first stretch of the same, judged by a trajectory of a hundred classes. */
const trajectory = (): Stream => {
  const { tasks, ...rest } = episodes(hundred)
  const test = { ...spots(3 * hundred), classes: hundred, label: (i: number) => Math.floor(i / 3) }
  return { ...rest, tasks: tasks.slice(0, 1).map((task) => ({ ...task, test })) }
}

/** The same, judged by fifty trajectories of ten functions: a number is to be predicted. */
const functionTrajectory = (): Stream => {
  const { tasks, ...rest } = episodes(1)
  const copyTarget: Examples['copyTarget'] = (index, into, offset) => {
    into[offset] = (index % 5) / 4
  }
  const numbers = (count: number): Examples => ({ ...spots(count), classes: 1, copyTarget })
  return {
    ...rest,
    tasks: tasks
      .slice(0, 1)
      .map((task) => ({ ...task, train: numbers(12), test: numbers(3 * functionTrajectories * trajectoryFunctions) })),
  }
}

/** A stretch of meta-batches, then one of batches that are predicted before they are learned. */
const online = (): Stream => {
  const [first, second] = episodes().tasks
  const { episodes: _, ...stretch } = second!
  return { name: 'online', seed: 4, tasks: [first!, stretch] }
}

const streams: Readonly<Record<ProtocolName, () => Stream>> = {
  continual: () => spotStream(2, 7),
  regression: () => spotStream(2, 7),
  episodes,
  fewShot: episodes,
  trajectory,
  functionTrajectory,
  online,
}

/** What of a protocol a method can be put through. */
export const protocolFor = ({ handlers }: Pick<MethodProgram, 'handlers'>, method: string): ProtocolName => {
  if (handlers.onBatch === undefined) return method === 'oml' || method === 'anml' ? 'trajectory' : 'fewShot'
  return handlers.onEpisodes === undefined ? 'continual' : 'online'
}

/** A run, and how its halts are written. */
export type SmallRun<B> = RunSetup<B> & { readonly halts: Halts }

/** A run of a method on a few examples: by a protocol that suits it, in passes or by the number of batches. */
export const smallRun = <B>(
  device: Device<B>,
  method: Method,
  program: MethodProgram,
  more: Pick<Setting, 'lanes'> & {
    readonly protocol?: ProtocolName
    readonly evaluateEvery?: number
    readonly epochs?: number
  } = {},
): SmallRun<B> => {
  const { protocol = protocolFor(program, method.name), evaluateEvery, epochs = 2, lanes } = more
  const stream = streams[protocol]()
  const started: RunStarted = {
    ...startedOf(method, stream, protocol === 'continual' || protocol === 'regression' ? 3 : 2),
    ...(protocol === 'continual' ? { epochs } : { protocol }),
    ...(evaluateEvery === undefined ? {} : { evaluateEvery }),
  }
  const setting: Setting = {
    program,
    network: method.name === 'anml' ? gatedImages : mlp({ hidden: [4] }),
    between: { inputShape: [2, 2], outputs: stream.tasks[0]!.train.classes },
    lanes,
  }
  return {
    started,
    program,
    stream,
    session: session({ ...setting, device }),
    evaluateEvery,
    halts: haltsOf({ layouts: surroundingsOf(setting, device).layouts, ...setting.between }, { stream }),
  }
}

/** A method of the library, at options that make it small. */
export const libraryRun = <B>(
  device: Device<B>,
  { method, set }: Row,
  more: Parameters<typeof smallRun>[3] = {},
): SmallRun<B> => {
  const of = methods[method]!
  return smallRun(device, of, of.program(right(decodeOptions(method, of.options, set))), more)
}
