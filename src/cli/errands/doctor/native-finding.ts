import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { Backend } from '../../../interpreters/devices/index.ts'
import { downloaded, type Environment, found, type Kind } from '../../../native/index.ts'
import { cards, driver, type Loaded, loadedFrom, tried } from '../../../native/setup/index.ts'
import { versionOf } from '../../../version.ts'
import { backendFinding } from './backend-finding.ts'
import type { BackendFinding } from './diagnosis.ts'

/** The build of TensorFlow that a backend runs on, if it runs on one. */
export const kindOf = ({ name }: { readonly name: string }): Kind | undefined =>
  name === 'node' ? 'cpu' : name === 'node-gpu' ? 'gpu' : undefined

export interface Around {
  /** Whether no backend that is to be preferred works. */
  readonly preferred: boolean
  /** Whether this process may load the build. */
  readonly alone: boolean
  readonly signal: AbortSignal
  readonly env?: Environment
}

interface There {
  readonly place: string
  readonly loaded: Loaded
}

/** The build that is loaded: one that was set up, else the package's own. */
const thereOf = (kind: Kind, env: Environment): O.Option<There> =>
  pipe(
    found(kind, env),
    O.map(({ place }) => ({ place, loaded: loadedFrom(place, kind) })),
    O.alt(() =>
      pipe(
        downloaded(kind),
        O.map((place) => ({ place, loaded: { package: place } })),
      ),
    ),
  )

/** Which GPUs there are, and with which driver. */
const hardware = async (
  kind: Kind,
  env: Environment,
  signal: AbortSignal,
): Promise<Pick<BackendFinding, 'gpus' | 'driver'>> => {
  if (kind === 'cpu') return {}
  const [gpus, version] = [await cards({ env, signal })(), driver()]
  return { ...(gpus.length === 0 ? {} : { gpus: [...gpus] }), ...(O.isSome(version) ? { driver: version.value } : {}) }
}

/**
 * Whether a build of TensorFlow is there, computes, and has the GPU that it is for. It is tried in a process of its own, since one that
 * is made for another processor takes its process with it; then its kernels are timed in this one.
 */
export const nativeFinding =
  (kind: Kind, backend: Backend, { preferred, alone, signal, env = process.env }: Around): T.Task<BackendFinding> =>
  async () => {
    const { name, package: of } = backend
    const around = await hardware(kind, env, signal)
    const cure = `retain setup tensorflow ${kind}`
    const without = (reason: string, advice: string, more: Partial<BackendFinding> = {}): BackendFinding => ({
      ...{ name, package: of, version: 'unknown' },
      ...around,
      ...more,
      works: false,
      reason,
      advice: `${advice}; Retain runs without it`,
    })
    const there = thereOf(kind, env)
    if (O.isNone(there))
      return without(
        'it is not set up',
        kind === 'gpu' && around.driver === undefined
          ? `${cure}, on a machine with a GPU of NVIDIA and its driver`
          : cure,
      )
    const { place, loaded } = there.value
    const about = { version: versionOf(`${loaded.package}/package.json`), place }
    const trial = await tried(loaded, { env, signal })()
    if (E.isLeft(trial)) return without(trial.left.got ?? trial.left.rule, trial.left.hint ?? cure, about)
    const library = `TensorFlow ${trial.right.tensorflow}`
    if (kind === 'gpu' && !trial.right.gpu)
      return without(
        `${library} finds no GPU that it can use, and would take the CPU${trial.right.warning === undefined ? '' : `: ${trial.right.warning}`}`,
        around.driver === undefined
          ? 'install the driver of NVIDIA'
          : `${cure} --cuda wheels, once what was set up is removed`,
        { ...about, library },
      )
    const timed: BackendFinding = alone
      ? await backendFinding(backend, preferred)()
      : { name, package: of, version: '', works: true, advice: `--backend ${name}; ${backend.limits}` }
    return { ...timed, ...around, ...about, library }
  }
