import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type CompiledEvent,
  type LoweredEvent,
  type Plan,
  planEvent,
  planOf,
  statisticsSlot,
  tensorsIn,
  type Work,
} from '../../compiler/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { flopsOf, type Node, numbersAt, sizeOf } from '../../ir/index.ts'
import { type Buffer, dryTensors, dryWasm, type MachineDevice } from '../devices/index.ts'
import {
  carryOut,
  type EventForm,
  loweredEvent,
  planRunner,
  predictionOn,
  type RuleCode,
  releaseState,
  ruleCode,
  type Setting,
  type State,
  shapesOf,
  surroundingsOf,
} from '../runtime/index.ts'
import { type Cost, either, nothing } from './cost.ts'
import type { Bounds } from './gradients.ts'
import { noMemory } from './outline.ts'
import { waysOf } from './ways.ts'

/** An event whose program was costed: what it takes, and the program. Derivatives are counted apart: the program does not tell them. */
export interface Metered {
  readonly code: CompiledEvent
  readonly cost: Cost
}

const same = (n: number): Bounds => ({ least: n, most: n })

/** Runs a plan, kernel by kernel, on outlines of what it is given. */
const wentThrough = async (
  plan: Plan,
  given: Iterable<Node>,
  tell: (makes: readonly Node[]) => void,
): Promise<void> => {
  const device = dryTensors(tell)
  const values = new Map<Node, Buffer>([...given].map((node) => [node, device.upload(node.shape, [])]))
  // What the host is asked has a shape, and no number is looked at.
  await planRunner(device).run(plan, values, undefined, () => [])
}

const callsOf = async (plan: Plan, given: Iterable<Node>): Promise<number> => {
  let calls = 0
  await wentThrough(plan, given, (makes) => {
    calls += makes.length
  })
  return calls
}

const order: readonly Work[] = ['forward', 'rest', 'backward']

/** Compiles a lowered event, and tells what each of its nodes is for: what a forward pass made as well, it would take anyway. */
const planned = (
  lowered: LoweredEvent,
): E.Either<Fault, { readonly code: CompiledEvent; readonly works: ReadonlyMap<Node, Work> }> => {
  const works = new Map<Node, Work>()
  return pipe(
    planEvent(lowered, (made, of) => {
      const [known, work] = [works.get(made), lowered.workOf(of)]
      if (known === undefined || order.indexOf(work) < order.indexOf(known)) works.set(made, work)
    }),
    E.map((code) => ({ code, works })),
  )
}

/**
 * Tells what the events of a method take, from their programs: each is compiled as for a run, then gone through step by step on
 * devices that count and compute nothing. No example is needed.
 */
export const meter = (setting: Setting) => {
  let fused = 0
  const device: MachineDevice = dryWasm(() => {
    fused += 1
  })
  const surroundings = surroundingsOf(setting, device)
  const lower = loweredEvent(setting.program, surroundings)
  const plans = planRunner(device)

  /** The kernel calls and the peak of a plan on the wasm backend, and the state after it. */
  const dry = async (code: CompiledEvent, plan: Plan, state: State<Buffer>) => {
    device.peak()
    fused = 0
    const { updated } = await carryOut(device, plans, { ...code, plan }, state, {
      task: 0,
      numbers: numbersAt(code.prelude, surroundings.around.options),
      feed: () => [[], [], [], []],
      feedInto: () => {},
      memory: () => noMemory,
      answer: ({ shape }) => new Float32Array(sizeOf(shape)),
    })
    return { calls: fused, peak: device.peak(), updated }
  }
  const costOf = async (lowered: LoweredEvent, state: State<Buffer>): Promise<E.Either<Fault, Metered>> => {
    const compiled = planned(lowered)
    if (E.isLeft(compiled)) return compiled
    const { code, works } = compiled.right
    const written: number[] = []
    const { inputs, outputs } = lowered.program
    for (const way of waysOf(planOf(outputs, new Set(inputs)))) written.push(await callsOf(way, inputs))
    const costs: Cost[] = []
    for (const way of waysOf(code.plan)) {
      const work: Record<Work, number> = { forward: 0, backward: 0, rest: 0 }
      let simplified = 0
      await wentThrough(way, [...code.given, ...code.prelude], (makes) => {
        for (const node of makes) {
          simplified += 1
          work[works.get(node) ?? 'rest'] += flopsOf(node)
        }
      })
      const { calls, peak, updated } = await dry(code, way, state)
      releaseState(device, updated)
      costs.push({
        ...nothing,
        forward: same(work.forward),
        backward: same(work.backward),
        rest: same(work.rest),
        callsSimplified: same(simplified),
        callsFused: same(calls),
        peak: same(peak),
      })
    }
    const callsWritten = { least: Math.min(...written), most: Math.max(...written) }
    return E.right({ code, cost: { ...either(costs), callsWritten } })
  }

  const guarded = <A>(work: () => Promise<E.Either<Fault, A>>): TE.TaskEither<Fault, A> =>
    pipe(
      TE.tryCatch(work, (error) =>
        fault({
          where: setting.program.method,
          rule: 'the program of every event must be one that can be gone through',
          got: error instanceof Error ? error.message : String(error),
        }),
      ),
      TE.chainEitherK((result) => result),
    )

  /** What the rule of a prediction takes on so many inputs, with what it makes ahead of them. */
  const ruled = async (rule: RuleCode, count: number, state: State<Buffer>) => {
    let [flops, peak] = [0, 0]
    const take = async (code: CompiledEvent, at: State<Buffer>): Promise<State<Buffer>> => {
      const way = waysOf(code.plan)[0]!
      await wentThrough(way, [...code.given, ...code.prelude], (makes) => {
        for (const node of makes) flops += flopsOf(node)
      })
      const { updated, peak: most } = await dry(code, way, at)
      peak = Math.max(peak, most)
      return updated
    }
    const shapes = (at: State<Buffer>) => shapesOf(surroundings.layouts, at, 0)
    const first = rule.ahead(shapes(state))
    if (first !== undefined && E.isLeft(first)) return first
    const ahead = first === undefined ? {} : await take(first.right, state)
    const whole = { ...state, ...ahead }
    const answer = rule.answer(shapes(whole), count)
    if (E.isRight(answer)) releaseState(device, await take(answer.right, whole))
    releaseState(device, ahead)
    return E.isLeft(answer) ? answer : E.right({ flops, peak })
  }

  return {
    surroundings,
    device,
    /** What an event takes at a state; nothing, where the method does nothing at it. */
    event: (form: EventForm, state: State<Buffer>): TE.TaskEither<Fault, Metered | undefined> => {
      const lowered = lower(form)
      return lowered === undefined
        ? TE.right(undefined)
        : pipe(
            TE.fromEither(lowered),
            TE.chain((one) => guarded(() => costOf(one, state))),
          )
    },
    /** The state after an event, its memories as before, and the bytes that were in use on the way. The one given is used up. */
    advance: (code: CompiledEvent, state: State<Buffer>) =>
      guarded(async () => {
        const { updated, peak } = await dry(code, waysOf(code.plan)[0]!, state)
        const kept = Object.entries(updated).filter(([, slot]) => slot._tag !== 'Memory')
        for (const slot of Object.values(updated)) if (slot._tag === 'Memory') tensorsIn(slot).forEach(device.release)
        for (const [name] of kept) tensorsIn(state[name]!).forEach(device.release)
        return E.right({ state: { ...state, ...Object.fromEntries(kept) }, peak })
      }),
    /** What a prediction on so many examples takes at a state. */
    prediction: (count: number, state: State<Buffer>) =>
      guarded(async () => {
        const rule = ruleCode(setting.program, surroundings)
        if (rule !== undefined) return ruled(rule, count, state)
        const code = predictionOn(setting, surroundings, count)
        const plan = planOf(code.outputs, new Set(code.inputs))
        let work = 0
        await wentThrough(plan, code.inputs, (makes) => {
          for (const node of makes) work += flopsOf(node)
        })
        device.peak()
        const held = [state.theta, state[statisticsSlot]].flatMap((slot) => (slot === undefined ? [] : tensorsIn(slot)))
        const x = device.upload([count, ...setting.between.inputShape], [])
        const outputs = await plans.run(
          { steps: [{ _tag: 'Device', program: code }], outputs: code.outputs },
          new Map(code.inputs.map((node, i) => [node, held[i] ?? x])),
        )
        for (const buffer of [x, ...outputs]) device.release(buffer)
        return E.right({ flops: work, peak: device.peak() })
      }),
  }
}
