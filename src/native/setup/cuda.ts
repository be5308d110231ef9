import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import type { Environment } from '../place.ts'
import { type Call, ran } from './ran.ts'
import { unwritable } from './wrong.ts'

/** A library as TensorFlow asks for it, where beside itself it looks for it, and under which names of CUDA 12 and 13 a machine has it. */
interface Asked {
  readonly folder: string
  readonly name: string
  readonly known: readonly string[]
}

/** That of the run-time library must be of CUDA 12; the others of CUDA 13 have the functions that are called. */
const asked: readonly Asked[] = [
  { folder: 'cuda_runtime', name: 'libcudart.so.12', known: ['libcudart.so.12'] },
  { folder: 'cublas', name: 'libcublas.so.12', known: ['libcublas.so.12', 'libcublas.so.13'] },
  { folder: 'cublas', name: 'libcublasLt.so.12', known: ['libcublasLt.so.12', 'libcublasLt.so.13'] },
  { folder: 'cufft', name: 'libcufft.so.11', known: ['libcufft.so.11', 'libcufft.so.12'] },
  { folder: 'curand', name: 'libcurand.so.10', known: ['libcurand.so.10'] },
  { folder: 'cusolver', name: 'libcusolver.so.11', known: ['libcusolver.so.11', 'libcusolver.so.12'] },
  { folder: 'cusparse', name: 'libcusparse.so.12', known: ['libcusparse.so.12'] },
  { folder: 'nvjitlink', name: 'libnvJitLink.so.12', known: ['libnvJitLink.so.12', 'libnvJitLink.so.13'] },
  { folder: 'cuda_cupti', name: 'libcupti.so.12', known: ['libcupti.so.12', 'libcupti.so.13'] },
  { folder: 'nccl', name: 'libnccl.so.2', known: ['libnccl.so.2'] },
  { folder: 'cudnn', name: 'libcudnn.so.9', known: ['libcudnn.so.9'] },
]

/** The folders within one, by name; none where there is no such folder. */
const inside = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Where libraries of CUDA usually are: on the library path, in NVIDIA's own folders, and where Python keeps NVIDIA's wheels. */
export const usualFolders = (
  env: Environment,
  packages: readonly string[] = [],
  usual = '/usr/local',
): readonly string[] => [
  ...(env.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== ''),
  ...[env.CUDA_HOME, env.CUDA_PATH].flatMap((home) => (home ? [join(home, 'lib64')] : [])),
  ...inside(usual)
    .filter((name) => /^cuda(-1[23][.\d]*)?$/.test(name))
    .flatMap((name) => [join(usual, name, 'lib64'), join(usual, name, 'extras/CUPTI/lib64')]),
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib64',
  ...packages.flatMap((folder) => inside(join(folder, 'nvidia')).map((part) => join(folder, 'nvidia', part, 'lib'))),
]

/** What the machine's own CUDA has of what TensorFlow asks for; `missing` is what it has not. */
export interface Own {
  readonly links: readonly (readonly [name: string, target: string])[]
  readonly missing: readonly string[]
}

/** The parts of cuDNN, which it opens itself, beside itself. */
const companions = (library: string): readonly string[] =>
  inside(dirname(library))
    .filter((name) => /^libcudnn_\w+\.so\.9$/.test(name))
    .map((name) => join(dirname(library), name))

/** Looks for what TensorFlow asks for in folders, in their order. A library of CUDA 13 is to be there by its own name too, for those that need it. */
export const ownCuda = (folders: readonly string[]): Own => {
  const found = asked.map(({ name, known }) => ({
    name,
    at: known.flatMap((one) => folders.map((place) => join(place, one))).find((path) => existsSync(path)),
  }))
  return {
    links: found.flatMap(({ name, at }) =>
      at === undefined
        ? []
        : [
            [name, at] as const,
            ...(basename(at) === name ? [] : [[basename(at), at] as const]),
            ...(name === 'libcudnn.so.9' ? companions(at).map((one) => [basename(one), one] as const) : []),
          ],
    ),
    missing: found.flatMap(({ name, at }) => (at === undefined ? [name] : [])),
  }
}

/** Puts links to the machine's own CUDA where TensorFlow looks: each in every folder, since libraries look beside themselves for others. */
export const linked = (place: string, { links }: Own): E.Either<Fault, void> => {
  const nvidia = join(place, 'site', 'nvidia')
  return pipe(
    [...new Set(asked.map(({ folder }) => folder))],
    E.traverseArray((folder) => {
      const lib = join(nvidia, folder, 'lib')
      return pipe(
        makeFolder(lib),
        E.chain(() =>
          E.tryCatch(
            () => {
              for (const [name, target] of links) {
                rmSync(join(lib, name), { force: true })
                symlinkSync(target, join(lib, name))
              }
            },
            (error) => error,
          ),
        ),
        E.mapLeft(unwritable(lib)),
      )
    }),
    E.map(() => undefined),
  )
}

/** What is unpacked of NVIDIA's wheels: libraries, and the assembler of XLA with the code that it links. */
export const wantedOf = (project: string): readonly string[] =>
  project === 'nvidia-cuda-nvcc-cu12'
    ? ['nvidia/cuda_nvcc/bin/*', 'nvidia/cuda_nvcc/nvvm/*']
    : ['nvidia/*/lib/*.so.*', 'nvidia/*/lib/*.so']

/** The names of NVIDIA's GPUs, as its driver tells them; none where there is none. */
export const cards = (call: Call): T.Task<readonly string[]> =>
  pipe(
    ran('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], call),
    TE.match(
      () => [],
      ({ out }) => out.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
    ),
  )

/** The version of NVIDIA's driver, if there is one. */
export const driver = (file = '/proc/driver/nvidia/version'): O.Option<string> =>
  pipe(
    E.tryCatch(() => readFileSync(file, 'utf8'), String),
    O.fromEither,
    O.chain((text) => O.fromNullable(/Module.*?(\d+(?:\.\d+)+)/.exec(text)?.[1])),
  )
