import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type CompiledEvent, type CompiledTerms, compileTerms } from '../../compiler/index.ts'
import { canonicalProgram } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { type Program, reachableFrom } from '../../ir/index.ts'
import { definitionsIn } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { alikeKey, compiledEvent, type EventForm, formKey } from './event-code.ts'
import { keptForms } from './kept-forms.ts'
import { predictionOn } from './prediction.ts'
import { type RuleCode, ruleCode } from './rule-code.ts'
import { type PlanRunner, planRunner } from './run-plan.ts'
import { initialMemory } from './state.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** The slots that start with numbers, and their terms in the first parameters of the networks. */
export interface InitialCode {
  readonly numeric: readonly string[]
  readonly terms: CompiledTerms
}

/** What is compiled of a method on a network: at whatever values of its numeric options. */
export interface Code {
  readonly initial: () => E.Either<Fault, InitialCode>
  /** An event's program; `undefined` where the method does nothing at it. */
  readonly event: (form: EventForm) => E.Either<Fault, CompiledEvent> | undefined
  /** The network's outputs on so many inputs. */
  readonly outputs: (count: number) => Program
  /** What it does to predict by a rule; `undefined` where it predicts by parameters. */
  readonly rule: () => RuleCode | undefined
}

/** The same rule, which keeps what it compiled last, and answers for so many numbers of inputs. */
const remembering = (rule: RuleCode | undefined): RuleCode | undefined => {
  if (rule === undefined) return undefined
  const kept = new Map<string, E.Either<Fault, CompiledEvent> | undefined>()
  const once = <A extends E.Either<Fault, CompiledEvent> | undefined>(key: string, make: () => A): A => {
    if (kept.has(key)) return kept.get(key) as A
    const made = make()
    kept.set(key, made)
    for (const old of [...kept.keys()].slice(0, -mostAnswers)) kept.delete(old)
    return made
  }
  return {
    ahead: (shapes) => once(formKey({ name: 'predict', counts: {}, shapes }), () => rule.ahead(shapes)),
    answer: (shapes, inputs) =>
      once(formKey({ name: 'predict', counts: { inputs }, shapes }), () => rule.answer(shapes, inputs)),
  }
}

/** Of events in older forms, with lists as short as they were when a run began, programs of so many nodes are kept for the next run. */
const mostNodes = 2 ** 15

const nodesOf = (code: E.Either<Fault, CompiledEvent> | undefined): number =>
  code === undefined || E.isLeft(code) ? 0 : reachableFrom(code.right.plan.outputs).size

const codeOf = (setting: Setting, surroundings: SettingSurroundings): Code => {
  const { program } = setting
  const { around } = surroundings
  const compile = compiledEvent(program, surroundings)
  const compiled = keptForms(mostNodes, nodesOf)
  const numeric = Object.entries(program.state).flatMap(([name, term]) =>
    term._tag !== 'EmptyList' && initialMemory(term) === undefined ? [name] : [],
  )
  const listed = Object.values(program.state).flatMap((term) => (term._tag === 'EmptyList' ? term.elements : []))
  const free = [program.theta0, ...Object.values(program.networks ?? {}).map((own) => own.initial)]
  const forwards = new Map<number, Program>()
  let initial: E.Either<Fault, InitialCode> | undefined
  let rule: { readonly code: RuleCode | undefined } | undefined
  return {
    initial: () => {
      const slots = numeric.map((name) => program.state[name]!)
      initial ??= pipe(
        compileTerms(`${program.method} state`, free, slots, { ...around, counts: {} }),
        // What a list is of is looked at before anything is learned, though it has no element yet.
        E.chainFirst(() => compileTerms(`${program.method} state`, free, listed, { ...around, counts: {} })),
        E.map((terms) => ({ numeric, terms })),
      )
      return initial
    },
    event: (form) => compiled.of(formKey(form), alikeKey(form), () => compile(form)),
    outputs: (count) => {
      const forward = forwards.get(count) ?? predictionOn(setting, surroundings, count)
      forwards.set(count, forward)
      return forward
    },
    rule: () => {
      rule ??= { code: remembering(ruleCode(program, surroundings)) }
      return rule.code
    },
  }
}

/** So many programs of a rule are kept: for the chunks of an exam, and for what is left over. */
const mostAnswers = 8

/** So many programs are kept; the one that was not asked for longest goes first. */
const most = 16

/** What was compiled, for those who come after with other options or on another device. */
const codes = new Map<string, Code>()

const runners = new WeakMap<object, unknown>()

/** What runs plans on a device; it keeps what the device has compiled of them. */
const runnerOn = <Buffer>(device: Device<Buffer>): PlanRunner<Buffer> => {
  const runner = (runners.get(device) as PlanRunner<Buffer> | undefined) ?? planRunner(device)
  runners.set(device, runner)
  return runner
}

const numbers = new WeakMap<object, number>()
let numbered = 0

/** A number for each object: rules that are written alike may go by other numbers from outside of them. */
const numberOf = (one: object): number => {
  const number = numbers.get(one) ?? numbered++
  numbers.set(one, number)
  return number
}

/** Equal for settings that have one code: all that a program is but its numeric options, and what it is put between. */
const codeKey = (
  { program, network, between, adopts }: Setting,
  { around: { lanes } }: Pick<SettingSurroundings, 'around'>,
): string =>
  JSON.stringify([
    program.method,
    canonicalProgram(program),
    network,
    definitionsIn(network).map(numberOf),
    between,
    adopts,
    lanes,
  ])

/** The code of a setting on a device, compiled at most once for all values of numeric options, and what runs it. */
export const codeOn = <Buffer>(
  device: Device<Buffer>,
  setting: Setting,
  surroundings: SettingSurroundings,
): { readonly plans: PlanRunner<Buffer>; readonly code: Code } => {
  const plans = runnerOn(device)
  const own = () => codeOf(setting, surroundings)
  const key = E.tryCatch(
    () => codeKey(setting, surroundings),
    () => undefined,
  )
  // What cannot be written is nobody else's.
  if (E.isLeft(key)) return { plans, code: own() }
  const code = codes.get(key.right) ?? own()
  codes.delete(key.right)
  codes.set(key.right, code)
  for (const old of [...codes.keys()].slice(0, -most)) codes.delete(old)
  return { plans, code }
}
