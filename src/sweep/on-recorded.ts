import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Asked, flagOf, table } from '../experiment/settings/index.ts'

/** What is asked for, on the backend of what is recorded already unless one is named. */
export const onRecorded = (recorded: string | undefined, asked: Asked): Asked => {
  if (asked.backend !== 'auto' || recorded === undefined) return asked
  const { read, flag } = table.backend
  return pipe(
    read(flagOf(flag))(recorded),
    E.match(
      () => asked,
      (backend) => ({ ...asked, backend }),
    ),
  )
}
