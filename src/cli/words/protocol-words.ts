import type { Protocol } from '../../experiment/index.ts'
import type { RunStarted } from '../../experiment/protocol/index.ts'
import { printable } from '../../printable.ts'
import { counted } from './counted.ts'

const lengthWords = ({ batch, epochs, iterations }: Protocol): string => {
  if (iterations !== undefined) return `${counted(iterations, 'batch', 'batches')} of ${batch} each`
  return `batches of ${batch}${epochs === undefined ? '' : `, ${counted(epochs, 'pass', 'passes')}`}`
}

/** What was learned and for how long, in words: `20 tasks of 1000 examples, batches of 10`. */
export const protocolWords = (protocol: Protocol): string =>
  `${counted(protocol.tasks, 'task')} of ${protocol.samples === 1 ? '1 example' : `${protocol.samples} examples`}, ${lengthWords(protocol)}`

/** What learned, in words: `mlp on wasm, judged by test examples`. */
export const learnerWords = ({ network, initialisation, backend, evaluate }: RunStarted): string =>
  `${network}${initialisation === undefined ? '' : ` (${initialisation})`} on ${backend}, judged by ${evaluate} examples`

/** What was learned from and how it was shown, in words. */
export const dataWords = ({ data, normalise, classOrder, augment }: RunStarted): string =>
  [
    printable(data),
    ...(normalise === true ? ['normalised'] : []),
    ...(classOrder === undefined ? [] : [`classes in the order of ${classOrder === 'labels' ? 'labels' : 'chance'}`]),
    ...(augment === undefined ? [] : [`augmented by ${augment}`]),
  ].join(', ')
