import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Question } from './juror.ts'
import type { Verdict } from './trial.ts'

/** A verdict; or the tests stood still for too long; or their process came to an end. */
export interface Answer {
  readonly answer: Verdict | 'stands still' | 'crashed'
  /** Of the processor. */
  readonly seconds: number
}

export interface Juror {
  /** Runs the tests of a question until one fails, or its budget is spent. */
  readonly ask: (question: Question) => Promise<Answer>
  readonly end: () => void
}

const opened = (): Promise<ChildProcess> =>
  new Promise((resolve) => {
    const process = fork(fileURLToPath(new URL('juror.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx', '--max-old-space-size=3072'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    process.once('message', () => resolve(process))
    process.once('exit', () => resolve(process))
  })

/** A juror whose process is started when it is needed, and again after it had to be ended. */
export const juror = (): Juror => {
  let running: ChildProcess | undefined
  const end = (): void => {
    running?.removeAllListeners()
    running?.kill('SIGKILL')
    running = undefined
  }
  return {
    end,
    ask: async (question) => {
      running ??= await opened()
      const process = running
      return new Promise<Answer>((resolve) => {
        const give = (given: Answer): void => {
          process.removeAllListeners()
          if (typeof given.answer === 'string') end()
          resolve(given)
        }
        const crashed = { answer: 'crashed', seconds: 0 } as const
        process.on('exit', () => give(crashed))
        process.on('message', (message: Answer) => give(message))
        if (process.connected) process.send(question)
        else give(crashed)
      })
    },
  }
}
