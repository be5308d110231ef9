import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { makeFolder, writeWhole } from '../files/index.ts'
import { versions } from './versions.ts'

/** How long a batch took, in milliseconds, by the words for where it ran; and the day. */
const codec = t.strict({ times: t.readonly(t.record(t.string, t.number)), at: t.string })

export type Measured = Readonly<t.TypeOf<typeof codec>>

/** What the times of a machine depend on: they are measured anew where one of these changes. */
export const machineNow = (): object => ({
  platform: process.platform,
  architecture: process.arch,
  processor: cpus()[0]?.model,
  cores: availableParallelism(),
  versions: versions(),
})

const pathOf = (key: string): string => {
  const { XDG_CACHE_HOME: named = '' } = process.env
  return join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'retain', 'measured', `${key}.json`)
}

/** What was measured before; `undefined` where nothing was, or where it can't be read. */
export const keptMeasurement = (key: string): Measured | undefined => {
  const path = pathOf(key)
  if (!existsSync(path)) return undefined
  const read = E.tryCatch(
    () => codec.decode(JSON.parse(readFileSync(path, 'utf8'))),
    () => undefined,
  )
  return E.isRight(read) && E.isRight(read.right) ? read.right.right : undefined
}

/** Keeps it for the next time. Where it can't be kept it is measured again. */
export const keepMeasurement = (key: string, measured: Measured): void => {
  const path = pathOf(key)
  if (E.isRight(makeFolder(dirname(path))))
    writeWhole([[path, `${JSON.stringify(codec.encode(measured))}\n`]], { replace: true })
}
