import { register } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Modules end as this one does: in `.js` where Retain is compiled, in `.ts` where a loader reads its sources. */
const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'))

const face = (module: string): string => new URL(`../../${module}${ending}`, import.meta.url).href

/** The faces of the package, by the names that users import. */
const faces = { 'retain-lang': face('index'), 'retain-lang/laws': face('laws/index') }

/** Lets TypeScript be loaded, once: a checkout does from its first line on, by the same loader. */
let reading: Promise<unknown> | undefined
const readTypeScript = (): Promise<unknown> => {
  reading ??= ending === '.ts' ? Promise.resolve() : import('tsx/esm/api').then((tsx) => tsx.register())
  return reading
}

/** A plain script: it runs in a thread of its own. */
const hooks = new URL('../../../bin/user-modules.js', import.meta.url)

/** The address of a file, whatever signs are in its path: Node.js leaves a question mark as it is where it is old. */
export const addressOf = (path: string): string =>
  pathToFileURL(path).href.replaceAll('?', '%3F').replaceAll('#', '%23')

/**
 * Lets the files in a folder import this very copy of the language as `retain-lang`, wherever the folder is and whatever signs are in its
 * path, and be modules whatever the `package.json` beside them says: a second copy would make terms that this one doesn't know.
 */
export const admitModules = async (folder: string): Promise<void> => {
  await readTypeScript()
  register(hooks, { data: { faces, folder: `${addressOf(folder)}/` } })
}
