import { describe, expect, it } from 'vitest'
import { builder, flopsOf, type Node, operations } from '../../../src/ir/index.ts'

const o = operations(builder())
const { variable } = o.build
const [x, y] = [variable('x', [3, 4]), variable('y', [3, 4])]
const images = variable('images', [2, 5, 5, 3])
const sliding = { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] } as const

/** Each counted by hand. */
const rows: readonly (readonly [string, Node, number])[] = [
  ['x + y: one an element', o.add(x, y), 12],
  ['exp x: one an element', o.exponential(x), 12],
  ['a comparison: one an element', o.less(x, y), 12],
  ['a choice: one an element', o.select(o.less(x, y), x, y), 12],
  ['the sum of 12 numbers: 11 additions', o.sum(x), 11],
  ['the sums of 3 rows of 4: 3 additions each', o.sum(x, [1]), 9],
  ['the largest of each of 4 columns of 3: 2 comparisons each', o.maximumOver(x, [0]), 8],
  ['[3,4]·[4,5]: 4 products and 4 additions for each of 15', o.matMul(x, variable('b', [4, 5])), 120],
  ['[4,3]ᵀ: the inner extent is the other one', o.matMul(x, variable('b', [3, 5]), true), 2 * 4 * 5 * 3],
  ['[5,4]ᵀ on the right', o.matMul(x, variable('b', [5, 4]), false, true), 120],
  ['as much for each of 6 pairs of matrices', o.matMul(variable('a', [6, 3, 4]), variable('b', [6, 4, 5])), 6 * 120],
  ['copies are none: broadcast', o.broadcast(variable('row', [4]), [3, 4]), 0],
  ['transpose', o.transpose(x, [1, 0]), 0],
  ['gather', o.gather(x, variable('i', [2])), 0],
  ['one-hot', o.oneHot(variable('i', [2]), 7), 0],
  ['philox: a value of a function is one', o.philox(variable('key', [4]), [5, 3], [0, 0, 0, 0]), 15],
  ['concat', o.concat([x, y], 0), 0],
  ['pad', o.pad(x, [1, 0], [0, 1]), 0],
  ['patches', o.patches(images, sliding), 0],
  [
    'unpatch: an addition for each of 2·3·3 places of a window of 27',
    o.unpatch(o.patches(images, sliding), sliding, [5, 5]),
    486,
  ],
]

describe('floating-point operations', () => {
  it.each(rows)('%s', (_, node, expected) => expect(flopsOf(node)).toBe(expected))
})
