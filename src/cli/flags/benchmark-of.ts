import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'

const needed = fault({
  where: 'retain run',
  rule: '--benchmark must be given',
  got: 'nothing',
  hint: 'see retain run --help',
})

/** What a saved learner says of where it comes from; all else of it is read where it is used. */
const origin = t.type({ about: t.type({ benchmark: t.string }) })

/** The benchmark that a run is on: the one that is named, else that of the learner which it goes on from. */
export const benchmarkOf = (named: string | undefined, from: string | undefined): E.Either<Fault, string> => {
  if (named !== undefined) return E.right(named)
  if (from === undefined) return E.left(needed)
  return pipe(
    readRegularFile({
      path: join(from, 'learner.json'),
      where: 'saved learner',
      rule: 'a saved learner must be a folder that `retain run --save DIR` or saveLearner wrote, with learner.json in it',
      hint: 'see: retain run --help, at --save',
      most: 2 ** 28,
    }),
    E.chain((bytes) =>
      pipe(
        E.tryCatch(
          (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
          () => needed,
        ),
        E.chain((said) =>
          origin.is(said)
            ? E.right(said.about.benchmark)
            : E.left({ ...needed, hint: 'the learner comes from no benchmark: name one with --benchmark' }),
        ),
      ),
    ),
  )
}
