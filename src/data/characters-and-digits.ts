import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../digest.ts'
import type { Fault } from '../fault.ts'
import { dataDigest } from './data-digest.ts'
import type { DataSet } from './dataset.ts'
import { embedded } from './embedded.ts'
import { omniglot } from './omniglot/index.ts'

/** The characters of Omniglot from a folder and beside them the embedded digits; the digits alone where no folder is named. */
export const charactersAndDigits = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? embedded
    : pipe(
        TE.Do,
        TE.bind('characters', () => omniglot(dir)),
        TE.bind('digits', () => embedded),
        TE.map(
          ({ characters, digits }): DataSet => ({
            ...characters,
            name: 'omniglot-and-digits',
            beside: [digits],
            source: `${characters.source}; ${digits.source}`,
            digest: digestOf([dataDigest(characters), dataDigest(digits)]),
          }),
        ),
      )
