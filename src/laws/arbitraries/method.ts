import fc from 'fast-check'
import {
  add,
  all,
  append,
  type Batch,
  classBalanced,
  defineMethod,
  draw,
  field,
  innerProducts,
  like,
  type Method,
  mixtures,
  multiply,
  outputs,
  perTask,
  positive,
  push,
  reservoir,
  rowsOf,
  slidingWindow,
  slot,
  softmax,
  tanh,
  unit,
} from '../../dsl/index.ts'
import type { Having, Move } from './having.ts'
import { apartFrom, seenBy } from './memory-moves.ts'
import { made, moves, names } from './moves.ts'

/** Which examples stay in the memory that keeps outputs beside them. */
const keeping = {
  reservoir: () => reservoir(3, { logits: rowsOf('outputs') }),
  classBalanced: () => classBalanced(3, { logits: rowsOf('outputs') }),
  slidingWindow: () => slidingWindow(3, { logits: rowsOf('outputs') }),
}

/** What happens on each batch, at the end of a task, and to predict, where that is by a rule. */
interface Doing {
  readonly batch: readonly Move[]
  readonly end: readonly Move[]
  readonly rule?: readonly Move[] | undefined
  readonly keeps: keyof typeof keeping
}

/** The method that does these moves. */
const methodOf = ({ batch, end, rule = [], keeps }: Doing): Method =>
  defineMethod({
    name: 'random',
    source: 'drawn by chance',
    options: { rate: positive(0.1, { symbol: 'α' }), decay: unit(0.5) },
    state: (o, theta0) => ({
      importance: slot('h', like(theta0, 1)),
      rate: slot('α', like(theta0, o.rate)),
      count: slot('n', 0),
      memory: slot('M', reservoir(3)),
      dark: slot('D', keeping[keeps]()),
      past: perTask({ information: slot('F', theta0), anchor: slot('θ*', theta0) }),
    }),
    onBatch: (o) => (slots) => {
      const { theta, importance, rate, count, memory, dark, past, batch: examples } = slots
      const params = [theta, importance, rate]
      const h: Having = { params, scalars: [o.rate, o.decay, count], batches: [examples], memory, dark, past }
      return {
        theta: made(h, batch),
        importance: made(h, batch.slice(1)),
        count: add(count, 1),
        memory: push(memory, examples),
        dark: push(dark, seenBy(examples, theta)),
      }
    },
    onTaskEnd: (o) => (slots) => {
      const { theta, importance, rate, count, memory, dark, past, data } = slots
      const params = [importance, theta, rate]
      const h: Having = { params, scalars: [count, o.decay], batches: [data], memory, dark, past }
      return { past: append(past, { information: made(h, end), anchor: theta }) }
    },
    predict: (o) => (slots) => {
      const { theta, importance, rate, count, memory, dark, past } = slots
      const [params, scalars] = [
        [theta, importance, rate],
        [o.decay, count, o.rate],
      ]
      const known = all(dark)
      const at = made({ params, scalars, batches: [known], memory, dark, past }, rule)
      const weight = apartFrom(known, theta)
      return (inputs: Batch) => {
        const said = tanh(outputs(inputs, at, 'predicting'))
        const alike = softmax(innerProducts(said, field(known, 'logits')))
        const asBefore = draw(dark, 2, (old) =>
          multiply(apartFrom(old, theta), mixtures(alike, field(known, 'logits'))),
        )
        return add(multiply(weight, said), asBefore)
      }
    },
  })

/** The method that predicts with its parameters, by no rule. */
const unruled = (method: Method): Method => ({
  ...method,
  program: (values) => {
    const program = method.program(values)
    const { predict: _, ...handlers } = program.handlers
    return { ...program, handlers }
  },
})

/**
 * Methods that nobody wrote: well kinded, with loops, draws, derivatives, branches, lists over tasks, a memory that keeps outputs beside
 * its examples, and often a rule of prediction, for laws that hold for every method. Where one breaks a law, fewer of its moves are tried.
 *
 * @example await law('counts its batches', arbitraries.method, async ({ program }) => 'count' in program({ rate: 1, decay: 0 }).state).check()
 */
export const method: fc.Arbitrary<Method> = fc
  .record({
    batch: moves,
    end: moves,
    rule: fc.option(moves, { nil: undefined, freq: 2 }),
    keeps: fc.constantFrom(...Object.keys(keeping)),
  })
  .map(({ keeps, ...of }) => {
    const doing = { ...of, keeps: keeps as keyof typeof keeping }
    return of.rule === undefined ? unruled(methodOf(doing)) : methodOf(doing)
  })

/** Every operation once by itself, so that none is missed by chance; in the rule of prediction, too. */
export const eachOperation: readonly (readonly [string, Method])[] = names.map((name, op) => {
  const move = (n: number): Move => ({ op, a: 1, b: 2, n, inner: [{ op: 3, a: 0, b: 0, n: 1, inner: [] }] })
  return [name, methodOf({ batch: [move(0), move(1), move(2)], end: [move(1)], rule: [move(1)], keeps: 'reservoir' })]
})
