import { register } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The faces of the package, by the names that users import. */
const faces = {
  retain: new URL('../../index.ts', import.meta.url).href,
  'retain/laws': new URL('../../laws/index.ts', import.meta.url).href,
}

/** A plain script: it runs in a thread of its own. */
const hooks = new URL('../../../bin/user-modules.js', import.meta.url)

/** The address of a file, whatever signs are in its path: Node.js leaves a question mark as it is where it is old. */
export const addressOf = (path: string): string =>
  pathToFileURL(path).href.replaceAll('?', '%3F').replaceAll('#', '%23')

/**
 * Lets the files in a folder import this very copy of the language as `retain`, wherever the folder is and whatever signs are in its
 * path, and be modules whatever the `package.json` beside them says: a second copy would make terms that this one doesn't know.
 */
export const admitModules = (folder: string): void =>
  register(hooks, { data: { faces, folder: `${addressOf(folder)}/` } })
