import { type Fault, fault } from '../../fault.ts'
import { messageOf } from '../../message-of.ts'
import { placeOf } from '../../source-place.ts'
import type { Death } from './wire.ts'

/** That code of a user threw where nobody called it, or what nobody expects. */
export const usersMistake = (error: unknown, place: string): Fault =>
  fault({
    where: 'method',
    rule: 'the code of the file must not fail',
    got: messageOf(error).trim().replace(/\.+$/, ''),
    path: [place],
  })

const isMemory = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

/** Why a worker is no more. An exception with no user's code in it is a mistake in Retain, and `undefined` here. */
export const deathFault = (how: Death, about: string): Fault | undefined => {
  if (how._tag === 'Exited') {
    return fault({
      where: 'method',
      rule: 'code must leave the process alone',
      got: `a call of process.exit(${how.code})`,
      path: [about],
      hint: 'a file only exports; Retain ends the process',
    })
  }
  if (isMemory(how.error))
    return fault({
      where: 'worker',
      rule: 'what is asked for must fit in memory',
      got: messageOf(how.error),
      path: [about],
      hint: 'ask for less at a time: a smaller --batch, --samples, or fewer --workers',
    })
  const place = placeOf(how.error)
  return place === undefined ? undefined : usersMistake(how.error, place)
}
