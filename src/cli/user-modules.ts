import { register } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The faces of the package, by the names that users import. */
const faces = {
  retain: new URL('../index.ts', import.meta.url).href,
  'retain/laws': new URL('../laws/index.ts', import.meta.url).href,
}

/** A resolver, as source: it runs in a thread of its own. */
const resolver = (folder: string): string => `
const faces = ${JSON.stringify(faces)}
const isUsers = (url) => url.startsWith(${JSON.stringify(folder)}) && url.endsWith('.ts') && !url.includes('/node_modules/')
export const resolve = async (name, context, next) => {
  const found = await next(faces[name] ?? name, context)
  return isUsers(found.url) ? { ...found, format: 'module' } : found
}`

/**
 * Lets the TypeScript files in a folder import this very copy of the language as `retain`, wherever the folder is, and be modules
 * whatever the `package.json` beside them says: a second copy would make terms that this one doesn't know.
 */
export const admitModules = (folder: string): void =>
  register(`data:text/javascript,${encodeURIComponent(resolver(`${pathToFileURL(folder).href}/`))}`)
