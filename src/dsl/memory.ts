import { literal } from './arithmetic.ts'
import { type Count, counted } from './count.ts'
import { type DeclaredFields, declaredFields, rowsOf, type WidthsOf } from './fields.ts'
import type { Syntax } from './syntax.ts'
import {
  type BatchOf,
  built,
  type Condition,
  enclosingLoops,
  freshPlace,
  type Holding,
  type Memory,
  type Scalar,
} from './term.ts'

/** A memory that keeps such fields beside its examples. */
type Keeping<F extends DeclaredFields> = [keyof F] extends [never]
  ? Memory<'reservoir'>
  : Memory<'reservoir'> & Holding<WidthsOf<F>>

/** An empty memory for so many examples, which keeps such fields beside them. */
interface Remembering<O = never> {
  <F extends DeclaredFields>(capacity: number | Count, fields: F, settings?: O): Keeping<F>
  (capacity: number | Count): Memory<'reservoir'>
}

/**
 * An empty reservoir: after n examples were pushed, each of them is held with probability capacity / n (Vitter, algorithm R).
 * With fields it keeps rows beside each of them: see `withField`. `inclusive` draws the slot from n + 1 outcomes, as the code of MER and La-MAML does.
 */
export const reservoir: Remembering<{ readonly inclusive?: boolean }> = (
  capacity: number | Count,
  fields: DeclaredFields = {},
  { inclusive = false }: { readonly inclusive?: boolean } = {},
) => built({ _tag: 'Reservoir', ...counted({ capacity }), inclusive, ...declaredFields(fields) })

/** An empty sliding window: the last `capacity` examples that were pushed, of whatever task; reading it gives these. */
export const slidingWindow: Remembering = (capacity: number | Count, fields: DeclaredFields = {}) =>
  built({ _tag: 'Reservoir', ...counted({ capacity }), inclusive: false, latest: true, ...declaredFields(fields) })

/**
 * An empty memory in which classes are balanced: of those of which it has seen more than it holds, it holds no two in numbers more than
 * one apart, and of each of these a uniform sample. A class that comes seldom is kept whole until it would be one of those held most.
 *
 * @source Chrysakis & Moens, Online continual learning from imbalanced data, ICML 2020, algorithm 1 (CBRS)
 */
export const classBalanced: Remembering = (capacity: number | Count, fields: DeclaredFields = {}) =>
  built({ _tag: 'Reservoir', ...counted({ capacity }), inclusive: false, balanced: true, ...declaredFields(fields) })

/** An empty ring: the last `capacity` examples of each task. Reading it gives past tasks only, never the current one. */
export const ring = (capacity: number | Count): Memory<'ring'> => built({ _tag: 'Ring', ...counted({ capacity }) })

/**
 * An empty memory of the examples with the largest scores that were ever pushed: each brings its own as a field, `score`, a row of one
 * number. Where `perClass` is said, it holds at most so many of a class, the largest of these. Of equals the older stays.
 *
 * Law: of all that was pushed it holds the `capacity` largest, or of each class the `perClass` largest, as far as there is room.
 */
export const scored = <F extends DeclaredFields = Record<never, never>>(
  capacity: number | Count,
  { perClass }: { readonly perClass?: number | Count } = {},
  fields: F = {} as F,
): Memory<'reservoir'> & Holding<WidthsOf<F> & { readonly score: 1 }> =>
  built({
    _tag: 'Reservoir',
    ...(perClass === undefined ? counted({ capacity }) : counted({ capacity, perClass })),
    inclusive: false,
    scored: true,
    ...declaredFields({ score: rowsOf(1), ...fields }),
  } as Syntax)

/**
 * The memory with the first example of a batch at a place, counted from 0, where a condition holds: in the place of the example there, or
 * next after those that are held where none is. The host decides, once the numbers are known: no derivative passes.
 *
 * @example
 * defineMethod({
 *   name: 'the last of many', source: 'an example', options: { rate: positive(0.1) },
 *   state: () => ({ memory: reservoir(50) }),
 *   onBatch: (o) => ({ theta, memory, batch, loss }) => ({
 *     theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta),
 *     memory: replaceAt(memory, 49, less(1, loss(batch)(theta)), batch),
 *   }),
 * })
 */
export const replaceAt = <M extends Memory<'reservoir'>>(
  memory: M,
  place: Scalar | number,
  accept: Condition,
  entry: BatchOf<M>,
): M =>
  built({
    _tag: 'ReplaceAt',
    memory,
    at: typeof place === 'number' ? literal(place) : place,
    accept,
    entry,
  })

/** The memory after seeing the examples of a batch, which has all that the memory keeps beside its own. */
export const push = <M extends Memory<'reservoir'> | Memory<'ring'>>(memory: M, batch: BatchOf<M>): M =>
  built({ _tag: 'Push', memory, batch, iterations: enclosingLoops(), place: freshPlace() })

/**
 * Binds `count` examples drawn uniformly from a memory, fresh at every execution (in a loop: at every iteration); used
 * twice it is one draw. Where the memory holds fewer, or none, the batch is filled with examples of weight 0.
 *
 * @example
 * defineMethod({
 *   name: 'replay', source: 'an example', options: { rate: positive(0.1) },
 *   state: () => ({ memory: reservoir(50) }),
 *   onBatch: (o) => ({ theta, memory, batch, loss }) => ({
 *     theta: draw(memory, 10, (old) => gradientStep({ loss: loss(join(old, batch)), rate: o.rate })(theta)),
 *     memory: push(memory, batch),
 *   }),
 * })
 */
export const draw = <M extends Memory<'reservoir'> | Memory<'ring'>, R>(
  memory: M,
  count: number | Count,
  use: (drawn: BatchOf<M>) => R,
  { replacement = true }: { readonly replacement?: boolean } = {},
): R =>
  use({
    _tag: 'Draw',
    memory,
    ...counted({ count }),
    replacement,
    iterations: enclosingLoops(),
    place: freshPlace(),
  } as Syntax as never)

/**
 * All that a memory has to be read, as a batch of as many as there is room for, in the order of their places: what is missing is filled with
 * examples of weight 0. Of a ring it is the examples of past tasks, task after task.
 */
export const all = <M extends Memory<'reservoir'> | Memory<'ring'>>(memory: M): BatchOf<M> => {
  const known = whole.get(memory) ?? { _tag: 'All', memory }
  whole.set(memory, known)
  return built(known)
}

// What is asked for twice is one batch, so that rows of the one are rows of the other.
const whole = new WeakMap<Syntax, Syntax>()
