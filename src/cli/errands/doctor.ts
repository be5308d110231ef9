import { existsSync } from 'node:fs'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { backends } from '../../interpreters/devices/index.ts'
import { retainVersion } from '../../version.ts'
import type { Doing, Errand } from '../worker/errand.ts'
import {
  backendFinding,
  type Diagnosis,
  dataFindings,
  kindOf,
  memoryFinding,
  nativeFinding,
  nodeFinding,
} from './doctor/index.ts'

export interface DoctorOrder {
  /** Look into this folder for data; the usual one unless given. */
  readonly folder: string | undefined
}

/** Where `retain data fetch` puts data sets unless it is told otherwise. */
const usualFolder = 'data'

const diagnosis = async (folder: string | undefined, signal: AbortSignal): Promise<Diagnosis> => {
  const found: Diagnosis['backends'] = []
  for (const backend of backends) {
    const preferred = !found.some(({ works }) => works)
    const kind = kindOf(backend)
    // A process has room for one of the builds of TensorFlow.
    const alone = !found.some((one) => one.works && kindOf(one) !== undefined)
    found.push(
      await (kind === undefined
        ? backendFinding(backend, preferred)
        : nativeFinding(kind, backend, { preferred, alone, signal }))(),
    )
  }
  return {
    retain: retainVersion(),
    node: nodeFinding(),
    backends: found,
    memory: memoryFinding(),
    data: [...(await dataFindings(folder)())],
  }
}

export type DoctorErrand = Errand<DoctorOrder, never, Diagnosis>

/** What Retain finds on this machine. */
export const doctorErrand: Doing<DoctorErrand> = ({ folder }, _tell, signal) =>
  TE.fromTask(() => diagnosis(folder ?? (existsSync(usualFolder) ? usualFolder : undefined), signal))
