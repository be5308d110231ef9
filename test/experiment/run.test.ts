import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { batchOf, type Examples } from '../../src/data/index.ts'
import { defaults, type Method } from '../../src/dsl/index.ts'
import { metrics, type RunEvent, run, scoresOf } from '../../src/experiment/index.ts'
import type { Session } from '../../src/interpreters/runtime/index.ts'
import { emcl, ewc, finetune, onlineEwc } from '../../src/methods/index.ts'
import { gathered, right, sessionOf, spotStream, startedOf } from './digits.ts'

const stream = spotStream(3, 25)

const setup = <B>(method: Method, session: Session<B>, signal?: AbortSignal) => ({
  started: startedOf(method, stream, 10),
  program: method.program(defaults(method.options)),
  stream,
  session,
  signal,
})

const tags = (events: readonly RunEvent[]): string => events.map(({ _tag }) => _tag).join(' ')
const judged = (after: number): string =>
  `${'TaskJudged '.repeat(after === 1 ? 2 : 3)}Evaluated${after === 3 ? ' RunEnded' : ''}`
const learned = 'TaskStarted BatchDone BatchDone BatchDone TaskEnded'

describe('run', () => {
  it('yields the events of a run in order', async () => {
    const events = await gathered(run(setup(finetune, sessionOf(finetune))))
    expect(tags(events)).toBe(
      `RunStarted ${judged(0)} ${learned} ${judged(1)} ${learned} ${judged(2)} ${learned} ${judged(3)}`,
    )
    expect(events.flatMap((e) => (e._tag === 'BatchDone' ? [`${e.task}.${e.batch}/${e.batches}`] : [])).join(' ')).toBe(
      '0.0/3 0.1/3 0.2/3 1.0/3 1.1/3 1.2/3 2.0/3 2.1/3 2.2/3',
    )
  })

  it('ends with the metrics of its accuracy matrix, and learns', async () => {
    const events = await gathered(run(setup(finetune, sessionOf(finetune))))
    const [before, ...matrix] = events.flatMap((e) => (e._tag === 'Evaluated' ? [scoresOf(e)] : []))
    const end = events.at(-1)
    expect(end?._tag === 'RunEnded' && end.metrics).toEqual(right(metrics(matrix, before!)))
    expect(end?._tag === 'RunEnded' && end.trainSeconds > 0 && end.evalSeconds > 0).toBe(true)
  })

  it('is the same run for the same seed, to the bit', async () => {
    const rows = async () =>
      (await gathered(run(setup(emcl, sessionOf(emcl))))).flatMap((e) => (e._tag === 'Evaluated' ? [scoresOf(e)] : []))
    expect(await rows()).toEqual(await rows())
  })

  it.each([finetune, emcl, ewc, onlineEwc])('leaves no buffer behind: $name', async (method) => {
    const session = sessionOf(method)
    const events = await gathered(run(setup(method, session)))
    expect(events.at(-1)?._tag).toBe('RunEnded')
    expect(session.buffers()).toBe(0)
  })

  it('leaves no buffer behind when a listener stops listening', async () => {
    const session = sessionOf(ewc)
    for await (const event of run(setup(ewc, session))) if (event._tag === 'BatchDone') break
    expect(session.buffers()).toBe(0)
  })

  it('control: a state that is held shows in the count of buffers', async () => {
    const session = sessionOf(ewc)
    const state = right(await session.initial(0)())
    expect(session.buffers()).toBeGreaterThan(0)
    session.release(state)
  })

  it('an input that is no number is bad input and not divergence: by a stream, and by an event of its own', async () => {
    const holed: Examples = {
      ...stream.tasks[1]!.train,
      copyInput: (index, into, offset) => {
        stream.tasks[1]!.train.copyInput(index, into, offset)
        if (index === 12) into[offset + 3] = Number.NaN
      },
      copyInputs: undefined,
    }
    const of = setup(finetune, sessionOf(finetune))
    const tasks = stream.tasks.map((task, i) => (i === 1 ? { ...task, train: holed } : task))
    const end = (await gathered(run({ ...of, stream: { ...stream, tasks } }))).at(-1)
    expect(end).toMatchObject({
      _tag: 'RunFailed',
      fault: { code: 2, got: 'NaN at number 4 of the input in example 13 of task 2' },
      at: { task: 1, batch: 1, during: 'onBatch' },
    })
    const { session } = of
    const state = right(await session.initial(0)())
    const whole = batchOf(stream.tasks[0]!.train, [0, 1], 0)
    const inputs = Float32Array.from(whole.inputs, (x, p) => (p === whole.inputs.length - 1 ? Number.NaN : x))
    const event = { name: 'onBatch', task: 0, batch: 0, batches: { batch: { ...whole, inputs } } } as const
    const handled = await session.handle(0, state, event)()
    session.release(state)
    expect(handled).toMatchObject({ left: { code: 2, rule: 'inputs must be finite numbers' } })
  })

  it('says where it failed, and lets go of the state', async () => {
    const session = sessionOf(finetune)
    const fault = { where: 'finetune', rule: 'parameters must stay finite', code: 3 } as const
    const events = await gathered(
      run(
        setup(finetune, {
          ...session,
          handle: (seed, state, event) =>
            event.task === 1 && event.batch === 2 ? TE.left(fault) : session.handle(seed, state, event),
        }),
      ),
    )
    expect(events.at(-1)).toEqual({ _tag: 'RunFailed', fault, at: { task: 1, batch: 2, during: 'onBatch' } })
    expect(events.filter(({ _tag }) => _tag === 'Evaluated').length).toBe(2)
    expect(session.buffers()).toBe(0)
  })

  it('says when it failed before it began, and while it was judged', async () => {
    const session = sessionOf(finetune)
    const fault = { where: 'device', rule: 'r', code: 2 } as const
    const begun = await gathered(run(setup(finetune, { ...session, initial: () => TE.left(fault) })))
    expect(begun.at(-1)).toMatchObject({ _tag: 'RunFailed', at: { during: 'initialisation' } })
    const exam = await gathered(run(setup(finetune, { ...session, predictor: () => TE.left(fault) })))
    expect(exam.at(-1)).toMatchObject({ _tag: 'RunFailed', at: { task: 0, during: 'evaluation' } })
    expect(session.buffers()).toBe(0)
  })

  it('stops at the next event once it is interrupted', async () => {
    const session = sessionOf(finetune)
    const interrupt = new AbortController()
    const seen: RunEvent[] = []
    for await (const event of run(setup(finetune, session, interrupt.signal))) {
      seen.push(event)
      if (event._tag === 'BatchDone' && event.task === 1) interrupt.abort()
    }
    expect(seen.at(-1)).toEqual({ _tag: 'RunInterrupted', at: { task: 1, batch: 1, during: 'onBatch' } })
    expect(session.buffers()).toBe(0)
  })
})
