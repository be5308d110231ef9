import { describe, expect, it } from 'vitest'
import {
  builder,
  gradient,
  IllShaped,
  type Loop,
  type Node,
  operations,
  type Shape,
  type Sliding,
} from '../../../src/ir/index.ts'

const o = operations(builder())
const { build } = o
const { make } = build
const x = (...shape: Shape): Node => build.variable('x', shape)
const condition = (...shape: Shape): Node => o.less(x(...shape), x(...shape))

const counting = (over: Partial<Loop>): Node => {
  const c = x(2)
  return build.loop({
    times: 2,
    reverse: false,
    index: x(),
    carried: [c],
    initial: [x(2)],
    sliced: [],
    next: [c],
    ...over,
  })
}
const sliding = (over: Partial<Sliding>): Sliding => ({
  window: [2, 2],
  strides: [1, 1],
  padding: [0, 0, 0, 0],
  ...over,
})
const unit = counting({})
const when = build.branch(condition(), { then: [x(2)], otherwise: [x(2)] })

/** What is made, and the exact words it is refused with. */
const refused: Readonly<Record<string, readonly [() => unknown, string]>> = {
  'operands of two shapes': [() => make('add', [x(2), x(3)], {}), 'add: operands must have one shape (got [2], [3])'],
  'an operand too few': [() => make('multiply', [x(2)], {}), 'multiply: takes 2 operands (got [2])'],
  'arithmetic on conditions': [
    () => make('negate', [condition(2)], {}),
    'negate: operands must be numbers, not conditions (got [2])',
  ],
  'comparison of conditions': [
    () => make('less', [condition(), x()], {}),
    'less: operands must be numbers, not conditions (got [], [])',
  ],
  'a number as a condition': [
    () => make('select', [x(2), x(2), x(2)], {}),
    'select: needs a condition of the shape of its sides (got [2], [2])',
  ],
  'a condition of another shape': [
    () => make('select', [condition(3), x(2), x(2)], {}),
    'select: needs a condition of the shape of its sides (got [3], [2])',
  ],
  'a sum over a dimension that is not there': [
    () => make('sum', [x(2)], { axes: [1] }),
    'sum: the second must be different dimensions of the first (got [2], [1])',
  ],
  'a maximum over one dimension twice': [
    () => make('maximumOver', [x(2, 3)], { axes: [0, 0] }),
    'maximumOver: the second must be different dimensions of the first (got [2, 3], [0, 0])',
  ],
  'a sum of conditions': [
    () => make('sum', [condition(2)], { axes: [0] }),
    'sum: operands must be numbers, not conditions (got [2])',
  ],
  'a stretch of an extent that is not 1': [
    () => make('broadcast', [x(2)], { shape: [3, 4] }),
    'broadcast: the first shape does not stretch to the second (got [2], [3, 4])',
  ],
  'a stretch to fewer dimensions': [
    () => make('broadcast', [x(1, 2)], { shape: [2] }),
    'broadcast: the first shape does not stretch to the second (got [1, 2], [2])',
  ],
  'a reshape that loses elements': [
    () => make('reshape', [x(2, 3)], { shape: [5] }),
    'reshape: the number of elements must stay (got [2, 3], [5])',
  ],
  'a reshape to negative extents': [
    () => make('reshape', [x(6)], { shape: [-2, -3] }),
    'reshape: the number of elements must stay (got [6], [-2, -3])',
  ],
  'a transposition that is no permutation': [
    () => make('transpose', [x(2, 3)], { permutation: [0, 0] }),
    'transpose: the second must be a permutation of the dimensions of the first (got [2, 3], [0, 0])',
  ],
  'a product whose inner extents differ': [
    () => make('matMul', [x(2, 3), x(2, 3)], { transposeLeft: false, transposeRight: false }),
    'matMul: needs two matrices whose inner extents agree (got [2, 3], [2, 3])',
  ],
  'a product of as many matrices as there are not': [
    () => make('matMul', [x(2, 2, 3), x(4, 3, 5)], { transposeLeft: false, transposeRight: false }),
    'matMul: needs as many matrices on the right as on the left (got [2, 2, 3], [4, 3, 5])',
  ],
  'a product with a vector': [
    () => make('matMul', [x(2, 3), x(3)], { transposeLeft: false, transposeRight: false }),
    'matMul: needs two matrices whose inner extents agree (got [2, 3], [3])',
  ],
  'rows of a scalar': [
    () => make('gather', [x(), x(2)], {}),
    'gather: needs rows and a vector of indices (got [], [2])',
  ],
  'a matrix of indices': [
    () => make('gather', [x(3), x(2, 2)], {}),
    'gather: needs rows and a vector of indices (got [3], [2, 2])',
  ],
  'conditions as indices': [
    () => make('oneHot', [condition(2)], { depth: 3 }),
    'oneHot: operands must be numbers, not conditions (got [2])',
  ],
  'a key of another length': [
    () => make('philox', [x(2)], { shape: [3], counter: [0, 0, 0, 0] }),
    'philox: needs a key of four halves of words (got [2])',
  ],
  'conditions as a key': [
    () => make('philox', [condition(4)], { shape: [3], counter: [0, 0, 0, 0] }),
    'philox: operands must be numbers, not conditions (got [4])',
  ],
  'a concatenation of unlike parts': [
    () => make('concat', [x(2, 3), x(2, 4)], { axis: 0 }),
    'concat: operands must agree in every dimension but 0 (got [2, 3], [2, 4])',
  ],
  'a concatenation along no dimension': [
    () => make('concat', [x(2), x(2)], { axis: 1 }),
    'concat: operands must agree in every dimension but 1 (got [2], [2])',
  ],
  'a concatenation of nothing': [
    () => make('concat', [], { axis: 0 }),
    'concat: operands must agree in every dimension but 0',
  ],
  'a concatenation of numbers and conditions': [
    () => make('concat', [x(2), condition(2)], { axis: 0 }),
    'concat: operands must be all numbers or all conditions (got [2], [2])',
  ],
  'a slice that reaches outside': [
    () => make('slice', [x(3)], { begin: [2], size: [2] }),
    'slice: the block must lie inside the operand (got [3], [2], [2])',
  ],
  'a slice of too many dimensions': [
    () => make('slice', [x(3)], { begin: [0], size: [1, 1] }),
    'slice: the block must lie inside the operand (got [3], [0], [1, 1])',
  ],
  'a slice of negative size': [
    () => make('slice', [x(3)], { begin: [1], size: [-1] }),
    'slice: the block must lie inside the operand (got [3], [1], [-1])',
  ],
  'a negative pad': [
    () => make('pad', [x(3)], { before: [-1], after: [0] }),
    'pad: needs a non-negative amount for each dimension (got [3], [-1], [0])',
  ],
  'patches of what is no image': [
    () => o.patches(x(2, 3, 4), sliding({})),
    'patches: needs an operand [n, h, w, c] (got [2, 3, 4])',
  ],
  'patches of conditions': [
    () => o.patches(condition(1, 3, 3, 1), sliding({})),
    'patches: operands must be numbers, not conditions (got [1, 3, 3, 1])',
  ],
  'a window of no extent': [
    () => o.patches(x(1, 3, 3, 1), sliding({ window: [0, 2] })),
    'patches: needs a window and strides of two whole numbers, at least 1, and padding on four sides (got [0, 2], [1, 1], [0, 0, 0, 0])',
  ],
  'half a step': [
    () => o.patches(x(1, 3, 3, 1), sliding({ strides: [1, 0.5] })),
    'patches: needs a window and strides of two whole numbers, at least 1, and padding on four sides (got [2, 2], [1, 0.5], [0, 0, 0, 0])',
  ],
  'a window that sees only zeros': [
    () => o.patches(x(1, 3, 3, 1), sliding({ padding: [0, 2, 0, 0] })),
    'patches: padding must be less than the window, so that none sees only zeros (got [2, 2], [0, 2, 0, 0])',
  ],
  'a window wider than its image': [
    () => o.patches(x(1, 3, 1, 1), sliding({})),
    'patches: the window must fit into the padded extent (got [3, 1], [2, 2], [0, 0, 0, 0])',
  ],
  'patches of another extent': [
    () => o.unpatch(x(1, 2, 2, 4), sliding({}), [4, 3]),
    'unpatch: needs the patches of an image of that extent (got [1, 2, 2, 4], [4, 3], [2, 2])',
  ],
  'patches with a part of a channel': [
    () => o.unpatch(x(1, 2, 2, 6), sliding({}), [3, 3]),
    'unpatch: needs the patches of an image of that extent (got [1, 2, 2, 6], [3, 3], [2, 2])',
  ],
  'a quadratic program of two sizes': [
    () => make('quadraticProgram', [x(2, 2), x(3), x()], {}),
    'quadraticProgram: needs a square matrix, a vector of its size and a bound, or one for each (got [2, 2], [3], [])',
  ],
  'a quadratic program with a bound too many': [
    () => make('quadraticProgram', [x(2, 2), x(2), x(3)], {}),
    'quadraticProgram: needs a square matrix, a vector of its size and a bound, or one for each (got [2, 2], [2], [3])',
  ],
  'a carried value that changes its shape': [
    () => counting({ next: [x(3)] }),
    'loop: carried variable 0, its initial and its next value must be of one shape and type (got [2], [2], [3])',
  ],
  'an initial value of another type': [
    () => counting({ initial: [condition(2)] }),
    'loop: carried variable 0, its initial and its next value must be of one shape and type (got [2], [2], [2])',
  ],
  'a carried value without its next': [
    () => counting({ next: [] }),
    'loop: 1 carried variables need as many initial and next values, got 1 and 0',
  ],
  'half an iteration': [
    () => counting({ times: 1.5 }),
    'loop: the number of iterations must be a whole number, got 1.5',
  ],
  'a vector as an index': [() => counting({ index: x(2) }), 'loop: the index must be a scalar (got [2])'],
  'a source with a row too few': [
    () => counting({ times: 3, sliced: [{ variable: x(4), source: x(2, 4) }] }),
    'loop: a sliced source must have a row for each of 3 iterations (got [4], [2, 4])',
  ],
  'a final value that is not carried': [
    () => make('final', [unit], { index: 1 }),
    'final: the loop carries no variable 1',
  ],
  'a stack of what is no loop': [() => build.stack(x(2), x()), 'stack: its first input must be a loop (got [2])'],
  'a stack that needs the end of its own loop': [
    () => build.stack(unit, make('final', [unit], { index: 0 })),
    'stack: what a loop yields at every iteration must not depend on what it yields (got [2])',
  ],
  'a branch of unlike sides': [
    () => build.branch(condition(), { then: [x(2)], otherwise: [x(3)] }),
    'when: both sides must give values of the same shapes and types (got [2], [3])',
  ],
  'a value that a branch does not give': [
    () => make('taken', [when], { index: 1 }),
    'taken: the branch gives no value 1',
  ],
  'a variable made by a rule': [
    () => make('input', [], { name: 'x', serial: 0 }),
    'input: a variable is made by the builder, not by a rule',
  ],
  'the gradient of a vector': [
    () => gradient(o, x(2), []),
    'gradient: only a scalar has a gradient; sum or average it first (got [2])',
  ],
  'the derivative of a quadratic program': [
    () => {
      const b = x(2)
      return gradient(o, o.sum(make('quadraticProgram', [x(2, 2), b, x()], {})), [b])
    },
    'quadraticProgram: is decided on the host and has no derivative; take the gradient inside it, or wrap it in firstOrder',
  ],
  'the derivative of a branch': [
    () => {
      const a = x()
      const decision = build.branch(condition(), { then: [a], otherwise: [a] })
      return gradient(o, make('taken', [decision], { index: 0 }), [a])
    },
    'when: is decided on the host and has no derivative; take the gradient inside it, or wrap it in firstOrder',
  ],
}

describe('typing refuses', () => {
  for (const [what, [attempt, message]] of Object.entries(refused))
    it(what, () => {
      expect(attempt).toThrow(IllShaped)
      expect(attempt).toThrow(expect.objectContaining({ message }))
    })
})

describe('typing gives', () => {
  const given: Readonly<Record<string, readonly [Node, Shape, Node['type']]>> = {
    'numbers for arithmetic': [make('add', [x(2), x(2)], {}), [2], 'float'],
    'conditions for comparisons': [make('lessEqual', [x(2), x(2)], {}), [2], 'bool'],
    'conditions moved about': [
      o.transpose(o.reshape(o.broadcast(condition(2), [3, 2]), [6, 1]), [1, 0]),
      [1, 6],
      'bool',
    ],
    'the kept dimensions of a reduction': [o.sum(x(2, 3, 4), [0, 2]), [3], 'float'],
    'the outer extents of a product': [o.matMul(x(3, 2), x(4, 3), true, true), [2, 4], 'float'],
    'the outer extents of many products': [o.matMul(x(5, 3, 2), x(5, 4, 3), true, true), [5, 2, 4], 'float'],
    'one operand for many products': [o.matMul(x(5, 2, 3), x(3, 4)), [5, 2, 4], 'float'],
    'rows by indices': [o.gather(x(5, 2), x(3)), [3, 2], 'float'],
    'a depth after the indices': [o.oneHot(x(2, 3), 4), [2, 3, 4], 'float'],
    'the shape of noise': [o.philox(x(4), [3, 5], [0, 0, 0, 0]), [3, 5], 'float'],
    'the sum of extents': [o.concat([x(2, 1), x(2, 3)], 1), [2, 4], 'float'],
    'a block': [o.slice(x(4, 4), [1, 2], [2, 0]), [2, 0], 'float'],
    'a margin': [o.pad(x(2), [1], [3]), [6], 'float'],
    'the places and the cells of a window': [
      o.patches(x(2, 5, 4, 3), sliding({ window: [2, 3], strides: [2, 1], padding: [1, 0, 1, 2] })),
      [2, 3, 5, 18],
      'float',
    ],
    'images from patches': [o.unpatch(x(2, 2, 2, 8), sliding({ strides: [2, 1] }), [5, 3]), [2, 5, 3, 2], 'float'],
    'a row an iteration': [build.stack(unit, x(3)), [2, 3], 'float'],
    'the common shape of operands': [o.add(x(3, 1), x(4)), [3, 4], 'float'],
  }
  for (const [what, [node, shape, type]] of Object.entries(given))
    it(what, () => expect([node.shape, node.type]).toEqual([shape, type]))
})
