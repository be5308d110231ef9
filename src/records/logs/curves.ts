import { mean, protocolOf, type RecordedEvent, type RunStarted, scoresOf } from '../../experiment/protocol/index.ts'

/** A point of a curve of a run: its number when so many batches of the whole stream are learned. */
export interface Point {
  /** `accuracy/task 01`, `accuracy/so far`, `seconds/learning`, `metrics/acc`, … */
  readonly curve: string
  readonly iteration: number
  readonly value: number
}

/** A run as far as its curves are drawn. */
export interface Drawn {
  readonly started: RunStarted
  /** How many batches are learned where the task at hand begins, and where it ends. */
  readonly begin: number
  readonly end: number
  /** How long was learned so far. */
  readonly seconds: number
}

export const begun = (started: RunStarted): Drawn => ({ started, begin: 0, end: 0, seconds: 0 })

const numbered = (i: number, of: number): string => `${i + 1}`.padStart(`${of}`.length, '0')

/** The scores of a row, each on a curve of its task, or of its column where rows are of episodes; and what they come to so far. */
const rowAt = ({ started }: Drawn, iteration: number, row: readonly number[], learned: number): readonly Point[] => {
  const { score, episodes } = protocolOf(started).exam
  const of = (name: string, value: number): Point => ({ curve: `${score.one}/${name}`, iteration, value })
  if (episodes !== undefined)
    return [
      // What a row holds past its columns is kept for metrics.
      ...episodes.columns.map((name, i) => of(name, row[i] ?? 0)),
      of('headline', episodes.headline(row)),
    ]
  return [
    ...row.map((value, task) => of(`task ${numbered(task, started.tasks)}`, value)),
    ...(learned === 0 ? [] : [of('so far', mean(row.slice(0, learned)))]),
  ]
}

/** What an event adds to the curves of its run, and the run with it. */
export const drawn = (so: Drawn, event: RecordedEvent): readonly [Drawn, readonly Point[]] => {
  switch (event._tag) {
    case 'TaskStarted':
      return [{ ...so, begin: so.end, end: so.end + event.batches }, []]
    case 'Judged':
      return [so, rowAt(so, so.begin + event.batches, scoresOf(event), event.task + 1)]
    case 'TaskEnded': {
      const seconds = so.seconds + event.seconds
      return [{ ...so, seconds }, [{ curve: 'seconds/learning', iteration: so.end, value: seconds }]]
    }
    case 'Evaluated': {
      const { alignment } = event.measured ?? {}
      return [
        so,
        [
          ...rowAt(so, so.end, scoresOf(event), event.after),
          ...(alignment === undefined
            ? []
            : [
                { curve: 'gradients/dot product', iteration: so.end, value: alignment.product },
                { curve: 'gradients/cosine', iteration: so.end, value: alignment.cosine },
              ]),
        ],
      ]
    }
    case 'RunEnded':
      return [
        so,
        Object.entries(event.metrics).map(([name, value]) => ({ curve: `metrics/${name}`, iteration: so.end, value })),
      ]
    default:
      return [so, []]
  }
}
