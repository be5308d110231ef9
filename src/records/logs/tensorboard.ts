import { join } from 'node:path'
import type { RunStarted } from '../../experiment/protocol/index.ts'
import { encodeLine } from '../record.ts'
import { eventBytes, type Said } from './event-bytes.ts'
import { framed } from './framed.ts'
import type { LogForm } from './log.ts'

const now = (): number => Date.now() / 1000

const written = (events: readonly Said[]): Uint8Array =>
  Buffer.concat(events.map((said) => framed(eventBytes(said, now()))))

/** What a run was of, as its record has it, in Markdown's letters for code. */
const settings = (started: RunStarted): string =>
  `    ${JSON.stringify(JSON.parse(encodeLine(started)), undefined, 1).replaceAll('\n', '\n    ')}`

/** Event files of TensorBoard: a folder a run, scalars by iteration, and the settings of the run as a text. */
export const tensorboardLog: LogForm = {
  // The number in the name is for people and sorts several; the file of a run is one.
  fileOf: (folder, name) => join(folder, name, 'events.out.tfevents.0.retain'),
  head: (started) => written([{ fileVersion: 'brain.Event:2' }, { step: 0, text: ['settings', settings(started)] }]),
  points: (points) => {
    const steps = new Map<number, (readonly [string, number])[]>()
    for (const { curve, iteration, value } of points)
      steps.set(iteration, [...(steps.get(iteration) ?? []), [curve, value]])
    return written([...steps].map(([step, numbers]) => ({ step, numbers })))
  },
}
