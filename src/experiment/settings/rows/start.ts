import * as t from 'io-ts'
import { asAsked, type Rows, setting } from '../setting.ts'
import { text } from './read.ts'

/** What it starts from, in place of a first state. */
export const start = {
  /** The folder of a saved learner to go on from, in place of a first state. */
  from: setting({
    flag: {
      form: '--from <DIR>',
      about: 'go on with new tasks from a saved learner (see --save): its whole state, its seed, its network',
    },
    read: text,
    recorded: asAsked(t.string, { line: 'learner', say: (from) => `, going on from ${from}` }),
  }),
  /** A file of weights that the network starts from, in place of its initialisation. */
  init: setting({
    flag: {
      form: '--init <FILE>',
      about: 'start from pretrained weights: a file of safetensors with the names and shapes of the network',
    },
    read: text,
    recorded: asAsked(t.string, { line: 'learner', say: (init) => `, starting from ${init}` }),
  }),
} as const satisfies Rows
