import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Asked } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import { type Console, columnsOf, wrapped } from '../terminal/console.ts'
import { noted } from '../terminal/note.ts'
import { progress } from '../terminal/progress.ts'
import { type Contestant, sideBySide } from '../words/side-by-side.ts'
import { interrupted, withHand } from '../worker/by-hand.ts'
import type { Hand } from '../worker/hand.ts'
import { play } from './play.ts'

interface Length {
  readonly tasks: number
  readonly samples: number
}

/** Either who ran and how it went, or that the user interrupted. */
type Result = Contestant | 'interrupted'

const contest =
  (console: Console, { tasks, samples }: Length, hand: Hand) =>
  (title: string, name: string): TE.TaskEither<Fault, Result> => {
    const asked: Asked = {
      benchmark: 'permuted-mnist',
      tasks,
      samples,
      seeds: [0],
      evaluate: 'test',
      backend: 'auto',
    }
    return pipe(
      TE.fromTask(() =>
        play(hand, { name, set: {}, asked, alone: true }, (runs) => E.right(progress(console.err, runs, false)), {
          open: () => E.right(undefined),
          before: [],
          told: () => {},
          note: noted(console.err),
        }),
      ),
      TE.chainEitherK(({ runs, fault, interrupted }) => {
        if (fault !== undefined) return E.left(fault)
        const [run] = runs
        return E.right(interrupted || run === undefined ? 'interrupted' : { title, run })
      }),
    )
  }

const opening = ({ tasks, samples }: Length, width: number): string =>
  wrapped(
    `One network learns ${tasks} tasks, one after the other: ${samples} real digits each, the pixels of every task in an order of its own. First by plain gradient descent (finetune), then by EMCL.`,
    width,
    '',
  )

/** What `npm start` does: plain gradient descent and EMCL on the same tasks, side by side. */
export const start = (
  console: Console,
  length: Length = { tasks: 10, samples: 1000 },
): TE.TaskEither<Fault, number> => {
  console.out.write(`${opening(length, columnsOf(console.out))}\n\n`)
  return withHand(console, (hand) => {
    const run = contest(console, length, hand)
    return pipe(
      TE.Do,
      TE.bind('base', () => run('finetune', 'finetune')),
      TE.bind('other', ({ base }) => (base === 'interrupted' ? TE.right(base) : run('EMCL', 'emcl'))),
      TE.map(({ base, other }) => {
        if (base === 'interrupted' || other === 'interrupted') {
          console.err.write('interrupted\n')
          return interrupted
        }
        console.out.write(`${sideBySide(base, other, console)}\n`)
        console.out.write('More:  npx retain --help   npx retain list methods   npm run example\n')
        return 0
      }),
    )
  })
}
