import type { NpyHeader } from './header.ts'
import { numberKinds } from './kinds.ts'

/** The numbers of an array of NumPy, last side fastest. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Whether its numbers are bytes, and whether they are whole. */
  readonly byte: boolean
  readonly whole: boolean
  /** Writes numbers `from` to `from + count` into `into[offset …]`. */
  readonly copy: (from: number, count: number, into: { [place: number]: number }, offset: number) => void
}

/**
 * The numbers of an array, from where its bytes are: `bytesAt` gives so many from a place in the file on.
 */
export const npyArray = (
  { kind, size, little, shape, start }: NpyHeader,
  bytesAt: (from: number, length: number) => Uint8Array,
): NpyArray => {
  const { read } = numberKinds[kind]!
  return {
    shape,
    byte: kind === 'u1',
    whole: !kind.startsWith('f'),
    copy: (from, count, into, offset) => {
      const bytes = bytesAt(start + from * size, count * size)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let i = 0; i < count; i += 1) into[offset + i] = read(view, i * size, little)
    },
  }
}
