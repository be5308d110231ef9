import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Another framework, in a process of its own that does steps when it is asked to. */
export interface Rival {
  readonly name: string
  /** Takes up a case from an archive: how far it is from ours after some steps, or NaN for a case that it does not have. */
  readonly load: (one: string, archive: string) => Promise<number>
  /** Milliseconds a step. */
  readonly time: (one: string, steps: number) => Promise<number>
  readonly end: () => void
}

export const rival = (python: string, name: string, of: readonly string[]): Rival => {
  const child = spawn(python, ['bench/rivals.py', ...of], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const asked = async (line: string): Promise<number> => {
    child.stdin.write(`${line}\n`)
    const answer = await lines.next()
    return answer.done === true ? Number.NaN : Number(answer.value)
  }
  return {
    name,
    load: (one, archive) => asked(`load ${one} ${archive}`),
    time: (one, steps) => asked(`time ${one} ${steps}`),
    end: () => child.stdin.end(),
  }
}
