import type { Node } from '../../../ir/index.ts'
import type { Repetition } from '../repetition.ts'
import { listed } from '../schedule/index.ts'
import { emit } from './emit.ts'
import { type Graph, graph as newGraph, type Wire } from './graph.ts'
import { typeOf } from './lowering.ts'
import { type Argument, type FunctionDefinition, types } from './messages.ts'
import { outward } from './outward.ts'
import { rowOf } from './rows.ts'
import { type Library, type Scope, wireOf } from './scope.ts'

const float = { T: { type: types.float } }
const int = { T: { type: types.int32 } }

const finite = (graph: Graph, number: Wire): Wire => graph.add('IsFinite', [number], float, types.bool)

const argumentsOf = (letter: string, nodes: readonly Node[]): readonly Argument[] =>
  nodes.map(({ type }, i) => ({ name: `${letter}${i}`, type: typeOf(type) }))

const results = (wires: readonly Wire[]) => wires.map((wire, i) => ({ name: `r${i}`, wire }))

/** What both forms are made of. */
const partsOf = ({ carried, fed, fixed, health }: Repetition, name: string, unrolled: number, passes: boolean) => {
  const functions: FunctionDefinition[] = []
  const variables = carried.map(({ variable }) => variable)
  const inputs: readonly Node[] = [...variables, ...fed, ...fixed]
  const ends: readonly Node[] = [...carried.map(({ next }) => next), health]
  const made = passes ? outward(ends, new Set(inputs)) : ends
  let named = 0
  const library: Library = {
    listed: listed(made, inputs),
    unrolled,
    passes,
    fresh: () => {
      named += 1
      return `${name}_${named}`
    },
    add: (definition) => {
      functions.push(definition)
    },
  }
  const state = argumentsOf('c', variables)
  const rows = argumentsOf('f', fed)
  const same = argumentsOf('s', fixed)
  /** What a run makes of a state in a graph, its health last. */
  const once = (graph: Graph, of: readonly Wire[], at: number | Wire): readonly Wire[] => {
    const scope: Scope = {
      graph,
      given: new Set(inputs),
      wires: new Map([
        ...variables.map((node, i) => [node, of[i]!] as const),
        ...fed.map((node, i) => [node, rowOf(graph, { _tag: 'Tensor', wire: rows[i]! }, at)] as const),
        ...fixed.map((node, i) => [node, same[i]!] as const),
      ]),
      rows: new Map(),
    }
    emit(library, scope, made)
    return made.map((node) => wireOf(scope, node))
  }
  return { functions, library, state, rows, same, once }
}

/**
 * So many runs as one function of TensorFlow, one after the other in its graph: of what is carried, fed and fixed it makes what is carried
 * in the end, and the health of each run.
 */
export const unrolledRuns = (
  of: Repetition,
  times: number,
  name: string,
  unrolled: number,
  passes = false,
): readonly FunctionDefinition[] => {
  const { functions, library, state, rows, same, once } = partsOf(of, name, unrolled, passes)
  const graph = newGraph()
  const healths: Wire[] = []
  let carried: readonly Wire[] = state
  for (let at = 0; at < times; at += 1) {
    const values = once(graph, carried, at)
    carried = values.slice(0, -1)
    healths.push(values.at(-1)!)
  }
  const all = graph.add('Pack', healths, { N: { i: times }, ...float, axis: { i: 0 } }, types.float)
  library.add(graph.finished(name, [...state, ...rows, ...same], results([...carried, all])))
  return functions
}

/**
 * The same as a loop of TensorFlow, which ends after the first run that is not finite, in functions of which the last is to be called, with
 * the health of its last run.
 */
export const loopedRuns = (
  of: Repetition,
  times: number,
  name: string,
  unrolled: number,
  passes = false,
): readonly FunctionDefinition[] => {
  const { functions, library, state, rows, same, once } = partsOf(of, name, unrolled, passes)
  const [count, last] = [
    { name: 'count', type: types.int32 },
    { name: 'last', type: types.float },
  ] as const
  const round = [count, last, ...state, ...rows, ...same]

  const goesOn = newGraph()
  const [condition, body] = [library.fresh(), library.fresh()]
  const more = goesOn.add('Less', [count, goesOn.int(times)], int, types.bool)
  const both = goesOn.add('LogicalAnd', [more, finite(goesOn, last)], {}, types.bool)
  library.add(goesOn.finished(condition, round, results([both])))

  const inside = newGraph()
  const values = once(inside, state, count)
  const next = inside.add('AddV2', [count, inside.int(1)], int, types.int32)
  library.add(inside.finished(body, round, results([next, values.at(-1)!, ...values.slice(0, -1), ...rows, ...same])))

  const whole = newGraph()
  const first = [whole.int(0), whole.float(0), ...state, ...rows, ...same]
  const ends = whole.addMany(
    'StatelessWhile',
    first,
    {
      T: { list: { type: first.map(({ type }) => type) } },
      cond: { func: { name: condition } },
      body: { func: { name: body } },
      output_shapes: { list: {} },
      parallel_iterations: { i: 10 },
    },
    first.map(({ type }) => type),
  )
  library.add(
    whole.finished(name, [...state, ...rows, ...same], results([...ends.slice(2, 2 + state.length), ends[1]!])),
  )
  return functions
}
