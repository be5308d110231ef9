import { createHash } from 'node:crypto'
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import { edited, edits } from '../binding/edits.ts'
import { type Kind, packages, versions } from '../pinned.ts'
import { bindingIn, libraryIn, openerIn, packageIn } from '../place.ts'
import type { Tools } from './machine.ts'
import { type Call, ran, reasonIn } from './ran.ts'
import { unwritable, wrong } from './wrong.ts'

/** What becomes part of the package's addon. */
const bound = ['functions.cc', 'passes.cc'] as const

const own = [...bound, 'opener.cc'] as const

const sourceOf = (name: string): string => fileURLToPath(new URL(`../binding/${name}`, import.meta.url))

/** The digest of what is Retain's own in the addons: a build of other sources is made anew. */
export const bindingDigest = (): string => {
  const hash = createHash('sha256')
  for (const name of own) hash.update(readFileSync(sourceOf(name)))
  return hash.update(JSON.stringify(edits)).digest('hex').slice(0, 16)
}

/** The sources of an addon, where it is to lie, and what it is linked with. */
interface Addon {
  readonly sources: readonly string[]
  readonly to: string
  readonly flags: readonly string[]
}

const compiled = (
  { sources, to, flags }: Addon,
  place: string,
  parts: string,
  { compiler }: Tools,
  call: Call,
): TE.TaskEither<Fault, void> => {
  const part = join(parts, 'addon.node')
  const headers = join(place, 'node_modules', 'node-api-headers', 'include')
  const args = [
    ...['-std=c++17', '-O3', '-shared', '-fPIC', `-DNAPI_VERSION=${versions.napi}`, '-I', headers],
    ...sources,
    ...['-o', part],
    ...flags,
  ]
  return pipe(
    ran(compiler, args, call),
    TE.mapLeft(({ said }) =>
      wrong(
        'the addon must compile',
        reasonIn(said),
        'a compiler that knows C++17 is needed (g++ 8, clang 7, or newer): another one is named by CXX',
      ),
    ),
    TE.chain(() =>
      TE.fromEither(
        pipe(
          makeFolder(dirname(to)),
          E.chain(() =>
            E.tryCatch(
              () => renameSync(part, to),
              (error) => error,
            ),
          ),
          E.mapLeft(unwritable(to)),
        ),
      ),
    ),
  )
}

/** The package's sources with Retain's edits and its own file among them, in a folder of their own. */
const sourcesIn = (folder: string, kind: Kind, place: string): E.Either<Fault, readonly string[]> =>
  pipe(
    E.tryCatch(() => {
      rmSync(folder, { recursive: true, force: true })
      cpSync(join(packageIn(place, kind), 'binding'), folder, { recursive: true })
      for (const name of bound) cpSync(sourceOf(name), join(folder, name))
    }, unwritable(folder)),
    E.chain(() =>
      pipe(
        [...new Set(edits.map(({ file }) => file))],
        E.traverseArray((file) =>
          pipe(
            edited(file)(readFileSync(join(folder, file), 'utf8')),
            E.bimap(
              (at) =>
                wrong(
                  `the sources of ${packages[kind]} ${versions.package} must be those that are known`,
                  `a ${file} without “${at}”`,
                  'a mirror may have another package of that name: see `npm config get registry`',
                ),
              (text) => writeFileSync(join(folder, file), text),
            ),
          ),
        ),
      ),
    ),
    E.map(() => ['tfjs_backend.cc', 'tfjs_binding.cc', ...bound].map((file) => join(folder, file))),
  )

/** Compiles the addons into a build that has all else. Where they are already they are replaced, each at once. */
export const addons = (
  kind: Kind,
  place: string,
  parts: string,
  tools: Tools,
  call: Call,
): TE.TaskEither<Fault, void> => {
  const folder = join(parts, 'binding')
  const to = bindingIn(place, kind)
  const library = libraryIn(place)
  const opener = { sources: [sourceOf('opener.cc')], to: openerIn(place), flags: ['-ldl'] }
  return pipe(
    TE.fromEither(sourcesIn(folder, kind, place)),
    TE.map(
      (sources): Addon => ({
        sources,
        to,
        flags: [
          ...['-I', folder, '-I', join(library, 'include'), '-L', library],
          ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
          // TensorFlow keeps the operation that it is given: the addon stays when the last worker that has it ends.
          '-Wl,-z,nodelete',
          `-Wl,-rpath,$ORIGIN/${relative(dirname(to), library)}`,
        ],
      }),
    ),
    TE.chain((binding) => compiled(binding, place, parts, tools, call)),
    TE.chain(() => compiled(opener, place, parts, tools, call)),
  )
}
