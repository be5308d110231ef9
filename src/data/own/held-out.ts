import { child, key, permutation } from '../../random/index.ts'
import type { DataSet } from '../dataset.ts'
import { type Examples, subset } from '../examples.ts'

/** The part of data without a half to be judged by that is set apart for it. */
export const testFraction = 0.2

/** A fifth at random, the same in every run, to be judged by, and the rest to learn from; each in the order in which they were. */
export const heldOut = (all: Examples): Pick<DataSet, 'train' | 'test' | 'oneOrder'> => {
  const order = permutation(child(key(0), 'own data', 'train and test'), all.count)
  const cut = Math.floor(testFraction * all.count)
  return {
    oneOrder: true,
    train: subset(all, order.subarray(cut).sort()),
    test: subset(all, order.subarray(0, cut).sort()),
  }
}
