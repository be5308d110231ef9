import * as E from 'fp-ts/lib/Either.js'
import type { Fault } from '../../fault.ts'
import type { Kind, Wheel } from '../pinned.ts'
import type { Environment } from '../place.ts'
import { type Own, ownCuda, usualFolders } from './cuda.ts'
import type { Machine, Tools } from './machine.ts'
import type { News } from './news.ts'
import type { Call } from './ran.ts'
import type { tried } from './trial.ts'
import { wrong } from './wrong.ts'

/** What is to be set up, and where. */
export interface Order {
  readonly kind: Kind
  /** Whose CUDA a build for the GPU is to take: unless it is said, the machine's where it has all of it, else NVIDIA's wheels. */
  readonly cuda?: 'wheels' | 'machine'
  readonly env: Environment
  readonly signal: AbortSignal
  readonly tell: (news: News) => void
  readonly machine?: Machine
  /** In place of the published one. */
  readonly library?: Wheel
  /** In place of a process that tries a build. */
  readonly trying?: typeof tried
}

/** What all that is done for one build shares. */
export interface Work {
  readonly order: Order
  readonly call: Call
  readonly place: string
  /** A build that isn't whole yet. */
  readonly making: string
  readonly parts: string
  readonly machine: Machine
  readonly tools: Tools
  /** The digest of the addons' sources as the work begins. */
  readonly binding: string
}

/** Whose CUDA is taken: what the machine has is looked for where a build for the GPU may take it. */
export const cudaFor = ({
  kind,
  cuda,
  env,
}: Order): E.Either<Fault, { readonly cuda?: Order['cuda']; readonly own?: Own }> => {
  if (kind === 'cpu') return E.right({})
  if (cuda === 'wheels') return E.right({ cuda })
  const own = ownCuda(usualFolders(env))
  const lacks = own.missing.filter((name) => name !== 'libcudart.so.12')
  if (lacks.length === 0) return E.right({ cuda: 'machine', own })
  return cuda === undefined
    ? E.right({ cuda: 'wheels' })
    : E.left(
        wrong(
          "the machine's own CUDA 12 or 13 must have all that TensorFlow asks for",
          `none of ${lacks.join(', ')}`,
          "name its folders by LD_LIBRARY_PATH, or take NVIDIA's wheels: --cuda wheels",
        ),
      )
}
