import type { Plan, Step } from '../../compiler/index.ts'
import type { Node } from '../../ir/index.ts'

type Branch = Extract<Step, { readonly _tag: 'Branch' }>

const branchesOf = ({ steps }: Plan): readonly Branch[] =>
  steps.flatMap((step) =>
    step._tag === 'Branch'
      ? [step, ...branchesOf(step.then), ...branchesOf(step.otherwise)]
      : step._tag === 'HostLoop'
        ? branchesOf(step.body)
        : [],
  )

/** The same plan, taking one side of each branch whatever its condition is. */
const decided = ({ steps, outputs }: Plan, holds: (branch: Node) => boolean): Plan => ({
  outputs,
  steps: steps.map((step): Step => {
    if (step._tag === 'HostLoop') return { ...step, body: decided(step.body, holds) }
    if (step._tag !== 'Branch') return step
    const side = decided(holds(step.node) ? step.then : step.otherwise, holds)
    return { ...step, then: side, otherwise: side }
  }),
})

/** Of more decisions than this, the first so many are tried both ways, the others all one way and all the other. */
const most = 5

/** The ways that a plan can go, each as a plan that goes no other. */
export const waysOf = (plan: Plan): readonly Plan[] => {
  const branches = [...new Set(branchesOf(plan).map(({ node }) => node as Node))]
  if (branches.length === 0) return [plan]
  const [first, rest] = [branches.slice(0, most), branches.slice(most)]
  const others = rest.length === 0 ? [true] : [true, false]
  return others.flatMap((other) =>
    Array.from({ length: 2 ** first.length }, (_, bits) =>
      decided(plan, (branch) => {
        const position = first.indexOf(branch)
        return position < 0 ? other : ((bits >> position) & 1) === 1
      }),
    ),
  )
}
