import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import { elementTypeOf, type NamedTensor, type Numbers, sizeOfShape } from './named-tensor.ts'
import { bytesOf, elementTypes } from './safetensors/element-types.ts'

/** An array of NumPy without a name. */
export type NumberArray = Omit<NamedTensor, 'name'>

const magic = '\x93NUMPY'

/** How NumPy writes the types that are written and read here, the least byte first. */
const descriptions: Readonly<Record<string, string>> = { F64: '<f8', F32: '<f4', F16: '<f2', I32: '<i4', U8: '|u1' }

const typeNamed = (description: string): string | undefined =>
  Object.keys(descriptions).find((type) => descriptions[type] === description)

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

const wrong = (rule: string, got: string): E.Either<Fault, never> => E.left(fault({ where: 'npy', rule, got }))

interface Header {
  readonly text: string
  readonly start: number
}

const headerOf = (bytes: Uint8Array): E.Either<Fault, Header> => {
  const begins = String.fromCharCode(...bytes.subarray(0, 6))
  if (begins !== magic || bytes.length < 12)
    return wrong('the file must be one that NumPy wrote with numpy.save', 'another kind of file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [from, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)]
  return from + length > bytes.length
    ? wrong('the file must be whole', 'one that was cut off')
    : E.right({ text: new TextDecoder('latin1').decode(bytes.subarray(from, from + length)), start: from + length })
}

const arrayOf = (bytes: Uint8Array, { text, start }: Header): E.Either<Fault, NumberArray> => {
  const description = /'descr':\s*'([^']*)'/.exec(text)?.[1]
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(text)?.[1]
    ?.split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number)
  const type = typeNamed(description ?? '')
  if (type === undefined)
    return wrong(
      `numbers must be of a type that is read: ${Object.values(descriptions).join(', ')}`,
      description ?? 'none',
    )
  if (shape === undefined || !shape.every((side) => Number.isSafeInteger(side) && side >= 0))
    return wrong('the array must have a shape', text.trim().slice(0, 80))
  if (/'fortran_order':\s*True/.test(text) && shape.filter((side) => side > 1).length > 1)
    return wrong('the array must lie row after row', 'column after column: save numpy.ascontiguousarray of it')
  const { bytes: each, read } = elementTypes[type]!
  const count = sizeOfShape(shape)
  return bytes.length - start === count * each
    ? E.right({ shape, values: read(new DataView(bytes.buffer, bytes.byteOffset + start, count * each), count) })
    : wrong(`an array of shape ${shape.join(' × ')} must have ${count * each} bytes`, `${bytes.length - start}`)
}

/** The array in a file of NumPy. Numbers of 16 bits become float32. */
export const decodeNpy = (
  bytes: Uint8Array,
): E.Either<Fault, { readonly shape: readonly number[]; readonly values: Numbers }> =>
  pipe(
    headerOf(bytes),
    E.chain((header) => arrayOf(bytes, header)),
  )
