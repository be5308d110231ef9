import { type Fault, fault } from '../../../fault.ts'
import type { BackendName } from './backend.ts'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0]! : String(error))

/** The fault of a backend that does not load, and what to do about it. */
export const absent =
  (name: BackendName, cure: string) =>
  (error: unknown): Fault =>
    fault({
      where: `backend ${name}`,
      rule: 'the backend must be installed and work on this machine',
      got: reasonOf(error),
      hint: cure,
    })
