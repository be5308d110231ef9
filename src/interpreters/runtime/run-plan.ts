import type { Plan, Step } from '../../compiler/index.ts'
import { builder, type Node, operations, type Program, type Shape } from '../../ir/index.ts'
import { type Device, minimise } from '../devices/index.ts'

/** The functions of a plan, compiled on a device at their first use and kept. */
export interface PlanRunner<Buffer> {
  /**
   * Runs a plan on borrowed values and on numbers that the host has made. Each output is a reference of its own; everything else is
   * released, also when a step fails.
   */
  readonly run: (plan: Plan, values: Values<Buffer>, numbers?: Numbers, answer?: Answer) => Promise<readonly Buffer[]>
}

/** What the host says when it is told some values: `serial` is the number of what it is asked. */
export type Answer = (serial: number, told: readonly ArrayLike<number>[]) => ArrayLike<number>

/** What a plan is given: of values in it, and of those around it. */
type Values<Buffer> = Pick<ReadonlyMap<Node, Buffer>, 'get'>

/** What the host knows in float64: see `numbersAt`. */
type Numbers = Pick<ReadonlyMap<Node, number>, 'get'>

const none: Numbers = new Map()

const within = <Buffer>(own: Values<Buffer>, around: Values<Buffer>): Values<Buffer> => ({
  get: (node) => own.get(node) ?? around.get(node),
})

const numberOf = (node: Node, numbers: Numbers): number | undefined =>
  node.primitive === 'constant' ? node.attributes.value : numbers.get(node)

export const planRunner = <Buffer>(device: Device<Buffer>): PlanRunner<Buffer> => {
  const functions = new WeakMap<Program, (inputs: readonly Buffer[]) => readonly Buffer[]>()
  const functionOf = (program: Program) => {
    const known = functions.get(program)
    if (known !== undefined) return known
    const made = device.compile(program)
    functions.set(program, made)
    return made
  }
  const rowPrograms = new Map<string, Program>()
  const program = (key: string, make: () => Program): Program => {
    const known = rowPrograms.get(key) ?? make()
    rowPrograms.set(key, known)
    return known
  }

  const run: PlanRunner<Buffer>['run'] = async (plan, values, numbers = none, answer = nothing) => {
    const own = new Map<Node, Buffer>()
    const keep = (node: Node, buffer: Buffer): void => {
      const before = own.get(node)
      if (before !== undefined) device.release(before)
      own.set(node, buffer)
    }
    const at = (node: Node): Buffer => {
      const buffer = own.get(node) ?? values.get(node) ?? held(node, numbers)
      if (buffer === undefined) throw new Error(`internal: ${node.primitive} has no value in the plan`)
      return buffer
    }
    try {
      for (const step of plan.steps) await perform(step, at, keep, own, values, numbers, answer)
      return plan.outputs.map((node) => device.retain(at(node)))
    } finally {
      for (const buffer of own.values()) device.release(buffer)
    }
  }

  /** A number that the host knows, on the device. */
  const held = (node: Node, numbers: Numbers): Buffer | undefined => {
    const number = numberOf(node, numbers)
    return number === undefined ? undefined : device.constant(number)
  }

  const read = async (node: Node, at: (node: Node) => Buffer, numbers: Numbers): Promise<ArrayLike<number>> => {
    const number = numberOf(node, numbers)
    return number === undefined ? device.read(at(node)) : [number]
  }
  const nothing: Answer = () => {
    throw new Error('internal: nobody answers what a plan asks')
  }

  const perform = async (
    step: Step,
    at: (node: Node) => Buffer,
    keep: (node: Node, buffer: Buffer) => void,
    own: ReadonlyMap<Node, Buffer>,
    values: Values<Buffer>,
    numbers: Numbers,
    answer: Answer,
  ): Promise<void> => {
    switch (step._tag) {
      case 'Device': {
        const outputs = functionOf(step.program)(step.program.inputs.map(at))
        step.program.outputs.forEach((node, i) => {
          keep(node, outputs[i]!)
        })
        return
      }
      case 'QuadraticProgram': {
        const [gram, linear, lower] = step.node.inputs
        keep(
          step.node,
          device.upload(
            step.node.shape,
            minimise(await read(gram!, at, numbers), await read(linear!, at, numbers), await read(lower!, at, numbers)),
          ),
        )
        return
      }
      case 'Ask': {
        const told: ArrayLike<number>[] = []
        for (const node of step.node.inputs) told.push(await read(node, at, numbers))
        keep(step.node, device.upload(step.node.shape, answer(step.node.attributes.serial, told)))
        return
      }
      case 'Branch': {
        const condition = step.node.inputs[0]!
        const number = numberOf(condition, numbers) ?? (await device.read(at(condition)))[0]
        const results = await run(number !== 0 ? step.then : step.otherwise, within(own, values), numbers, answer)
        step.taken.forEach((node) => {
          keep(node, device.retain(results[node.attributes.index]!))
        })
        results.forEach(device.release)
        return
      }
      case 'HostLoop':
        return hostLoop(step, at, keep, own, values, numbers, answer)
    }
  }

  const hostLoop = async (
    step: Extract<Step, { readonly _tag: 'HostLoop' }>,
    at: (node: Node) => Buffer,
    keep: (node: Node, buffer: Buffer) => void,
    own: ReadonlyMap<Node, Buffer>,
    values: Values<Buffer>,
    numbers: Numbers,
    answer: Answer,
  ): Promise<void> => {
    const l = step.node.attributes
    let state = l.initial.map((node) => device.retain(at(node)))
    const rows = step.stacks.map(() => new Map<number, Buffer>())
    for (let turn = 0; turn < l.times; turn++) {
      const index = l.reverse ? l.times - 1 - turn : turn
      const inner = new Map<Node, Buffer>()
      const counter = device.upload([], [index])
      inner.set(l.index, counter)
      l.carried.forEach((variable, i) => inner.set(variable, state[i]!))
      const slices = l.sliced.map(({ variable, source }) => {
        const row = functionOf(program(`row ${source.shape} ${index}`, () => rowOf(source.shape, index)))([
          at(source),
        ])[0]!
        inner.set(variable, row)
        return row
      })
      const results = await run(step.body, within(inner, within(own, values)), numbers, answer)
      for (const buffer of [counter, ...slices, ...state]) device.release(buffer)
      state = results.slice(0, l.next.length)
      results.slice(l.next.length).forEach((buffer, i) => rows[i]!.set(index, buffer))
    }
    step.finals.forEach((node) => {
      keep(node, device.retain(state[node.attributes.index]!))
    })
    state.forEach(device.release)
    step.stacks.forEach((node, i) => {
      const parts = Array.from({ length: l.times }, (_, k) => rows[i]!.get(k)!)
      keep(node, functionOf(program(`stack ${node.shape}`, () => stackOf(node.shape)))(parts)[0]!)
      parts.forEach(device.release)
    })
  }
  return { run }
}

const rowOf = (shape: Shape, index: number): Program => {
  const o = operations(builder())
  const source = o.build.variable('source', shape)
  const row = o.slice(source, [index, ...shape.slice(1).map(() => 0)], [1, ...shape.slice(1)])
  return { inputs: [source], outputs: [o.reshape(row, shape.slice(1))] }
}

const stackOf = (shape: Shape): Program => {
  const o = operations(builder())
  const rows = Array.from({ length: shape[0]! }, () => o.build.variable('row', shape.slice(1)))
  return {
    inputs: rows,
    outputs: [
      o.concat(
        rows.map((row) => o.reshape(row, [1, ...shape.slice(1)])),
        0,
      ),
    ],
  }
}
