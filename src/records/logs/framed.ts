import { crc32c } from './crc32c.ts'

/** A checksum as it stands in a file: turned by 15 bits and shifted, so that a checksum of bytes with checksums in them is none of these. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

/**
 * A record of TensorFlow's record files: how long it is, a checksum of that, the bytes, and their checksum.
 *
 *   uint64 n ‖ uint32 masked(n) ‖ n bytes ‖ uint32 masked(bytes),   all with the lowest byte first
 *
 * @source tensorflow/core/lib/io/record_writer.h
 */
export const framed = (bytes: Uint8Array): Uint8Array => {
  const frame = Buffer.alloc(bytes.length + 16)
  frame.writeBigUInt64LE(BigInt(bytes.length), 0)
  frame.writeUInt32LE(masked(frame.subarray(0, 8)), 8)
  frame.set(bytes, 12)
  frame.writeUInt32LE(masked(bytes), 12 + bytes.length)
  return frame
}
