import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { handOf } from '../../../src/cli/worker/hand.ts'
import type { Command, Death, News, Wire } from '../../../src/cli/worker/wire.ts'
import { fault } from '../../../src/fault.ts'

/** A worker that does what the test says when it is told something. */
const played = (on: (command: Command, tell: (news: News) => void, die: (how: Death) => void) => void) => {
  const seen: { readonly commands: string[]; ends: number } = { commands: [], ends: 0 }
  let hear: (news: News) => void = () => {}
  let die: (how: Death) => void = () => {}
  const wire: Wire = {
    send: (command) => {
      seen.commands.push(command._tag)
      queueMicrotask(() => on(command, hear, die))
    },
    listen: (heard, died) => {
      hear = heard
      die = died
    },
    end: async () => {
      seen.ends += 1
    },
  }
  return { wire, seen }
}

const never = new AbortController().signal
const order = { name: 'x', format: 'unicode', set: [], expand: false }
const explained: News = { _tag: 'Done', result: E.right('text') }

describe('a hand', () => {
  it('brings what its worker brings, and starts one worker for all errands', async () => {
    let started = 0
    const { wire, seen } = played((_, tell) => tell(explained))
    const hand = handOf(() => {
      started += 1
      return wire
    }, never)
    expect(await hand.does('explain', order, 'x')()).toEqual(E.right(O.some('text')))
    expect(await hand.does('explain', order, 'x')()).toEqual(E.right(O.some('text')))
    await hand.dismiss()
    expect({ started, ...seen }).toEqual({ started: 1, commands: ['Do', 'Do'], ends: 1 })
  })

  it('asks at a signal, and waits for a worker that stops in good order', async () => {
    const interrupt = new AbortController()
    const { wire, seen } = played(({ _tag }, tell) => {
      if (_tag === 'Stop') setTimeout(() => tell(explained), 50)
    })
    const done = handOf(() => wire, interrupt.signal).does('explain', order, 'x')()
    interrupt.abort()
    expect(await done).toEqual(E.right(O.none))
    expect(seen).toEqual({ commands: ['Do', 'Stop'], ends: 0 })
  })

  it('ends a worker that does not listen after 0.8 seconds', async () => {
    const interrupt = new AbortController()
    const { wire, seen } = played(() => {})
    const done = handOf(() => wire, interrupt.signal).does('explain', order, 'x')()
    const start = performance.now()
    interrupt.abort()
    expect(await done).toEqual(E.right(O.none))
    expect(performance.now() - start).toBeGreaterThan(790)
    expect(seen).toEqual({ commands: ['Do', 'Stop'], ends: 1 })
  })

  it('does nothing once the signal has come', async () => {
    const hand = handOf(() => {
      throw new Error('started')
    }, AbortSignal.abort())
    expect(await hand.does('explain', order, 'x')()).toEqual(E.right(O.none))
  })

  it('ends its worker where what it tells is refused', async () => {
    const { wire, seen } = played((_, tell) => tell({ _tag: 'Told', told: 'more' }))
    const wrong = fault({ where: 'a test', rule: 'it must stop' })
    expect(
      await handOf(() => wire, never).does('cost', { name: 'x', set: [], asked: {} as never }, 'x', () =>
        E.left(wrong),
      )(),
    ).toEqual(E.left(wrong))
    expect(seen.ends).toBe(1)
  })

  it('a worker that ends by itself is a fault that says whose', async () => {
    const dies = (how: Death) => {
      const { wire } = played((_, __, die) => die(how))
      return handOf(() => wire, never).does('explain', order, './mine.ts')()
    }
    expect(await dies({ _tag: 'Exited', code: 0 })).toMatchObject({
      left: { code: 2, got: 'a call of process.exit(0)', path: ['./mine.ts'] },
    })
    const theirs = Object.assign(new Error('late.'), { stack: 'Error: late.\n    at /home/me/mine.ts:3:4\n' })
    expect(await dies({ _tag: 'Threw', error: theirs })).toMatchObject({
      left: { code: 2, got: 'late', path: ['/home/me/mine.ts:3:4'] },
    })
    const memory = Object.assign(new Error('Worker terminated due to reaching memory limit'), {
      code: 'ERR_WORKER_OUT_OF_MEMORY',
    })
    expect(await dies({ _tag: 'Threw', error: memory })).toMatchObject({
      left: { rule: 'what is asked for must fit in memory' },
    })
  })

  it("a mistake of Retain's own is an exception, not a fault of the user's", async () => {
    const ours = Object.assign(new Error('ours'), { stack: 'Error: ours\n    at node:internal/x:1:1\n' })
    const { wire } = played((_, __, die) => die({ _tag: 'Threw', error: ours }))
    await expect(handOf(() => wire, never).does('explain', order, 'x')()).rejects.toThrow('ours')
    const mistaken = played((_, tell) => tell({ _tag: 'Mistaken', text: 'Error: inside' }))
    await expect(handOf(() => mistaken.wire, never).does('explain', order, 'x')()).rejects.toThrow('inside')
  })

  it('starts another worker after one that died', async () => {
    let started = 0
    const wires = [played((_, __, die) => die({ _tag: 'Exited', code: 1 })), played((_, tell) => tell(explained))]
    const hand = handOf(() => wires[started++]!.wire, never)
    expect(E.isLeft(await hand.does('explain', order, 'x')())).toBe(true)
    expect(await hand.does('explain', order, 'x')()).toEqual(E.right(O.some('text')))
  })
})
