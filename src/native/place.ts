import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { type Kind, packages, versions } from './pinned.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a build runs on, as Node.js names it. */
export const platform = (): string => `${process.platform}-${process.arch}`

/** The folder of all builds. It is under the home folder, so that no `npm ci` takes it away. */
export const root = (env: Environment): string => {
  const { XDG_CACHE_HOME: named = '' } = env
  return join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'retain', 'tensorflow')
}

/** Where a build lies: by what it holds and by what it needs of Node.js, so that one of another version is another folder. */
export const placeOf = (kind: Kind, env: Environment): string =>
  join(root(env), `${versions.tensorflow}-${kind}-${platform()}-napi${versions.napi}`)

/** The npm package in a build, as `require` takes it. */
export const packageIn = (place: string, kind: Kind): string => join(place, 'node_modules', packages[kind])

/** The addon of the package. */
export const bindingIn = (place: string, kind: Kind): string =>
  join(packageIn(place, kind), 'lib', `napi-v${versions.napi}`, 'tfjs_binding.node')

/** The addon that opens TensorFlow's libraries before the other asks for them. */
export const openerIn = (place: string): string => join(place, 'opener.node')

/** The folder of TensorFlow's libraries and headers: laid out as Python has them, since they look for NVIDIA's beside themselves. */
export const libraryIn = (place: string): string => join(place, 'site', 'tensorflow')

/** TensorFlow's libraries: the one that is opened, and the one that it needs. */
export const librariesIn = (place: string): readonly [opened: string, needed: string] => [
  join(libraryIn(place), 'libtensorflow_cc.so.2'),
  join(libraryIn(place), 'libtensorflow_framework.so.2'),
]
