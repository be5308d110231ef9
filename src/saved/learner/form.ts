import * as t from 'io-ts'
import { stateForm } from '../state/form.ts'

const numbers = t.readonlyArray(t.number)

/** What stands in `learner.json`; the numbers of the state are in the files beside it. */
export const learnerForm = t.type({
  format: t.literal(1),
  /** The version of Retain that wrote it. */
  retain: t.string,
  /** The method as `methodFromJson` reads it, at these options. */
  method: t.type({
    name: t.string,
    options: t.record(t.string, t.union([t.number, t.string])),
    program: t.unknown,
  }),
  network: t.unknown,
  between: t.type({
    inputShape: numbers,
    outputs: t.number,
    heads: t.union([t.literal('single'), t.literal('task')]),
  }),
  seed: t.number,
  tasks: t.readonlyArray(t.intersection([t.type({ name: t.string }), t.partial({ classes: numbers })])),
  batches: t.number,
  presented: t.partial({ normalise: t.type({ mean: numbers, deviation: numbers }) }),
  about: t.record(t.string, t.unknown),
  state: stateForm,
  /** The SHA-256 of each file beside it. */
  files: t.record(t.string, t.string),
})

export type LearnerForm = t.TypeOf<typeof learnerForm>

/** The files of a saved learner: what it is, the network's numbers by their own names, and what else the method keeps. */
export const names = { learner: 'learner.json', weights: 'weights.safetensors', state: 'state.safetensors' } as const
