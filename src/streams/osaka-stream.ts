import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chosen, type DataSet, type Examples, perChannel, rearranged, subset } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { osaka } from './osaka.ts'
import { rotation } from './rotated.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** The data set with every image turned by some quarter turns. */
const turned = (data: DataSet, quarters: number): DataSet => {
  const view = (examples: Examples): Examples => {
    const [rows = 1, columns = 1, channels = 1] = examples.inputShape
    return rearranged(examples, () => perChannel(rotation(rows, columns, 90 * quarters), channels))
  }
  return { ...data, name: `${data.name} turned`, train: view(data.train), test: view(data.test) }
}

/**
 * The three sources: a data set, digits beside it and those turned by 90°; or where nothing is beside it, it and what is turned by 90°
 * and by 180°.
 */
const sourcesOf = (data: DataSet): readonly DataSet[] => {
  const [digits] = data.beside ?? []
  return digits === undefined ? [data, turned(data, 1), turned(data, 2)] : [data, digits, turned(digits, 1)]
}

/** How often a new task is of each source, as in the source's experiments. */
const shares = [0.5, 0.25, 0.25]

/** Of steps of 2 · shots examples a class, those to adapt to first: where example `i` of such an episode is. */
const placeOf = (ways: number, shots: number) => (i: number) => {
  const half = ways * shots
  const [episode, row] = [Math.floor(i / (2 * half)), i % (2 * half)]
  const [way, shot] = [Math.floor((row % half) / shots), row % shots]
  return episode * 2 * half + way * 2 * shots + (row < half ? 0 : shots) + shot
}

/**
 * OSAKA as a stream in stretches: the first is meta-training on few-shot tasks of the first source; the others are the stream of
 * batches without task labels, cut into so many parts, each batch to be predicted and then learned. `samples` is how many steps a
 * stretch has, an episode or a batch each.
 *
 * @returns a `Left` as `osaka`, and when `tasks` or `samples` isn't a whole number ≥ 1
 */
export const osakaStream =
  ({ ways, shots, stay }: { readonly ways: number; readonly shots: number; readonly stay: number }) =>
  (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
    const { seed, tasks, samples: steps = 200, evaluate } = settings
    const of = { ways, seed, evaluate }
    const side = ways * shots
    const episode = { support: side, query: side }
    return pipe(
      E.Do,
      E.bind('training', () =>
        osaka([data], { ...of, name: 'osaka training', shots: 2 * shots, stay: 0, shares: [1], steps }),
      ),
      E.bind('online', () =>
        osaka(sourcesOf(data), { ...of, shots, stay, shares, steps: Math.max(1, tasks - 1) * steps }),
      ),
      E.chain(({ training, online }) => {
        const place = placeOf(ways, shots)
        const { examples } = training
        const first = chosen(examples, examples.count, () =>
          Int32Array.from({ length: examples.count }, (_, i) => place(i)),
        )
        const part = (index: number): Examples =>
          subset(
            online.examples,
            Int32Array.from({ length: steps * side }, (_, i) => (index - 1) * steps * side + i),
          )
        return admitted(online.name, settings, [limitOfTasks], () => ({
          name: online.name,
          seed,
          tasks: Array.from({ length: tasks }, (_, index) =>
            index === 0
              ? { index, name: 'meta-training', episodes: { train: episode, test: episode }, train: first, test: first }
              : { index, name: `stretch ${index}`, unit: side, train: part(index), test: part(index) },
          ),
        }))
      }),
    )
  }
