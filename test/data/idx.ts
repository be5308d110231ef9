export const idx = (shape: readonly number[], values: Iterable<number>, magic = 0x800 + shape.length): Uint8Array => {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint32(0, magic)
  for (const [i, side] of shape.entries()) header.setUint32(4 + 4 * i, side)
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values])
}
