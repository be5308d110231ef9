import { parentPort } from 'node:worker_threads'

// A thread of a fuzzer whose third case never ends, and whose fifth ends the thread.
parentPort.on('message', ({ from, to }) => {
  for (let index = from; index < to; index++) {
    parentPort.postMessage({ _tag: 'Began', index, stage: 'judge' })
    if (index === 2) for (;;);
    if (index === 4) throw new Error('broken')
    parentPort.postMessage({ _tag: 'Ended', index, outcome: { end: 'ran', slowest: ['judge', 1] } })
  }
})
