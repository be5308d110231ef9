import { rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder, moveWhole, writeWhole } from '../../files/index.ts'
import { aboutIn, type Build, buildCodec, buildIn } from '../build.ts'
import { type Kind, versions, type Wheel } from '../pinned.ts'
import { bindingIn, librariesIn, openerIn, packageIn, placeOf } from '../place.ts'
import { addons, bindingDigest } from './addon.ts'
import { stepsOf } from './build-steps.ts'
import { sizeOf } from './fetch.ts'
import { holdingBuilds } from './hold.ts'
import { roomFor, roomy, supported, type Tools, thisMachine, tools } from './machine.ts'
import { cudaFor, type Order, type Work } from './order.ts'
import { carriedOut, type Did, type Step } from './steps.ts'
import { type Loaded, type Trial, tried } from './trial.ts'
import { unwritable, wrong } from './wrong.ts'

/** How a set-up ended. */
export interface SetUp {
  readonly place: string
  readonly build: Build
  readonly trial: Trial
  /** `made` now, `mended` with the addon of this version of Retain, or `there` already. */
  readonly state: 'made' | 'mended' | 'there'
  readonly did: Did
}

/** A build of Retain's own, as it is loaded. */
export const loadedFrom = (place: string, kind: Kind): Loaded => ({
  package: packageIn(place, kind),
  opener: { path: openerIn(place), library: librariesIn(place)[0] },
})

/** What a build that lies in a folder says of itself. */
const aboutOf = ({ order: { kind }, binding }: Work, place: string, platform: string, cuda: Order['cuda']): Build => ({
  format: 1,
  kind,
  tensorflow: versions.tensorflow,
  package: versions.package,
  platform,
  binding,
  files: Object.fromEntries(
    [...librariesIn(place), bindingIn(place, kind), openerIn(place), join(packageIn(place, kind), 'package.json')].map(
      (path) => [relative(place, path), statSync(path).size],
    ),
  ),
  bytes: sizeOf(place),
  made: new Date().toISOString(),
  ...(cuda === undefined ? {} : { cuda }),
})

const written = (place: string, build: Build): E.Either<Fault, Build> =>
  pipe(
    writeWhole([[aboutIn(place), `${JSON.stringify(buildCodec.encode(build), null, 2)}\n`]], { replace: true }),
    E.bimap(unwritable(place), () => build),
  )

/** That the build computes; of one for the GPU on a machine that has none only that it loads. */
const checked = ({ order, call }: Work, place: string): TE.TaskEither<Fault, Trial> => {
  order.tell({ step: 0, steps: 0, what: 'a product and a convolution on it', done: 1 })
  const { trying = tried } = order
  return pipe(
    trying(loadedFrom(place, order.kind), call),
    TE.filterOrElse(
      ({ functions }) => functions,
      () =>
        wrong(
          'the addon must take whole functions',
          'one that does not',
          'make it anew: retain setup tensorflow --remove',
        ),
    ),
  )
}

/** Takes a folder away with all in it, and makes one. */
const afresh = (old: string, folder: string): E.Either<Fault, void> =>
  pipe(
    E.tryCatch(
      () => rmSync(old, { recursive: true, force: true }),
      (error) => error,
    ),
    E.chain(() => makeFolder(folder)),
    E.mapLeft(unwritable(folder)),
  )

/** Makes a build, going on from what an earlier try has left; it has its name only when it is whole and computes. */
const made = (work: Work, library: Wheel): TE.TaskEither<Fault, SetUp> => {
  const { order, place, making, parts, machine } = work
  return pipe(
    TE.fromEither(cudaFor(order)),
    TE.chainFirstEitherK(({ cuda }) => roomy(making, roomFor(order.kind, cuda) - sizeOf(making), machine)),
    TE.chainFirstEitherK(() => afresh(parts, parts)),
    TE.chain(({ cuda, own }) =>
      pipe(
        carriedOut(stepsOf(work, library, own), making, order.tell),
        TE.bindTo('did'),
        TE.bind('trial', () => checked(work, making)),
        TE.bind('build', () =>
          TE.fromEither(
            pipe(
              E.tryCatch(() => {
                for (const rest of [parts, join(making, 'wheels'), join(making, 'done')])
                  rmSync(rest, { recursive: true, force: true })
                rmSync(place, { recursive: true, force: true })
              }, unwritable(making)),
              E.chain(() => written(making, aboutOf(work, making, machine.platform, cuda))),
              E.chainFirst(() => pipe(moveWhole(making, place), E.mapLeft(unwritable(place)))),
            ),
          ),
        ),
        TE.map((how): SetUp => ({ ...how, place, state: 'made' })),
      ),
    ),
  )
}

/** Gives a build that another version of Retain has made the addon of this one. */
const mended = (work: Work, build: Build): TE.TaskEither<Fault, SetUp> => {
  const { order, place, making, parts, tools, call, binding } = work
  const step: Step = {
    name: `addon-${binding}`,
    what: `the addon of this version of Retain, compiled by ${tools.compiler}`,
    weight: 1,
    work: () => addons(order.kind, place, parts, tools, call),
  }
  return pipe(
    TE.fromEither(afresh(making, parts)),
    TE.chain(() => carriedOut([step], making, order.tell)),
    TE.bindTo('did'),
    TE.bind('trial', () => checked(work, place)),
    TE.bind('build', () =>
      TE.fromEither(
        pipe(
          E.tryCatch(() => rmSync(making, { recursive: true, force: true }), unwritable(making)),
          E.chain(() => written(place, aboutOf(work, place, build.platform, build.cuda))),
        ),
      ),
    ),
    TE.map((how): SetUp => ({ ...how, place, state: 'mended' })),
  )
}

/**
 * Sets TensorFlow up for the CPU or for a GPU, in a folder of its own under the home folder. What is there already is tried and left
 * as it is; what was interrupted is gone on with.
 *
 * @returns a `Left` that says what is lacking, and what to do about it
 */
export const setUp = (order: Order): TE.TaskEither<Fault, SetUp> => {
  const { kind, env, signal, machine = thisMachine() } = order
  const place = placeOf(kind, env)
  const making = `${place}.making`
  const call = { env, signal }
  const parts = join(making, 'parts')
  const binding = bindingDigest()
  const workWith = (tools: Tools): Work => ({ order, call, place, making, parts, machine, tools, binding })
  return pipe(
    TE.fromEither(supported(kind, machine)),
    TE.chain((library) =>
      holdingBuilds(env, () =>
        pipe(
          buildIn(place),
          O.match(
            () =>
              pipe(
                tools(call),
                TE.chain((all) => made(workWith(all), order.library ?? library)),
              ),
            (build) =>
              build.binding === binding
                ? pipe(
                    checked(workWith({ npm: '', python: '', compiler: '' }), place),
                    TE.map((trial): SetUp => ({ place, build, trial, state: 'there', did: [] })),
                  )
                : pipe(
                    tools(call),
                    TE.chain((all) => mended(workWith(all), build)),
                  ),
          ),
        ),
      ),
    ),
  )
}
