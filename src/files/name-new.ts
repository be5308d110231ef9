import { closeSync, linkSync, openSync, renameSync } from 'node:fs'
import { codeOf } from './reason.ts'

/** Systems of files that know no links to files. */
const linkless = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/**
 * Gives a file that waits under another name the one that it is to have, all at once; throws where something of that name is there.
 * Where there are no links the name is there first.
 */
export const nameNew = (waiting: string, path: string): void => {
  try {
    linkSync(waiting, path)
  } catch (error) {
    if (!linkless.includes(codeOf(error))) throw error
    closeSync(openSync(path, 'wx'))
    renameSync(waiting, path)
  }
}
