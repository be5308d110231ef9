import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { Kind } from './pinned.ts'
import { type Environment, placeOf } from './place.ts'

/** What a build says of itself. It is written last: a folder without it is no build. */
export const buildCodec = t.intersection([
  t.strict({
    format: t.literal(1),
    kind: t.keyof({ cpu: null, gpu: null }),
    tensorflow: t.string,
    package: t.string,
    platform: t.string,
    /** The digest of what the addon was made of. */
    binding: t.string,
    /** Sizes of the files that it can't do without, by their paths in its folder. */
    files: t.record(t.string, t.number),
    /** The size of all. */
    bytes: t.number,
    made: t.string,
  }),
  t.exact(
    t.partial({
      /** Whose CUDA it takes: NVIDIA's wheels, which lie in it, or the machine's, to which it has links. */
      cuda: t.keyof({ wheels: null, machine: null }),
    }),
  ),
])

export type Build = Readonly<t.TypeOf<typeof buildCodec>>

/** The file in which a build says what it is. */
export const aboutIn = (place: string): string => join(place, 'set-up.json')

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? -1

/** Whether every file that a build can't do without has the size that it was made with. */
export const isWhole = (place: string, { files }: Build): boolean =>
  Object.entries(files).every(([path, bytes]) => sizeOf(join(place, path)) === bytes)

/** The build in a folder, if one is there and whole. */
export const buildIn = (place: string): O.Option<Build> =>
  pipe(
    E.tryCatch(() => JSON.parse(readFileSync(aboutIn(place), 'utf8')) as unknown, String),
    E.chainW(buildCodec.decode),
    O.fromEither,
    O.filter((build) => isWhole(place, build)),
  )

/** A build that can be loaded, and where it lies. */
export interface Found {
  readonly place: string
  readonly build: Build
}

/** The build of a kind on this machine, if it has been set up. */
export const found = (kind: Kind, env: Environment = process.env): O.Option<Found> => {
  const place = placeOf(kind, env)
  return pipe(
    buildIn(place),
    O.map((build) => ({ place, build })),
  )
}
