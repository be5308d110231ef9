/** x³² + x²⁸ + x²⁷ + … + 1, the polynomial of Castagnoli, its lowest power first. */
const polynomial = 0x82f63b78

const shifted = (crc: number): number => (crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1)

const table = Uint32Array.from({ length: 256 }, (_, byte) =>
  Array.from({ length: 8 }).reduce<number>((crc) => shifted(crc), byte),
)

/**
 * CRC-32C of bytes. Node.js has the other one of 32 bits (zlib's), and the libraries of this one bring more than its few lines.
 *
 * @source G. Castagnoli et al., IEEE Trans. Comm. 41 (1993); RFC 3720, appendix B.4, has the values that the tests hold it to
 */
export const crc32c = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => table[(crc ^ byte) & 0xff]! ^ (crc >>> 8), 0xffffffff) >>> 0
