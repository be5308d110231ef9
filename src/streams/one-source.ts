import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { Stream } from './stream.ts'

/**
 * The stream, if the digits that it is learned from and judged by are all embedded or all from files. The 2,000 embedded digits to
 * test by are of MNIST's official training set, so what learned from its files has seen them.
 *
 * @returns a `Left` that names the first task where both are met
 */
export const ofOneSource = (stream: Stream): E.Either<Fault, Stream> => {
  const { name: where, tasks } = stream
  const met = new Set<string>()
  for (const { index, name, train, test } of tasks) {
    for (const { digits } of [train, test]) if (digits !== undefined) met.add(digits)
    if (met.size < 2) continue
    return E.left(
      fault({
        where,
        rule: "what learned from files of digits must not be judged by the embedded ones, which are of MNIST's training set, nor the reverse",
        got: `both, up to task ${index + 1}, \`${name}\``,
        hint: 'take the examples to learn from and those to judge by from one data set',
      }),
    )
  }
  return E.right(stream)
}
