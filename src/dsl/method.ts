import { placeOf } from '../source-place.ts'
import { literal } from './arithmetic.ts'
import { type AuxiliaryNetwork, type AuxiliaryNetworks, type NetworkOf, networkOf } from './auxiliary.ts'
import { givenBy, givenTo, type HandlerName, handlerNames, type Sees } from './events.ts'
import { givenBack } from './given-back.ts'
import { type Learner, onAll, type Transformer } from './learner.ts'
import { loss } from './measures.ts'
import { type Options, type Seen, seenOf, type Values } from './options.ts'
import { declared, slotVariable } from './slot.ts'
import type { Syntax, Variable } from './syntax.ts'
import {
  type Batch,
  batchKind,
  built,
  fresh,
  type List,
  type Memory,
  type Params,
  type Rows,
  type Scalar,
  scalarKind,
} from './term.ts'

/** The initial value of a slot: a term, or a number for a scalar. */
export type Initial = Syntax | number

/** What a handler sees of a slot. */
type Slot<I> = I extends number ? Scalar : I

type Slots<S> = { readonly theta: Params } & { readonly [K in keyof S]: Slot<S[K]> }

interface Around {
  /** The mean loss of the learner on a batch. */
  readonly loss: typeof loss
}

/** What a handler sees: the slots, and what its event gives (see `events`). `task` is the number of the task, from 0. */
type Seeing<S, E extends HandlerName> = Slots<S> & Around & Sees<E>

/** φ₀ of each auxiliary network. */
type InitialOf<W> = { readonly [N in keyof W & string]: Params<NetworkOf<N, W[N]>> }

/** What a term is, in words. */
type Word<T> = T extends Scalar
  ? 'a scalar'
  : T extends Params
    ? 'parameters'
    : T extends Params<infer N>
      ? `parameters of the network ${N}`
      : T extends Batch
        ? 'a batch'
        : T extends Memory<infer M>
          ? `a ${M}`
          : T extends List<infer _>
            ? 'a list over tasks'
            : 'no such term'

/** What is wrong with new values for the slots `Known`, in words that name the slot. */
type Wrong<Known, U> = {
  readonly [K in keyof U & string]: K extends keyof Known
    ? U[K] extends Known[K]
      ? never
      : `\`${K}\` holds ${Word<Known[K]>}, and this is ${Word<U[K]>}`
    : `no slot is called \`${K}\``
}[keyof U & string]

/** New values for some slots, and for no others. Where one is wrong, the type is a text that says so. */
type Updates<Known, U> = [Wrong<Known, U>] extends [never] ? U : Wrong<Known, U>

/** What is done at the events of a stream, and to adapt to examples, each with the updates that it gives. */
type Handlers<O extends Options, S, U> = {
  readonly [E in keyof U & Exclude<HandlerName, 'predict'>]: (
    o: Seen<O>,
  ) => (slots: Seeing<S, E>) => Updates<Slots<S>, U[E]>
}

/** The parameters that predictions are made with and nothing else, or a rule from inputs to outputs. */
type Prediction<U> = U extends (inputs: Batch) => Rows
  ? U
  : U extends { readonly theta: unknown }
    ? Updates<{ readonly theta: Params }, U>
    : 'a prediction is made with `theta`, or by a rule: (inputs: Batch) => rows of outputs'

/** What a method says beside what it does at the events of a stream. */
interface Declaration<
  O extends Options,
  S extends Readonly<Record<string, Initial>>,
  P,
  W extends AuxiliaryNetworks = Readonly<Record<never, never>>,
> {
  readonly name: string
  readonly source: string
  /** Where the program departs from its source, and the option that restores it. */
  readonly deviations?: readonly string[]
  readonly options: O
  /** Networks of the method's own, beside the learner's; `state` sees their initial parameters. */
  readonly networks?: (o: Seen<O>) => W
  readonly state: (o: Seen<O>, theta0: Params, initial: InitialOf<W>) => S
  /**
   * What to do at test time, when examples of task `task` are to be predicted: the parameters to do it with, θ itself unless this is
   * given; or a rule, a function from a batch of inputs, whose labels are 0, to rows of outputs. The state stays as it is. What a rule
   * says of no input (numbers, parameters, lists) is computed once for a predictor. A method that looks at `task` is told at test time
   * where examples are from.
   *
   * @example
   * defineMethod({
   *   name: 'sharp', source: 'an example', options: { rate: positive(0.1) }, state: () => ({}),
   *   onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
   *   predict: () => ({ theta }) => (inputs: Batch) => multiply(2, outputs(inputs, theta, 'predicting')),
   * })
   */
  readonly predict?: (o: Seen<O>) => (slots: Seeing<S, 'predict'>) => Prediction<P>
}

/**
 * A method as it is declared. What it does on each batch, or on each meta-batch of episodes, is due; what it does at other events of a
 * stream is not. `adapt` is what it does with the support of a new episode, on a copy of its state, before it predicts.
 */
export type MethodSpecification<
  O extends Options,
  S extends Readonly<Record<string, Initial>>,
  U,
  P,
  W extends AuxiliaryNetworks = Readonly<Record<never, never>>,
> = Declaration<O, S, P, W> & Handlers<O, S, U> & ({ readonly onBatch: unknown } | { readonly onEpisodes: unknown })

/** What is done at one event: from the variables for the slots, and for what the event gives, to the slots' new values. */
export interface HandlerProgram {
  readonly slots: Readonly<Record<string, Variable>>
  readonly task: Variable
  /** The batches that the event comes with, by the names that the table of events has. */
  readonly batches: Readonly<Record<string, Variable>>
  readonly updates: Readonly<Record<string, Syntax>>
}

/** An auxiliary network of a method, and the variable that stands for its initial parameters φ₀. */
export interface AuxiliaryProgram {
  readonly network: AuxiliaryNetwork
  readonly initial: Variable
}

/** A method at given options, as data. */
export interface MethodProgram {
  readonly method: string
  readonly options: Values
  /** θ₀, on which the initial values of the slots may depend. */
  readonly theta0: Variable
  /** Left out where there are none. */
  readonly networks?: Readonly<Record<string, AuxiliaryProgram>>
  readonly state: Readonly<Record<string, Syntax>>
  readonly handlers: { readonly [H in HandlerName]?: HandlerProgram }
}

/** A method whose options and state are forgotten by the type checker. */
export interface Method {
  readonly name: string
  readonly source: string
  readonly deviations: readonly string[]
  readonly options: Options
  /** @throws what its own functions throw, and an exception whose `cause` is a fault where they give back something wrong */
  readonly program: (values: Values) => MethodProgram
  /** Where it was declared, as `mine.ts:3:21`; not there, or nothing, where no file of a user's declares it. */
  readonly place?: () => string | undefined
}

/**
 * Declares a method: its options, its state beside θ, and what happens at each event of a stream. It knows no data set,
 * no network and no device. Transformers make another method of it, the first of them first: `withReplay`, `withGlances`.
 *
 * @example
 * defineMethod({
 *   name: 'descent', source: 'an example', options: { rate: positive(0.1, { symbol: 'α' }) }, state: () => ({}),
 *   onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
 * })
 */
export const defineMethod = <
  const O extends Options,
  const S extends Readonly<Record<string, Initial>>,
  U,
  P,
  const W extends AuxiliaryNetworks = Readonly<Record<never, never>>,
>(
  specification: MethodSpecification<O, S, U, P, W>,
  ...transformers: readonly Transformer<O>[]
): Method => {
  // Its frames are only spelled out when somebody asks.
  const here = new Error()
  const back = givenBack(specification.name)
  const does: { readonly [H in HandlerName]?: unknown } = specification
  return {
    name: specification.name,
    source: specification.source,
    deviations: specification.deviations ?? [],
    options: specification.options,
    place: () => placeOf(here),
    program: (values) => {
      const o = seenOf(specification.options, values)
      const theta0 = fresh('θ₀', { _tag: 'Params', network: 'learner' })
      const networks = Object.fromEntries(
        Object.entries<AuxiliaryNetwork>(back.networks(specification.networks?.(o) ?? {})).map(([name, network]) => [
          name,
          { network, initial: fresh('φ₀', { _tag: 'Params', network: networkOf(name, network) }) },
        ]),
      )
      const initial = Object.fromEntries(Object.entries(networks).map(([name, of]) => [name, of.initial]))
      const own = Object.fromEntries(
        Object.entries(back.state(back.called('state', specification.state, o, built(theta0), initial))).map(
          ([slot, initial]) => [slot, typeof initial === 'number' ? literal(initial) : initial],
        ),
      )
      const doing =
        (name: HandlerName) =>
        ({
          slots,
          inputs,
          ...given
        }: {
          readonly slots: Readonly<Record<string, Syntax>>
          readonly inputs?: Syntax
        }) => {
          const handler = back.called(name, does[name] as (o: Seen<O>) => unknown, o) as
            | ((slots: never) => unknown)
            | undefined
          const found = back.called(name, handler, { ...slots, loss, ...given })
          return typeof found === 'function' && inputs !== undefined
            ? back.ruled(found as (inputs: Syntax) => unknown, inputs)
            : back.updates(name, found, ['theta', ...Object.keys(own)])
        }
      const learner = transformers.reduce<Learner>((so, transformer) => transformer(o)(so), {
        method: specification.name,
        slots: own,
        onBatch: doing('onBatch'),
        afterBatch: () => ({}),
      })
      const kept = Object.entries(learner.slots).map(([slot, initial]) => ({ slot, ...declared(initial) }))
      const state = Object.fromEntries(kept.map(({ slot, begun }) => [slot, begun]))
      const learning = onAll(learner)
      const handle = (name: HandlerName): HandlerProgram => {
        const slots: Readonly<Record<string, Variable>> = {
          theta: fresh('θ', theta0.kind),
          ...Object.fromEntries(kept.map(({ slot, ...of }) => [slot, slotVariable(slot, of)])),
        }
        const task = fresh('task', scalarKind)
        const batches = Object.fromEntries(
          Object.entries(givenBy(name)).map(([given, { kind, symbol }]) => [
            given,
            fresh(kind._tag === 'Batch' ? 'B' : symbol, kind),
          ]),
        )
        const sees = { slots, task, ...batches }
        if (name !== 'predict')
          return { slots, task, batches, updates: name === 'onBatch' ? learning(sees as never) : doing(name)(sees) }
        const inputs = fresh('X', batchKind)
        const updates = doing(name)({ ...sees, inputs } as never)
        const isRule = Object.keys(givenTo(name, { updates })).length > 0
        return { slots, task, batches: isRule ? { inputs } : {}, updates }
      }
      const handled = handlerNames.filter(
        (name) => does[name] !== undefined || (name === 'onBatch' && does.onEpisodes === undefined),
      )
      return {
        method: specification.name,
        options: values,
        theta0,
        ...(Object.keys(networks).length === 0 ? {} : { networks }),
        state,
        handlers: Object.fromEntries(handled.map((name) => [name, handle(name)])),
      }
    },
  }
}
