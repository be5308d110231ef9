import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { child, key, uniforms } from '../random/index.ts'
import type { DataSet } from './dataset.ts'
import type { Examples } from './examples.ts'

/** In how many places beside its number an input says which task it is of. */
export const contextPlaces = 8

const pointsOf = (half: 'train' | 'test', count: number): Examples => {
  const places = uniforms(child(key(0), 'points', half), count)
  return {
    count,
    inputShape: [1 + contextPlaces],
    classes: 1,
    copyInput: (index, into, offset) => {
      into[offset] = 2 * places[index]! - 1
      into.fill(0, offset + 1, offset + 1 + contextPlaces)
    },
    label: () => 0,
    copyTarget: (_, into, offset) => {
      into[offset] = 0
    },
  }
}

/**
 * Points x uniform on [−1, 1], the same in every run, each with places for the context of a task; what is to be predicted there, and the
 * context, is the rule's to say. They are made up here: no folder holds them.
 */
export const points = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? TE.right({
        name: 'points',
        train: pointsOf('train', 8000),
        test: pointsOf('test', 2000),
        source: 'made up: 8000 points to learn from and 2000 to be judged by',
      })
    : TE.left(
        fault({
          where: '--data',
          rule: 'points are made up, and read from no folder',
          got: dir,
          hint: 'leave --data away',
        }),
      )
