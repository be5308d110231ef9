import { type Bytes, type Code, code, type Statement, type ValueType, valueTypes } from './code.ts'
import { list, sized, unsigned } from './encoding.ts'
import { i32, moved } from './scalar.ts'

/** A variable of a function. */
export interface Local<T extends ValueType> {
  readonly get: Code<T>
  readonly set: (value: Code<T>) => Statement
  readonly tee: (value: Code<T>) => Code<T>
}

/** The variables of the function that is being written. */
export interface Frame {
  readonly local: <T extends ValueType>(type: T) => Local<T>
}

const localAt = <T extends ValueType>(type: T, index: number): Local<T> => ({
  get: code(type, 0x20, unsigned(index)),
  set: (value) => code('nothing', value.bytes, 0x21, unsigned(index)),
  tee: (value) => code(type, value.bytes, 0x22, unsigned(index)),
})

/** A function of `parameters` addresses that returns nothing. */
export interface Routine {
  readonly parameters: number
  readonly body: Bytes
}

export const routine = (
  parameters: number,
  body: (parameters: readonly Local<'i32'>[], frame: Frame) => Statement,
): Routine => {
  const locals: ValueType[] = []
  const frame: Frame = { local: (type) => localAt(type, parameters + locals.push(type) - 1) }
  const given = Array.from({ length: parameters }, (_, index) => localAt('i32', index))
  const statements = body(given, frame).bytes
  return { parameters, body: sized([list(locals.map((type) => [1, valueTypes[type]])), statements, 0x0b]) }
}

/** `body`, `count` times over. */
export const times = (frame: Frame, count: number, body: Statement): Statement => {
  if (count <= 0) return code('nothing')
  if (count === 1) return body
  const left = frame.local('i32')
  const again = left.tee(i32.subtract(left.get, i32.constant(1)))
  return code('nothing', left.set(i32.constant(count)).bytes, [0x03, 0x40], body.bytes, again.bytes, [0x0d, 0], 0x0b)
}

/** `pointer += bytes`. */
export const advance = (pointer: Local<'i32'>, bytes: number): Statement =>
  bytes === 0 ? code('nothing') : pointer.set(moved(pointer.get, bytes))
