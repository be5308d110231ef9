import { type Profiler, Session } from 'node:inspector'

/** How often each piece of the code of `src` was run. */
interface Coverage {
  readonly result: readonly Profiler.ScriptCoverage[]
}

const session = new Session()
session.connect()
const asked = (method: string, parameters: object = {}): unknown => {
  let answer: unknown
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw error
    answer = result
  })
  return answer
}
asked('Profiler.enable')
asked('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** What the library itself goes through, entry by entry, is work too: spreads, copies, searches. */
const throughEntries = (count: (entries: number) => void): (() => void) => {
  const iterators = [[][Symbol.iterator](), new Set().values(), new Map().entries()].map(
    (one) => Object.getPrototypeOf(one) as { next: () => unknown },
  )
  const undo = [
    ...iterators.map((prototype) => {
      const { next } = prototype
      prototype.next = function (this: unknown): unknown {
        count(1)
        return next.call(this as never)
      }
      return () => {
        prototype.next = next
      }
    }),
    ...(['includes', 'indexOf', 'concat', 'slice', 'join', 'fill', 'reverse'] as const).map((name) => {
      const own = Array.prototype[name] as (...of: readonly unknown[]) => unknown
      Object.defineProperty(Array.prototype, name, {
        configurable: true,
        writable: true,
        value(this: readonly unknown[], ...of: readonly unknown[]): unknown {
          count(this.length)
          return own.call(this, ...of)
        },
      })
      return () => {
        Object.defineProperty(Array.prototype, name, { configurable: true, writable: true, value: own })
      }
    }),
  ]
  return () => {
    for (const one of undo) one()
  }
}

/**
 * The work that something does, counted and not timed: how often the functions and blocks of `src` are run, and how many entries are
 * gone through by what the language brings.
 */
export const visitsOf = (work: () => void): number => {
  let entries = 0
  asked('Profiler.takePreciseCoverage')
  const undo = throughEntries((n) => {
    entries += n
  })
  try {
    work()
  } finally {
    undo()
  }
  const { result } = asked('Profiler.takePreciseCoverage') as Coverage
  const own = result.filter(({ url }) => url.includes('/src/') && !url.includes('node_modules'))
  return own.reduce(
    (sum, { functions }) =>
      sum + functions.reduce((so, { ranges }) => so + ranges.reduce((n, { count }) => n + count, 0), 0),
    entries,
  )
}
