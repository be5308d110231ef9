import { type Bytes, type Code, code, valueTypes } from './code.ts'
import { flatten, list, sized, unsigned } from './encoding.ts'
import type { Routine } from './frame.ts'

/** Functions of the host, float64 → float64. V8 calls these without leaving machine code. */
const imported = ['sin', 'cos'] as const

export const callImported = (name: (typeof imported)[number], argument: Code<'f64'>): Code<'f64'> =>
  code('f64', argument.bytes, 0x10, unsigned(imported.indexOf(name)))

const name = (text: string): Bytes => list([...new TextEncoder().encode(text)])

const section = (id: number, items: readonly Bytes[]): Bytes => [id, sized(list(items))]

const functionType = (parameters: readonly number[], results: readonly number[]): Bytes => [
  0x60,
  list(parameters),
  list(results),
]

const moduleBytes = ({ parameters, body }: Routine): Uint8Array<ArrayBuffer> =>
  flatten([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, [
      functionType([valueTypes.f64], [valueTypes.f64]),
      functionType(Array<number>(parameters).fill(valueTypes.i32), []),
    ]),
    section(2, [
      ...imported.map((each) => [name('host'), name(each), [0x00, 0]]),
      [name('host'), name('memory'), [0x02, 0x00, 0]],
    ]),
    section(3, [1]),
    section(7, [[name('kernel'), 0x00, unsigned(imported.length)]]),
    section(10, [body]),
  ])

/** Whether this runtime knows all instructions of a routine. */
export const isKnown = (written: Routine): boolean => WebAssembly.validate(moduleBytes(written))

/** A compiled routine; its arguments are byte offsets into the memory. */
export type Kernel = (...offsets: readonly number[]) => void

/** Compiles `written` to machine code that works on `memory`. */
export const compile = (memory: WebAssembly.Memory, written: Routine): Kernel => {
  const module = new WebAssembly.Module(moduleBytes(written))
  const instance = new WebAssembly.Instance(module, { host: { memory, sin: Math.sin, cos: Math.cos } })
  return instance.exports.kernel as Kernel
}
