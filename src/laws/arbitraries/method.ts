import fc from 'fast-check'
import {
  add,
  append,
  defineMethod,
  like,
  type Method,
  perTask,
  positive,
  push,
  reservoir,
  slot,
  unit,
} from '../../dsl/index.ts'
import { type Move, made, moves, names } from './moves.ts'

/** The method that does these moves on each batch, and others at the end of a task. */
const methodOf = (batch: readonly Move[], end: readonly Move[]): Method =>
  defineMethod({
    name: 'random',
    source: 'drawn by chance',
    options: { rate: positive(0.1, { symbol: 'α' }), decay: unit(0.5) },
    state: (o, theta0) => ({
      importance: slot('h', like(theta0, 1)),
      rate: slot('α', like(theta0, o.rate)),
      count: slot('n', 0),
      memory: slot('M', reservoir(3)),
      past: perTask({ information: slot('F', theta0), anchor: slot('θ*', theta0) }),
    }),
    onBatch: (o) => (slots) => {
      const { theta, importance, rate, count, memory, past, batch: examples } = slots
      const h = {
        params: [theta, importance, rate],
        scalars: [o.rate, o.decay, count],
        batches: [examples],
        memory,
        past,
      }
      return {
        theta: made(h, batch),
        importance: made(h, batch.slice(1)),
        count: add(count, 1),
        memory: push(memory, examples),
      }
    },
    onTaskEnd: (o) => (slots) => {
      const { theta, importance, rate, count, memory, past, data } = slots
      const h = { params: [importance, theta, rate], scalars: [count, o.decay], batches: [data], memory, past }
      return { past: append(past, { information: made(h, end), anchor: theta }) }
    },
  })

/**
 * Methods that nobody wrote: well kinded, with loops, draws, derivatives, branches and lists over tasks, for laws that hold for
 * every method. Where one breaks a law, fewer of its moves are tried.
 *
 * @example await law('counts its batches', arbitraries.method, async ({ program }) => 'count' in program({ rate: 1, decay: 0 }).state).check()
 */
export const method: fc.Arbitrary<Method> = fc.tuple(moves, moves).map(([batch, end]) => methodOf(batch, end))

/** Every operation once by itself, so that none is missed by chance. */
export const eachOperation: readonly (readonly [string, Method])[] = names.map((name, op) => {
  const move = (n: number): Move => ({ op, a: 1, b: 2, n, inner: [{ op: 3, a: 0, b: 0, n: 1, inner: [] }] })
  return [name, methodOf([move(0), move(1), move(2)], [move(1)])]
})
