import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

let faces = {}
let folder = ''

/** @param given the faces of the package by the names that users import, and the folder of a user's file, as URLs */
export const initialize = (given) => {
  faces = given.faces
  folder = given.folder
}

const isUsers = (url) => url.startsWith(folder) && !url.includes('/node_modules/')

const source = (url) => readFileSync(fileURLToPath(url), 'utf8')

/** Whether a file is a module whatever the `package.json` beside it says: TypeScript, or JavaScript that imports or exports. */
const isModule = (url) =>
  url.endsWith('.ts') || (url.endsWith('.js') && /^\s*(import|export|await)\b/m.test(source(url)))

/** Whether the loader that reads TypeScript, or Node.js, takes signs of a path for more than they are. What has a query is the loader's. */
const isStrange = (url) => isUsers(url) && !url.includes('?') && /%3F|%5C/i.test(url)

const besides = { js: 'ts', mjs: 'mts' }

/** Where a file in such a path imports another one from, or itself is. */
const placeOf = (name, parent) => {
  if (!/^(\.{0,2}\/|file:)/.test(name)) return undefined
  const url = parent === undefined ? name : new URL(name, parent).href
  if (!isStrange(url)) return undefined
  const other = url.replace(/\.(m?js)$/, (_, end) => `.${besides[end]}`)
  return [url, other].find((one) => existsSync(fileURLToPath(one)))
}

export const resolve = async (name, context, next) => {
  const place = placeOf(name, context.parentURL)
  if (place !== undefined) return { url: place, format: 'module', shortCircuit: true }
  const found = await next(faces[name] ?? name, context)
  return isUsers(found.url) && isModule(found.url) ? { ...found, format: 'module' } : found
}

export const load = async (url, context, next) => {
  if (!isStrange(url)) return next(url, context)
  const require = createRequire(createRequire(import.meta.url).resolve('tsx'))
  const { code } = await require('esbuild').transform(source(url), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcemap: 'inline',
    sourcesContent: false,
    sourcefile: fileURLToPath(url),
  })
  return { format: 'module', shortCircuit: true, source: code }
}
