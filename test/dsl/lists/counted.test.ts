import { describe, expect, it } from 'vitest'
import {
  append,
  childrenOf,
  defaults,
  defineMethod,
  freeVariables,
  innerLoop,
  isUnrolled,
  type List,
  limits,
  type Method,
  mapTasks,
  multiply,
  type Params,
  partsOfList,
  perTask,
  type SyntaxOf,
  topDown,
  totalOverTasks,
  unrolledTerms,
} from '../../../src/dsl/index.ts'
import { methods } from '../../../src/methods/index.ts'

/** What the loop of a method that is unrolled comes to, where it has so many turns and lists of the state are so long. */
const termsOf = (method: Method, event: 'onBatch' | 'onTaskEnd', rows: number, length: number): number => {
  const { handlers } = method.program(defaults(method.options))
  const all = [...topDown(Object.values(handlers[event]!.updates), childrenOf)]
  const loop = all.find((s): s is SyntaxOf<'Loop'> => s._tag === 'Loop' && isUnrolled(s))!
  return unrolledTerms({ freeIn: freeVariables(), rowsOf: () => rows, lengthOf: () => length }, 1e7)(loop)
}

/** Ten turns, each of which lengthens a list by its own sum, or by that of what was made of it. */
const lengthening = (summed: (past: List<Params>) => Params): Method =>
  defineMethod({
    name: 'lengthening',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({ past: perTask(theta0) }),
    onBatch:
      () =>
      ({ past }) => ({ past: innerLoop<List<Params>>(10, (so) => append(so, summed(so)))(past) }),
  })

describe('what an unrolled loop comes to', () => {
  const doubled = (past: List<Params>) => mapTasks(past, (v: Params): Params => multiply(2, v))
  it('law: of a sum over a list its loops and what is in none of them count, not its elements', () => {
    const sums = lengthening((past) => totalOverTasks(doubled(past)))
    const [short, long] = [termsOf(sums, 'onBatch', 1, 0), termsOf(sums, 'onBatch', 1, 1024)]
    // Beside 1024 elements there are 0 to 9 more: a part for the first 1024, as many as before for the others.
    expect(long - short).toBeGreaterThan(0)
    expect(long - short).toBeLessThan(10 * 8)
    expect(partsOfList(1024)).toHaveLength(1)
  })
  it('control: of a list that is made for itself each element counts', () => {
    const lists = lengthening((past) => totalOverTasks(mapTasks(doubled(doubled(past)), (v: Params): Params => v)))
    expect(termsOf(lists, 'onBatch', 1, 1024) - termsOf(lists, 'onBatch', 1, 0)).toBeGreaterThan(10 * 1024)
  })
  it('200 gradients a task, after four tasks of as many, may be stored', () => {
    expect(termsOf(methods.ogd!, 'onTaskEnd', 200, 800)).toBeLessThan(limits.unrolled)
  })
})
