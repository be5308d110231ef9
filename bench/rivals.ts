import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Another framework, in a process of its own that does steps when it is asked to. */
export interface Rival {
  readonly name: string
  /** Milliseconds a step; NaN for a case that it does not have. */
  readonly time: (one: string, steps: number) => Promise<number>
  readonly end: () => void
}

export const rival = (python: string, name: string, of: readonly string[]): Rival => {
  const child = spawn(python, ['bench/rivals.py', ...of], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    name,
    time: async (one, steps) => {
      child.stdin.write(`${one} ${steps}\n`)
      const line = await lines.next()
      return line.done === true ? Number.NaN : Number(line.value)
    },
    end: () => child.stdin.end(),
  }
}
