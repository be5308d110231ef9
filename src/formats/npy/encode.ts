import { type ElementType, elementTypeOf, type NamedTensor } from '../named-tensor.ts'
import { bytesOf } from '../safetensors/element-types.ts'
import { magic } from './header.ts'

/** An array of NumPy without a name. */
export type NumberArray = Omit<NamedTensor, 'name'>

/** How NumPy says the types that tensors are held in, the least byte first. */
const descriptions: Readonly<Record<ElementType, string>> = { F64: '<f8', F32: '<f4', I32: '<i4', U8: '|u1' }

/** An array as a file of NumPy, version 1 of the format. */
export const encodeNpy = ({ shape, values }: NumberArray): Uint8Array => {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const said = `{'descr': '${descriptions[elementTypeOf(values)]}', 'fortran_order': False, 'shape': ${tuple}, }`
  const header = `${said.padEnd(Math.ceil((said.length + 11) / 64) * 64 - 11)}\n`
  const bytes = new Uint8Array(10 + header.length + values.byteLength)
  bytes.set(Uint8Array.from(`${magic}\x01\x00`, (letter) => letter.charCodeAt(0)))
  new DataView(bytes.buffer).setUint16(8, header.length, true)
  bytes.set(new TextEncoder().encode(header), 10)
  bytes.set(bytesOf(values), 10 + header.length)
  return bytes
}
