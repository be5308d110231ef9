import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import type { Fault } from '../../fault.ts'
import { environment, pairsOf } from '../environment.ts'
import { type Call, ran, reasonIn, type Said } from './ran.ts'
import { wrong } from './wrong.ts'

const script = fileURLToPath(new URL('./trial.cjs', import.meta.url))

const codec = t.strict({
  tensorflow: t.string,
  /** Whether it has found a GPU. */
  gpu: t.boolean,
  product: t.boolean,
  convolution: t.boolean,
  /** Whether it takes whole functions. */
  functions: t.boolean,
  /** What the switch of TF32 stands at; `null` where there is none. */
  tensorFloat32: t.union([t.boolean, t.null]),
})

/** TensorFlow tells of what it misses for a GPU as warnings. */
const pairs = pairsOf({ ...environment, TF_CPP_MIN_LOG_LEVEL: '1' })

/** The warning that tells why there is no GPU, without its place in TensorFlow's sources. */
const warning = (err: string): string | undefined =>
  err
    .split('\n')
    .filter((line) => /^[WE]\d{4}/.test(line) && /gpu|cuda|dlopen|driver/i.test(line))
    .map((line) => line.replace(/^\S+ \S+ +\d+ \S+\] /, ''))[0]

/** What a build of tfjs-node says of itself, and whether it computes. */
export type Trial = Readonly<t.TypeOf<typeof codec>> & {
  /** What TensorFlow says of the GPU that it doesn't find. */
  readonly warning?: string
}

/** A build as it is loaded: the package, and what opens its libraries, where it is one of Retain's. */
export interface Loaded {
  readonly package: string
  readonly opener?: { readonly path: string; readonly library: string }
}

const cure = 'take the build away and make it anew: retain setup tensorflow --remove'

const said = ({ out: text, err }: Said): E.Either<unknown, Trial> =>
  pipe(
    E.tryCatch(() => JSON.parse(text.trim().split('\n').at(-1) ?? '') as unknown, String),
    E.chainW(codec.decode),
    E.map((trial) => {
      const why = trial.gpu ? undefined : warning(err)
      return why === undefined ? trial : { ...trial, warning: why }
    }),
  )

/** Tries a build in a process of its own, since one that is made for another processor takes its process with it. */
export const tried = ({ package: name, opener }: Loaded, call: Call): TE.TaskEither<Fault, Trial> =>
  pipe(
    ran(process.execPath, [script, opener?.path ?? '', opener?.library ?? '', name, JSON.stringify(pairs)], {
      ...call,
      env: { ...call.env, NODE_OPTIONS: '' },
    }),
    TE.mapLeft(({ said }) =>
      wrong('what was built must load and compute', reasonIn(said) || 'a process that ended', cure),
    ),
    TE.chain((text) =>
      TE.fromEither(
        pipe(
          said(text),
          E.mapLeft(() => wrong('what was built must say what it computes', reasonIn(text.out, 1) || 'nothing', cure)),
        ),
      ),
    ),
    TE.filterOrElse(
      ({ product, convolution }) => product && convolution,
      ({ product }) =>
        wrong(
          'a product and a convolution with ones and zeros must give back what they are given, to the bit',
          product ? 'a wrong convolution' : 'a wrong product',
          cure,
        ),
    ),
  )
