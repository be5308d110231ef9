import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { backends } from '../../interpreters/tfjs/index.ts'
import { retainVersion } from '../../version.ts'
import type { Console } from '../console.ts'
import {
  backendFinding,
  type Diagnosis,
  dataFindings,
  diagnosisCodec,
  memoryFinding,
  nodeFinding,
  printed,
} from '../doctor/index.ts'

export interface DoctorFlags {
  readonly data?: string
  readonly json?: boolean
}

/** Where `retain data fetch` puts data sets unless it is told otherwise. */
const usualFolder = 'data'

const diagnosis = async (folder: string | undefined): Promise<Diagnosis> => {
  const found: Diagnosis['backends'] = []
  for (const backend of backends) found.push(await backendFinding(backend, !found.some(({ works }) => works))())
  return {
    retain: retainVersion(),
    node: nodeFinding(),
    backends: found,
    memory: memoryFinding(),
    data: [...(await dataFindings(folder)())],
  }
}

/** Prints what Retain finds here and what to do about it. That something is missing is no failure. */
export const doctorCommand =
  (console: Console) =>
  ({ data, json }: DoctorFlags): TE.TaskEither<Fault, number> =>
  async () => {
    const found = await diagnosis(data ?? (existsSync(usualFolder) ? usualFolder : undefined))
    console.out.write(json === true ? `${JSON.stringify(diagnosisCodec.encode(found))}\n` : printed(found, console))
    return E.right(0)
  }
