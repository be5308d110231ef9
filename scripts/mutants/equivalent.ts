import type { RandomMutant } from './sample.ts'

/** A change that makes no difference to what is computed, said or refused, and why: no test can notice it. */
export interface Equivalent {
  readonly file: string
  /** The lines it stands in, as they are and as it makes them, as the table of survivors prints them. */
  readonly before: string
  readonly after: string
  readonly why: string
}

const onlyDiffer = 'numbers of variables need only differ and grow'
const termAlready = 'what is no number is given back as it is'
const onlyALoop = 'the first operand of what stacks iterations is a loop, always'
const foundAgain = 'the node is found once more by its key when it is placed'
const known = {
  before: 'if (known !== undefined) return known',
  after: 'if (false && (known !== undefined)) return known',
}
const builder = 'src/ir/builder.ts'

export const equivalents: readonly Equivalent[] = [
  { file: 'src/dsl/term.ts', before: 'issued += 1', after: 'issued += 2', why: onlyDiffer },
  { file: builder, before: 'serial += 1', after: 'serial += 2', why: onlyDiffer },
  { file: builder, ...known, why: foundAgain },
  {
    file: 'src/ir/residuals.ts',
    before: 'const pending = [...roots].reverse()',
    after: 'const pending = [...roots]',
    why: 'in which order residuals are found decides no value',
  },
  {
    file: 'src/ir/differentiate.ts',
    before: 'for (let i = order.length - 1; i >= 0; i--) {',
    after: 'for (let i = order.length - 1; (i > 0); i--) {',
    why: 'the first node of an order is a leaf or a target, and gives nothing on',
  },
  {
    file: 'src/ir/operations.ts',
    before: 'const shape = [condition, then, otherwise].map((n) => n.shape).reduce(commonShape)',
    after: 'const shape = [then, condition, otherwise].map((n) => n.shape).reduce(commonShape)',
    why: 'a common shape is that of a set',
  },
  {
    file: 'src/ir/operations.ts',
    before: 'const shape = [condition, then, otherwise].map((n) => n.shape).reduce(commonShape)',
    after: 'const shape = [condition, otherwise, then].map((n) => n.shape).reduce(commonShape)',
    why: 'a common shape is that of a set',
  },
  {
    file: 'src/dsl/combinators/of-task.ts',
    before: 'const found = totalOverTasks(mapTasks(list, (_, i) => select(equal(i, task), 1, 0)))',
    after: 'const found = meanOverTasks(mapTasks(list, (_, i) => select(equal(i, task), 1, 0)))',
    why: 'a mean is above 0 where a sum is',
  },
  {
    file: 'src/dsl/combinators/gradient-step.ts',
    before: "{ loss: lambda(loss, at), rate: typeof rate === 'number' ? literal(rate) : rate, direction, at },",
    after: '{ loss: lambda(loss, at), rate: (literal(rate)), direction, at },',
    why: termAlready,
  },
  {
    file: 'src/dsl/combinators/meta-update.ts',
    before: "{ direction, rate: typeof rate === 'number' ? literal(rate) : rate, at },",
    after: '{ direction, rate: (literal(rate)), at },',
    why: termAlready,
  },
  {
    file: 'src/dsl/combinators/look-ahead.ts',
    before: "{ samples, size, on, rate: typeof rate === 'number' ? literal(rate) : rate, at },",
    after: '{ samples, size, on, rate: (literal(rate)), at },',
    why: termAlready,
  },
  {
    file: 'src/dsl/penalties/quadratic.ts',
    before: "const w = typeof weight === 'number' ? literal(weight) : weight",
    after: 'const w = (literal(weight))',
    why: termAlready,
  },
  {
    file: 'src/dsl/json/encode.ts',
    before: 'return 0',
    after: 'return 1',
    why: 'what is written there is thrown away: only the nodes that it mentions are noted',
  },
  {
    file: 'src/ir/primitives/structure.ts',
    before: "shape: [unit?.primitive === 'loop' ? unit.attributes.times : 0, ...body.shape],",
    after: "shape: [unit?.primitive === 'loop' ? unit.attributes.times : 1, ...body.shape],",
    why: onlyALoop,
  },
  {
    file: 'src/dsl/json/composite.ts',
    before: "const absent = guarded('left out', (u): u is undefined => u === undefined)",
    after: "const absent = guarded('left out', (u): u is undefined => (u !== undefined))",
    why: 'it gives a place in a message its name, and reads nothing',
  },
  {
    file: 'src/ir/loop-derivative.ts',
    before: 'grown.sort((a, b) => a - b)',
    after: ';',
    why: 'only the order in which cotangents are summed follows from it',
  },
]

/** Why a mutant that survived makes no difference, where that is known. */
export const whyEquivalent = (mutant: RandomMutant): string | undefined =>
  equivalents.find(
    ({ file, before, after }) => mutant.file === file && mutant.before === before && mutant.after === after,
  )?.why
