import * as E from 'fp-ts/lib/Either.js'
import { writeWhole } from '../src/files/index.ts'

/** Writes a file so that it is whole or as it was; throws what the system says. */
export const write = (path: string, content: string | Uint8Array): void => {
  const written = writeWhole([[path, content]], { replace: true })
  if (E.isLeft(written)) throw written.left
}
