import { describe, expect, it, vi } from 'vitest'
import { noted } from '../../../src/cli/worker/noted.ts'
import type { Wire } from '../../../src/cli/worker/wire.ts'
import { sinks } from '../captured.ts'

type Hear = Parameters<Wire['listen']>[0]

/** A worker that says something after so many milliseconds, and what the error output then holds. */
const said = (delay: number, terminal: boolean): string => {
  vi.useFakeTimers()
  const { console, text } = sinks({ terminal })
  let heard: Hear | undefined
  const wire: Wire = {
    send: () => {},
    listen: (hear) => {
      heard = hear
    },
    end: async () => {},
  }
  noted(() => wire, console.err)().listen(
    () => console.err.write('news'),
    () => {},
  )
  vi.advanceTimersByTime(delay)
  heard?.({ _tag: 'Told', told: 'something' } as Parameters<Hear>[0])
  vi.advanceTimersByTime(10_000)
  vi.useRealTimers()
  return text.err
}

describe('a worker that takes its time to start', () => {
  it('is said on a terminal, until it says something itself', () => {
    expect(said(1000, true)).toBe('starting …\x1b[1G\x1b[Knews')
  })

  it('is not said where it is quick, nor in a pipe', () => {
    expect(said(20, true)).toBe('news')
    expect(said(1000, false)).toBe('news')
  })
})
