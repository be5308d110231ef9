import * as t from 'io-ts'
import type { Initialisation } from '../../../networks/index.ts'
import { always, asAsked, type Rows, setting } from '../setting.ts'
import { choice, count, namesIn, text } from './read.ts'

/*
 * The names of what can be chosen are written out: this table is read before a command is loaded, and what is chosen from is heavy. Types
 * hold each list to be whole.
 */
const initialisations: Readonly<Record<Initialisation, true>> = {
  xavierUniform: true,
  kaimingNormal: true,
  fanInUniform: true,
}

/** What learns. */
export const learner = {
  /** The name of a network, or the file of one. */
  network: setting({
    flag: {
      form: '--network <NAME|FILE>',
      about: "the learner (see: retain list networks), or a file that exports one; the benchmark's own unless given",
    },
    read: text,
    recorded: always({
      codec: t.string,
      of: (asked: string | undefined, { benchmark }) => asked ?? benchmark.network,
      words: { line: 'learner', say: (network) => network },
    }),
  }),
  /** How its weights start, in place of its own way. */
  initialisation: setting({
    flag: {
      form: '--initialisation <HOW>',
      about: "xavierUniform, kaimingNormal or fanInUniform; the network's own unless given",
    },
    read: choice('initialisation', namesIn(initialisations)),
    recorded: asAsked(t.keyof(initialisations), { line: 'learner', say: (how) => ` (${how})` }),
  }),
  /** Examples of all tasks that methods with a memory keep; see `bundledMemory`. Told to the method by its options. */
  memory: setting({
    flag: {
      form: '--memory <N>',
      about: "examples that methods with a memory keep of all tasks; the benchmark's own unless given",
    },
    read: count,
  }),
} as const satisfies Rows
