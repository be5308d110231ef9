import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { cudaWheels, type Kind, libraryOf, oldestGlibc, packages, type Wheel } from '../pinned.ts'
import { platform } from '../place.ts'
import { type Call, ran, reasonIn } from './ran.ts'
import { wrong } from './wrong.ts'

/** What a machine is, as far as a build depends on it. */
export interface Machine {
  /** Such as `linux-x64`. */
  readonly platform: string
  /** The version of glibc that Node.js runs on; none where there is another library of C. */
  readonly glibc: string | undefined
  /** How many bytes may be written where a folder is, or is to be. */
  readonly free: (folder: string) => number
}

const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))

const glibcHere = (): string | undefined => {
  const { header } = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime
}

export const thisMachine = (): Machine => ({
  platform: platform(),
  glibc: process.platform === 'linux' ? glibcHere() : undefined,
  free: (folder) => {
    const { bavail, bsize } = statfsSync(nearest(folder))
    return bavail * bsize
  },
})

/** Programs that a set-up calls, as they are called. */
export interface Tools {
  readonly python: string
  readonly compiler: string
  readonly npm: string
}

const isOlder = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}

/** The wheel of TensorFlow for a machine, if there can be a build on it. */
export const supported = (kind: Kind, { platform, glibc }: Machine): E.Either<Fault, Wheel> => {
  const wheel = libraryOf(kind, platform)
  const own = `try the package's own download: npm install ${packages[kind]}`
  if (wheel === undefined)
    return E.left(
      wrong(
        kind === 'cpu'
          ? 'the machine must be Linux on x64 or arm64'
          : 'the machine must be Linux on x64, with a GPU of NVIDIA',
        platform.replace('-', ' on '),
        own,
      ),
    )
  const oldest = oldestGlibc.join('.')
  if (glibc === undefined || isOlder(glibc, oldestGlibc))
    return E.left(
      wrong(
        `the system must have glibc ${oldest} or newer`,
        glibc === undefined ? 'none (Alpine has musl in its place)' : `glibc ${glibc}`,
        glibc === undefined ? 'take a system, or an image, with glibc, such as Debian' : own,
      ),
    )
  return E.right(wheel)
}

/** What the folder grows to while a build is made: the package, a wheel and what is unpacked of it. */
export const roomFor = (kind: Kind, cuda: 'wheels' | 'machine' | undefined): number =>
  kind === 'cpu' ? 1.6e9 : 2.4e9 + (cuda === 'wheels' ? 2.2 * cudaWheels.reduce((sum, { bytes }) => sum + bytes, 0) : 0)

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** That there is room for a build. */
export const roomy = (folder: string, needed: number, { free }: Machine): E.Either<Fault, void> =>
  free(folder) >= needed
    ? E.right(undefined)
    : E.left(
        wrong(
          `there must be room for ${gigabytes(needed)} while it is made`,
          gigabytes(free(folder)),
          'make room there, or name another folder for caches: XDG_CACHE_HOME=/another/folder',
          [folder],
        ),
      )

/** The first of some programs that answers. */
const answering = (
  programs: readonly string[],
  args: readonly string[],
  call: Call,
  none: (said: string) => Fault,
): TE.TaskEither<Fault, string> => {
  const [program, ...rest] = programs
  if (program === undefined) return TE.left(none(''))
  return pipe(
    ran(program, args, call),
    TE.map(() => program),
    TE.orElse(({ _tag, said }) =>
      rest.length > 0 || _tag === 'Missing' ? answering(rest, args, call, none) : TE.left(none(reasonIn(said, 1))),
    ),
  )
}

const got = (said: string): string => (said === '' ? 'none that answers' : said)

/** The programs that a set-up calls, each of which answers. */
export const tools = (call: Call): TE.TaskEither<Fault, Tools> =>
  pipe(
    TE.Do,
    TE.bind('npm', () =>
      answering(['npm'], ['--version'], call, (said) =>
        wrong('npm must be there', got(said), 'install npm: it comes with most builds of Node.js'),
      ),
    ),
    TE.bind('python', () =>
      answering(
        ['python3', 'python'],
        ['-c', 'import sys, zipfile; sys.exit(sys.version_info < (3, 8))'],
        call,
        (said) =>
          wrong(
            'Python 3.8 or newer must be there: its registry has the libraries of TensorFlow',
            got(said),
            'install it: apt-get install python3 python3-pip, or what your system has in their place',
          ),
      ),
    ),
    TE.bind('pip', ({ python }) =>
      answering([python], ['-m', 'pip', '--version'], call, () =>
        wrong(
          'pip must be there, for the Python that is called',
          `a ${python} without it`,
          'install it: apt-get install python3-pip, or python3 -m ensurepip',
        ),
      ),
    ),
    TE.bind('compiler', () =>
      answering(
        [...(call.env.CXX === undefined || call.env.CXX === '' ? [] : [call.env.CXX]), 'g++', 'c++', 'clang++'],
        ['--version'],
        call,
        (said) =>
          wrong(
            'a compiler of C++ must be there',
            got(said),
            'install one: apt-get install g++, or dnf install gcc-c++; another one than g++ is named by CXX',
          ),
      ),
    ),
    TE.map(({ npm, python, compiler }) => ({ npm, python, compiler })),
  )
