import { type Fault, fault } from '../fault.ts'
import { ruleName } from './events.ts'
import type { Syntax } from './syntax.ts'

/** An exception that says a fault; whoever asks for a program catches it. */
const refuse = (of: Omit<Fault, 'code' | 'where'>, where: string): never => {
  throw new Error(of.rule, { cause: fault({ where, ...of }) })
}

const spelled = (u: unknown): string => {
  if (u === undefined || u === null) return 'nothing'
  if (typeof u === 'function') return 'a function'
  if (Array.isArray(u)) return 'a list'
  if (u instanceof Promise) return 'a promise'
  if (isTerm(u)) return 'a term'
  if (typeof u === 'object') return 'an object'
  return `the ${typeof u === 'string' ? 'text' : typeof u} \`${String(u)}\``
}

const isTerm = (u: unknown): u is Syntax =>
  typeof u === 'object' && u !== null && '_tag' in u && typeof u._tag === 'string'

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && !(u instanceof Promise) && !isTerm(u)

/** What a method's own functions gave back, each judged where it is given: a method may be written where no types are checked. */
export const givenBack = (method: string) => {
  const wrong = (path: readonly string[], rule: string, got: unknown, hint?: string): never =>
    refuse({ rule, got: spelled(got), path, ...(hint === undefined ? {} : { hint }) }, method)
  return {
    /** A part of the specification that must be a function, called. */
    called: <A>(name: string, part: ((...given: never[]) => A) | undefined, ...given: readonly unknown[]): A =>
      typeof part === 'function'
        ? part(...(given as never[]))
        : wrong([name], `\`${name}\` must be a function`, part, `${name}: (o) => …`),
    /** The networks of its own, by name. */
    networks: <W>(u: W): W =>
      isRecord(u) ? u : wrong(['networks'], 'the networks must be an object of networks by name', u),
    /** The initial values of slots, by name. */
    state: (u: unknown): Readonly<Record<string, Syntax | number>> => {
      if (!isRecord(u))
        return wrong(['state'], 'the state must be an object of slots', u, 'for no slots: state: () => ({})')
      for (const [slot, initial] of Object.entries(u)) {
        if (slot === 'theta') wrong(['state', slot], 'a slot must have a name of its own: `theta` is there', initial)
        if (typeof initial !== 'number' && !isTerm(initial))
          wrong(['state', slot], 'a slot must begin as a term or a number', initial)
      }
      return u as Readonly<Record<string, Syntax | number>>
    },
    /** The slots with more of them, whose names must be new. */
    withSlots: (
      slots: Readonly<Record<string, Syntax>>,
      more: Readonly<Record<string, Syntax>>,
    ): Readonly<Record<string, Syntax>> => {
      for (const slot of Object.keys(more))
        if (Object.hasOwn(slots, slot))
          wrong(
            ['state', slot],
            `a slot must have a name of its own: \`${slot}\` is what a transformer adds`,
            slots[slot],
          )
      return { ...slots, ...more }
    },
    /** What a rule of prediction makes of inputs, by its name. */
    ruled: (rule: (inputs: Syntax) => unknown, inputs: Syntax): Readonly<Record<string, Syntax>> => {
      const rows = rule(inputs)
      return isTerm(rows)
        ? { [ruleName]: rows }
        : wrong(
            ['predict'],
            'a rule of prediction must return rows of outputs',
            rows,
            'for example (inputs: Batch) => outputs(inputs, theta)',
          )
    },
    /** The new values of slots that a handler gives. A prediction gives `theta` alone. */
    updates: (handler: string, u: unknown, slots: readonly string[]): Readonly<Record<string, Syntax>> => {
      const known: readonly string[] = handler === 'predict' ? ['theta'] : slots
      if (!isRecord(u))
        return wrong(
          [handler],
          'a handler must return an object of new values for slots',
          u,
          `for example return { theta: … }; the slots are ${known.join(', ')}`,
        )
      for (const [slot, value] of Object.entries(u)) {
        if (!known.includes(slot))
          wrong([handler, slot], `a handler must give values for slots, which are ${known.join(', ')}`, slot)
        if (!isTerm(value))
          wrong(
            [handler, slot],
            'the new value of a slot must be a term',
            value,
            typeof value === 'function'
              ? 'loss(batch) and steps are functions: give them parameters, as in gradientStep({ … })(theta)'
              : 'terms are built from the slots by the functions of the language',
          )
      }
      return u as Readonly<Record<string, Syntax>>
    },
  }
}
