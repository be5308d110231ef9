/** An array in the format of NumPy. */
export const npy = (
  descr: string,
  shape: readonly number[],
  bytes: Uint8Array,
  { fortran = false, version = 1 } = {},
): Uint8Array => {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sides}), }`
  const before = version === 1 ? 10 : 12
  const padded = `${text.padEnd(Math.ceil((text.length + before + 1) / 64) * 64 - before - 1)}\n`
  const start = Buffer.alloc(before)
  start.write('\x93NUMPY', 'latin1')
  start[6] = version
  if (version === 1) start.writeUInt16LE(padded.length, 8)
  else start.writeUInt32LE(padded.length, 8)
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), bytes])
}
