import type * as E from 'fp-ts/lib/Either.js'
import { type CompiledEvent, compileHandler, type SlotShape, slotOf, tensorShapes } from '../../compiler/index.ts'
import { kindOf, type MethodProgram, predictionRule, type Syntax } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import type { SettingSurroundings } from './surroundings.ts'

type Shapes = Readonly<Record<string, SlotShape>>

/** What is compiled of a method that predicts by a rule. */
export interface RuleCode {
  /** What mentions no input, as slots beside those of the state; nothing, where all does. */
  readonly ahead: (shapes: Shapes) => E.Either<Fault, CompiledEvent> | undefined
  /** The outputs on so many inputs, at shapes of the state's slots and of those made ahead. */
  readonly answer: (shapes: Shapes, count: number) => E.Either<Fault, CompiledEvent>
}

/** The code of a method's rule of prediction; `undefined` where it predicts by parameters. */
export const ruleCode = (
  { method, handlers }: MethodProgram,
  { around, layouts }: SettingSurroundings,
): RuleCode | undefined => {
  const rule = handlers.predict === undefined ? undefined : predictionRule(handlers.predict)
  if (rule === undefined) return undefined
  const { whole, ahead, answer } = rule
  const where = `${method} predict`
  const shapeOf = (term: Syntax): SlotShape => slotOf(kindOf(term), tensorShapes(layouts))
  const madeAhead = Object.fromEntries(Object.entries(ahead.updates).map(([name, term]) => [name, shapeOf(term)]))
  return {
    ahead: (shapes) =>
      Object.keys(ahead.updates).length === 0
        ? undefined
        : compileHandler(where, ahead, { ...shapes, ...madeAhead }, { ...around, whole, counts: {} }),
    answer: (shapes, count) => compileHandler(where, answer, shapes, { ...around, whole, counts: { inputs: count } }),
  }
}
