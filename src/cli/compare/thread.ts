import { parentPort } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { experiment, isRecorded } from '../../experiment/index.ts'
import { settingsOf } from '../experiment-settings.ts'
import type { Command, Message, Order } from './job.ts'

/** How often, in milliseconds, ticks are told. */
const pause = 100

const carryOut = async ({ name, flags }: Order, tell: (message: Message) => void, signal: AbortSignal) => {
  const ready = await pipe(settingsOf(name, flags), TE.chain(experiment))()
  if (E.isLeft(ready)) return tell({ _tag: 'Refused', fault: ready.left })
  let ticks = 0
  let told = performance.now()
  const flush = (): void => {
    if (ticks > 0) tell({ _tag: 'Ticks', ticks })
    ticks = 0
    told = performance.now()
  }
  for (const run of ready.right.runs) {
    for await (const event of run.events(signal)) {
      if (!isRecorded(event)) ticks += 1
      if (isRecorded(event) || performance.now() - told > pause) flush()
      if (isRecorded(event)) tell({ _tag: 'Event', event })
    }
  }
}

/** What a thread of a comparison does: it carries out the runs that it is told to, one at a time, and tells of them. */
export const serve = (): void => {
  const port = parentPort
  if (port === null) return
  const stop = new AbortController()
  const tell = (message: Message): void => port.postMessage(message)
  port.on('message', async (command: Command) => {
    if (command._tag === 'Stop') return stop.abort()
    await carryOut(command.order, tell, stop.signal)
    tell({ _tag: 'Idle' })
  })
}
