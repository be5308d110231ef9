import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import type { Wheel } from '../pinned.ts'
import { librariesIn } from '../place.ts'
import { fetched } from './fetch.ts'
import type { Tools } from './machine.ts'
import { type Call, ran, reasonIn } from './ran.ts'
import { unwritable, wrong } from './wrong.ts'

const script = fileURLToPath(new URL('./wheel-files.py', import.meta.url))

/** What is taken of TensorFlow's wheel: two libraries, the headers of its face for C, and its license. */
export const wanted = [
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/include/LICENSE',
  'tensorflow/include/tensorflow/c/*',
  'tensorflow/include/tensorflow/core/platform/ctstring*',
  'tensorflow/include/tsl/platform/ctstring*',
  'tensorflow/include/xla/tsl/c/*',
]

/** Where wheels are kept until what is wanted of them is unpacked. */
const wheelsIn = (place: string): string => join(place, 'wheels')

/** Unpacks what is wanted of a wheel into `site`, and lets the wheel go. */
const unpacked = (
  wheel: string,
  patterns: readonly string[],
  place: string,
  { python }: Tools,
  call: Call,
): TE.TaskEither<Fault, void> =>
  pipe(
    ran(python, [script, wheel, join(place, 'site'), ...patterns], call),
    TE.mapLeft(({ said }) =>
      /ENOSPC|No space left|Disk quota/i.test(said)
        ? wrong(
            'what is in the wheel must fit on the disk',
            'a full disk',
            'make room there, and go on with the same command',
          )
        : wrong('the wheel must unpack', reasonIn(said, 1), 'try again: what has come stays', [wheel]),
    ),
    TE.chain(() => TE.tryCatch(async () => rmSync(wheel, { force: true }), unwritable(wheel))),
  )

/** Brings a wheel and unpacks what is wanted of it. */
export const brought = (
  wheel: Wheel,
  patterns: readonly string[],
  place: string,
  parts: string,
  tools: Tools,
  call: Call,
  tell: (bytes: number) => void,
): TE.TaskEither<Fault, void> =>
  pipe(
    TE.fromEither(pipe(makeFolder(wheelsIn(place)), E.mapLeft(unwritable(place)))),
    TE.chain(() => fetched(wheel, wheelsIn(place), parts, tools, call, tell)),
    TE.chain((path) => unpacked(path, patterns, place, tools, call)),
  )

/** Takes the symbols out of TensorFlow's libraries, which makes them a quarter smaller; where no program for that is there they stay. */
export const stripped = (place: string, call: Call): TE.TaskEither<Fault, void> =>
  pipe(
    librariesIn(place),
    TE.traverseSeqArray((library) =>
      pipe(
        ran('strip', ['--strip-all', '-o', `${library}.part`, library], call),
        TE.match(
          () => rmSync(`${library}.part`, { force: true }),
          () => renameSync(`${library}.part`, library),
        ),
        TE.fromTask,
      ),
    ),
    TE.map(() => undefined),
  )
