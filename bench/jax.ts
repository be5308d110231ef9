import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Numbers of a shape, as JSON carries them. */
export interface Tensors {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** What a process of JAX is to do; `maml.py` reads the rest. */
export interface Asked {
  readonly what: 'maml' | 'conv' | 'fisher'
  readonly x: Tensors
  readonly y: Tensors
  readonly parameters: readonly Tensors[]
  readonly proof?: number
  readonly [other: string]: unknown
}

/** JAX in a process of its own, which does steps when it is asked to. */
export interface Jax {
  /** The parameters after its first `proof` steps. */
  readonly parameters: readonly (readonly number[])[]
  /** Does so many steps; milliseconds of each. */
  readonly times: (steps: number) => Promise<readonly number[]>
  readonly end: () => void
}

export const jax = async (python: string, asked: Asked): Promise<Jax> => {
  const child = spawn(python, ['bench/maml.py'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async <A>(question: string): Promise<A> => {
    child.stdin.write(`${question}\n`)
    const line = await lines.next()
    if (line.done === true) throw new Error('bench/maml.py ended before its time')
    return JSON.parse(line.value) as A
  }
  return {
    parameters: await answer(JSON.stringify(asked)),
    times: (steps) => answer(`${steps}`),
    end: () => child.stdin.end(),
  }
}
