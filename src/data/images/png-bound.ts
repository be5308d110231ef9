import { inflateSync } from 'node:zlib'

interface Chunk {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly content: Uint8Array
}

const signature = 8

/** The chunks of a PNG file as far as they are whole. */
const chunksOf = (bytes: Uint8Array): readonly Chunk[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let start = signature; start + 12 <= bytes.length; ) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    if (end > bytes.length) break
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8))
    chunks.push({ type, start, end, content: bytes.subarray(start + 8, end - 4) })
    start = end
  }
  return chunks
}

/** How many numbers a pixel has by its colour type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

const passesLimit = (data: Uint8Array, most: number): boolean => {
  try {
    inflateSync(data, { maxOutputLength: most })
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
  }
}

/**
 * A PNG file that can be decoded within bounds: its sides are those of at most so many pixels, and its pixels unpack to no more than
 * these take. The colour profile, which is packed too and isn't used, is left out. What else is wrong with the file is left to decoders.
 *
 * @returns what is wrong with the file, in words, or its bytes
 */
export const boundedPng = (bytes: Uint8Array, mostPixels: number): Uint8Array | string => {
  const chunks = chunksOf(bytes)
  const header = chunks.find(({ type }) => type === 'IHDR')?.content
  if (header === undefined || header.length < 13) return bytes
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const [width, height, depth, colour] = [view.getUint32(0), view.getUint32(4), view.getUint8(8), view.getUint8(9)]
  if (width * height > mostPixels) return `${width} × ${height} pixels, more than ${mostPixels}`
  const row = 1 + Math.ceil((width * depth * (samples[colour] ?? 4)) / 8)
  // Interlaced, an image has seven parts with rows of their own: fewer than twice as many bytes, and some for small images.
  const most = 2 * height * row + 64
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content))
  if (passesLimit(data, most)) return `pixels that unpack to more than the ${width} × ${height} of its header take`
  if (chunks.every(({ type }) => type !== 'iCCP')) return bytes
  const last = chunks.at(-1)?.end ?? bytes.length
  const kept = chunks.filter(({ type }) => type !== 'iCCP').map(({ start, end }) => bytes.subarray(start, end))
  return new Uint8Array(Buffer.concat([bytes.subarray(0, signature), ...kept, bytes.subarray(last)]))
}
