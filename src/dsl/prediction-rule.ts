import { inductive } from './bottom-up.ts'
import { ruleName } from './events.ts'
import { freeVariables } from './free-variables.ts'
import { kindOf } from './kind.ts'
import type { HandlerProgram } from './method.ts'
import { rebuild } from './rebuild.ts'
import { hasSeveral } from './results.ts'
import { mentionsOf } from './scopes.ts'
import type { Syntax } from './syntax.ts'
import { fresh } from './term.ts'

/** A prediction by a rule in two parts: what mentions no input, and the outputs in terms of that and of the inputs. */
export interface PredictionRule {
  /** The whole, along which draws are numbered in both parts. */
  readonly whole: readonly Syntax[]
  /** Slots with the values of all that mentions no input. */
  readonly ahead: HandlerProgram
  /** The outputs, in terms of the slots of the state and of these. */
  readonly answer: HandlerProgram
}

const isNumbers = (s: Syntax): boolean => {
  if (s._tag === 'Variable' || s._tag === 'Option' || s._tag === 'Literal' || hasSeveral(s)) return false
  const { _tag } = kindOf(s)
  return _tag === 'Scalar' || _tag === 'Params' || _tag === 'List'
}

/**
 * The parts of a prediction that is made by a rule; nothing, where it gives parameters. Each largest term of numbers, parameters or lists that
 * mentions no input becomes a slot, so that it is computed once for a predictor and not for each chunk of inputs.
 */
export const predictionRule = (handler: HandlerProgram): PredictionRule | undefined => {
  const outputs = handler.updates[ruleName]
  const { inputs, ...batches } = handler.batches
  if (outputs === undefined || inputs === undefined) return undefined
  const given = new Set<Syntax>([...Object.values(handler.slots), handler.task, ...Object.values(batches)])
  const freeIn = freeVariables()
  const mentions = (s: Syntax): boolean => [...freeIn(s)].some((v) => !given.has(v))
  const ahead = new Map<Syntax, { readonly name: string; readonly variable: ReturnType<typeof fresh> }>()
  const slotFor = (s: Syntax): Syntax => {
    const known = ahead.get(s) ?? {
      name: `made ahead ${ahead.size + 1}`,
      variable: fresh(`made ahead ${ahead.size + 1}`, kindOf(s)),
    }
    ahead.set(s, known)
    return known.variable
  }
  const changed: (s: Syntax) => Syntax = inductive(
    (s) => (mentions(s) ? mentionsOf(s) : []),
    (s) => {
      if (!mentions(s)) return isNumbers(s) ? slotFor(s) : s
      return mentionsOf(s).every((one) => changed(one) === one) ? s : rebuild(s, changed)
    },
  )
  const answered = changed(outputs)
  const made = [...ahead.entries()].map(([term, of]) => ({ term, ...of }))
  return {
    whole: [outputs],
    ahead: {
      ...handler,
      batches: {},
      updates: Object.fromEntries(made.map(({ name, term }) => [name, term])),
    },
    answer: {
      ...handler,
      slots: { ...handler.slots, ...Object.fromEntries(made.map(({ name, variable }) => [name, variable])) },
      updates: { [ruleName]: answered },
    },
  }
}
