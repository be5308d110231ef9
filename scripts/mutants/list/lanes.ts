import type { Mutant } from '../mutant.ts'

const laws = { test: 'test/ir/vectorise.test.ts', breaks: 'lanes equal the loop' } as const
const rules = {
  test: 'test/ir/primitives/families.test.ts',
  only: 'a batching rule gives',
  breaks: laws.breaks,
} as const

export const ofLanes: readonly Mutant[] = [
  {
    name: 'a reduction over lanes along the axes of one',
    file: 'src/ir/primitives/families/reduction.ts',
    from: 'axes.map((axis) => axis + 1)',
    to: 'axes.map((axis) => axis)',
    ...rules,
  },
  {
    name: 'rows that lanes share, taken as those of the first',
    file: 'src/ir/primitives/over-lanes.ts',
    from: 'operand.inLanes ? [{ variable: rows[i]!, source: operand.node }] : []',
    to: 'i === 0 && operand.inLanes ? [{ variable: rows[i]!, source: operand.node }] : []',
    ...rules,
  },
  {
    name: 'a matrix in lanes by a shared one, its transposition forgotten',
    file: 'src/ir/primitives/mat-mul.ts',
    from: '!b!.inLanes && !transposeLeft && b!',
    to: '!b!.inLanes && b!',
    ...laws,
  },
  {
    name: 'a loop whose initial values alone say what differs between lanes',
    file: 'src/ir/touched.ts',
    from: '        flow(next[i]!, variable)\n',
    to: '',
    ...laws,
    only: 'is carried as one value',
  },
  {
    name: 'a loop that carries everything along the lanes',
    file: 'src/ir/vectorise.ts',
    from: 'const inLanes = touched.has(variable)',
    to: 'const inLanes = true',
    ...laws,
    only: 'is carried as one value',
  },
  {
    name: 'a loop over lanes that stacks iterations first',
    file: 'src/ir/vectorise.ts',
    from: 'node: inLanes ? swapped(o, rows) : rows',
    to: 'node: rows',
    ...laws,
    only: 'take rows of what is in lanes',
  },
  {
    name: 'a decision that lanes take apart, the other way round',
    file: 'src/ir/vectorise.ts',
    from: 'o.select(not, numbers(otherwise[index]!), numbers(then[index]!))',
    to: 'o.select(not, numbers(then[index]!), numbers(otherwise[index]!))',
    ...laws,
    only: 'are both of their sides',
  },
  {
    name: 'a product of many matrices that reads the first of each',
    breaks: 'A kernel is what the reference says',
    file: 'src/interpreters/devices/fuse/lane-products.ts',
    from: 'start + i * strides[axis]!',
    to: 'start + 0 * strides[axis]!',
    test: 'test/interpreters/devices/primitives.test.ts',
    only: 'matMul of many matrices',
  },
  {
    name: 'matrices with gaps read as if there were none',
    breaks: 'A kernel is what the reference says',
    file: 'src/interpreters/devices/fuse/lane-products.ts',
    from: "'holder' in place && isDense(place.strides.slice(-2), shape.slice(-2))",
    to: "'holder' in place",
    test: 'test/interpreters/devices/primitives.test.ts',
    only: 'matMul of columns',
  },
]
