import { builder, type Node, operations, type Program, type Shape } from '../../../ir/index.ts'
import type { Buffer, Device } from '../../devices/index.ts'

/** Values of all lanes in one buffer, and who holds the row of each lane. */
interface Whole<B> {
  readonly buffer: B
  readonly shape: Shape
  readonly rows: (Row<B> | undefined)[]
}

/** A value: in a buffer of its own, or a row of one that holds those of all lanes. */
interface Row<B> extends Buffer {
  references: number
  at: { readonly own: B } | { readonly whole: Whole<B>; readonly lane: number }
  /** Held by the device as long as it lives. */
  readonly lasting?: true
}

/** A device whose values may be rows of values in lanes: programs over lanes find those as they lie. */
export interface RowDevice<B> extends Device<Buffer> {
  /**
   * The values of all lanes in one buffer, which is lent: where they do not lie so they do from here on. A lane that is not there is given
   * what another has.
   */
  readonly together: (rows: readonly (Buffer | undefined)[], shape: Shape) => B
  /** The rows of a buffer of values in lanes, which is given away, for the lanes that are there. */
  readonly apart: (buffer: B, shape: Shape, there: readonly boolean[]) => readonly (Buffer | undefined)[]
}

/** From so many values of a shape to one in lanes. */
const packing = (shape: Shape, count: number): Program => {
  const o = operations(builder())
  const rows = Array.from({ length: count }, () => o.build.variable('row', shape))
  return {
    inputs: rows,
    outputs: [
      o.concat(
        rows.map((row) => o.reshape(row, [1, ...shape])),
        0,
      ),
    ],
  }
}

/** The way back. */
const splitting = (shape: Shape, count: number): Program => {
  const o = operations(builder())
  const whole = o.build.variable('whole', [count, ...shape])
  const row = (lane: number): Node => o.reshape(o.slice(whole, [lane, ...shape.map(() => 0)], [1, ...shape]), shape)
  return { inputs: [whole], outputs: Array.from({ length: count }, (_, lane) => row(lane)) }
}

/**
 * A device over another, whose values may be rows of values in lanes. A row is taken out when it is asked for by itself: all rows of its
 * value are then, for what is asked of one lane is mostly asked of the next.
 *
 * @law its runs and what is read of it are those of the device beneath
 */
export const rowsOn = <B>(device: Device<B>): RowDevice<B> => {
  const known = new Map<string, (inputs: readonly B[]) => readonly B[]>()
  const compiled = (name: string, shape: Shape, count: number, make: (shape: Shape, count: number) => Program) => {
    const key = `${name} ${shape} ${count}`
    const run = known.get(key) ?? device.compile(make(shape, count))
    known.set(key, run)
    return run
  }
  const owned = (own: B): Row<B> => ({ references: 1, at: { own } })
  const rowOf = (buffer: Buffer): Row<B> => {
    if (!('at' in buffer)) throw new Error(`internal: a buffer of another device was given to ${device.name} in lanes`)
    return buffer as Row<B>
  }
  const split = ({ buffer, shape, rows }: Whole<B>): void => {
    const parts = compiled('split', shape, rows.length, splitting)([buffer])
    rows.forEach((row, lane) => {
      if (row === undefined) device.release(parts[lane]!)
      else row.at = { own: parts[lane]! }
    })
    device.release(buffer)
  }
  /** The buffer of a value by itself. */
  const alone = (buffer: Buffer): B => {
    const row = rowOf(buffer)
    if ('whole' in row.at) split(row.at.whole)
    return (row.at as { readonly own: B }).own
  }
  const constants = new Map<number, Row<B>>()
  return {
    name: device.name,
    ...(device.laneBytes === undefined ? {} : { laneBytes: device.laneBytes }),
    buffers: device.buffers,
    compile: (program) => {
      const run = device.compile(program)
      return (inputs) => run(inputs.map(alone)).map(owned)
    },
    upload: (shape, values) => owned(device.upload(shape, values)),
    constant: (value) => {
      const made = constants.get(value) ?? { ...owned(device.constant(value)), lasting: true }
      constants.set(value, made)
      return made
    },
    read: (buffer) => device.read(alone(buffer)),
    retain: (buffer) => {
      const row = rowOf(buffer)
      // Who holds on to a number of the device has it in a slot: there it is a value of its own.
      if (row.lasting === true) return owned(device.retain(alone(row)))
      row.references += 1
      return row
    },
    release: (buffer) => {
      const row = rowOf(buffer)
      row.references -= 1
      if (row.references > 0) return
      if ('own' in row.at) {
        device.release(row.at.own)
        return
      }
      const { whole, lane } = row.at
      whole.rows[lane] = undefined
      if (whole.rows.every((one) => one === undefined)) device.release(whole.buffer)
    },
    together: (buffers, shape) => {
      const rows = buffers.map((buffer) => (buffer === undefined ? undefined : rowOf(buffer)))
      const [first] = rows.flatMap((row) => (row === undefined ? [] : [row]))
      if (first === undefined) throw new Error('internal: no lane is there')
      if ('whole' in first.at) {
        const { whole } = first.at
        if (
          whole.rows.length === rows.length &&
          rows.every((row, lane) => row === undefined || whole.rows[lane] === row)
        )
          return whole.buffer
      }
      const [buffer] = compiled('pack', shape, rows.length, packing)(rows.map((row) => alone(row ?? first)))
      const whole: Whole<B> = { buffer: buffer!, shape, rows }
      rows.forEach((row, lane) => {
        if (row === undefined) return
        device.release(alone(row))
        row.at = { whole, lane }
      })
      return whole.buffer
    },
    apart: (buffer, shape, there) => {
      const whole: Whole<B> = { buffer, shape, rows: there.map(() => undefined) }
      there.forEach((is, lane) => {
        if (is) whole.rows[lane] = { references: 1, at: { whole, lane } }
      })
      return [...whole.rows]
    },
  }
}
