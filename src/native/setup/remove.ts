import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { type Environment, root } from '../place.ts'
import { sizeOf } from './fetch.ts'
import { holdingBuilds } from './hold.ts'
import { unwritable } from './wrong.ts'

/** A folder that was taken away, and how many bytes were in it. */
export interface Removed {
  readonly folder: string
  readonly bytes: number
}

const foldersIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

/** Takes away every build, those of other versions and half-made ones too. */
export const removed = (env: Environment): TE.TaskEither<Fault, readonly Removed[]> => {
  const folder = root(env)
  if (foldersIn(folder).length === 0) return TE.right([])
  return holdingBuilds(env, () =>
    pipe(
      foldersIn(folder),
      TE.traverseSeqArray((name) =>
        TE.tryCatch(async () => {
          const path = join(folder, name)
          const bytes = sizeOf(path)
          rmSync(path, { recursive: true, force: true })
          return { folder: path, bytes }
        }, unwritable(folder)),
      ),
    ),
  )
}
