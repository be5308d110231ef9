import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/** The SHA-256 of some bytes, or of a text, in hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/**
 * The digest of a value that JSON can write: that of its JSON, in which objects have their entries in the order of their names.
 *
 * @law equal for values that differ only in the order of the entries of objects, and else different but for a collision of SHA-256
 */
export const digestOf = (value: unknown): string => sha256(canonicalJson(value))
