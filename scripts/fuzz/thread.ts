import { parentPort } from 'node:worker_threads'
import { caseOf } from './cases.ts'
import { carriedOut } from './trial.ts'
import type { Message, Order } from './watched.ts'

const port = parentPort
port?.on('message', async ({ seed, from, to }: Order) => {
  const tell = (message: Message): void => port.postMessage(message)
  for (let index = from; index < to; index++) {
    const began = (stage: string): void => tell({ _tag: 'Began', index, stage })
    began('draw')
    tell({ _tag: 'Ended', index, outcome: await carriedOut(caseOf(seed, index), began) })
  }
})
