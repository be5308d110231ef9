import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { elementTypeOf, type NamedTensor, sizeOfShape } from '../named-tensor.ts'
import { bytesOf } from './element-types.ts'

/** The name that is not a tensor's: under it are texts about the file. */
export const metadataName = '__metadata__'

/** What can't be written: a name twice, the name that is kept for metadata, or a shape of another number of numbers. */
const unwritable = (tensors: readonly NamedTensor[]): Fault | undefined => {
  const names = new Set<string>()
  for (const { name, shape, values } of tensors) {
    const of = { where: 'safetensors', path: [name] }
    if (name === metadataName) return fault({ ...of, rule: `a tensor must not be called ${metadataName}` })
    if (names.has(name)) return fault({ ...of, rule: 'every tensor must have a name of its own', got: 'one twice' })
    if (sizeOfShape(shape) !== values.length)
      return fault({
        ...of,
        rule: `a tensor of ${shape.join(' × ') || 'no axis'} must have as many numbers`,
        got: `${values.length}`,
      })
    names.add(name)
  }
  return undefined
}

/**
 * Tensors as a file of safetensors: the length of a header, 8 bytes, the least first; the header, which is JSON and says of each tensor its
 * type, shape and place; the numbers, without gaps. Wider types come first, so that all lie at multiples of their size.
 *
 * @source https://github.com/huggingface/safetensors, section Format
 * @law decode ∘ encode is the identity, to the bit, but for the order of tensors of different types
 * @returns a `Left` for two tensors of one name, and for one whose shape is of another number of numbers
 */
export const encodeSafetensors = (
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): E.Either<Fault, Uint8Array> => {
  const wrong = unwritable(tensors)
  if (wrong !== undefined) return E.left(wrong)
  const ordered = [...tensors].sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT)
  let end = 0
  const entries = ordered.map(({ name, shape, values }) => {
    const from = end
    end += values.byteLength
    return [name, { dtype: elementTypeOf(values), shape, data_offsets: [from, end] }] as const
  })
  const about = Object.keys(metadata).length === 0 ? [] : [[metadataName, metadata] as const]
  // Names that look like numbers would come first in an object, and one called __proto__ would be lost: it is written entry by entry.
  const text = `{${[...about, ...entries].map(([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`).join(',')}}`
  const written = new TextEncoder().encode(text)
  const length = Math.ceil(written.length / 8) * 8
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(written, 8)
  let at = 8 + length
  for (const { values } of ordered) {
    bytes.set(bytesOf(values), at)
    at += values.byteLength
  }
  return E.right(bytes)
}
