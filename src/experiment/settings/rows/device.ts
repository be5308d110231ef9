import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { LanesChoice } from '../../../compiler/index.ts'
import type { BackendChoice, Compiling } from '../../../interpreters/devices/index.ts'
import { always, asAsked, needed, type Rows, setting, sometimes } from '../setting.ts'
import { choice, namesIn } from './read.ts'

/*
 * The names of what can be chosen are written out: this table is read before a command is loaded, and what is chosen from is heavy. Types
 * hold each list to be whole.
 */
const backends: Readonly<Record<BackendChoice, true>> = {
  auto: true,
  'node-gpu': true,
  node: true,
  wasm: true,
  cpu: true,
}
const compilings: Readonly<Record<Compiling, true>> = { auto: true, on: true, off: true }
const lanes: Readonly<Record<LanesChoice, true>> = { on: true, off: true, auto: true }

/** On what it runs. */
export const device = {
  backend: needed({
    flag: { form: '--backend <NAME>', about: 'auto, wasm, cpu, node or node-gpu; auto measures what is large, once' },
    fallback: 'auto',
    read: choice('backend', namesIn(backends)),
    recorded: always({
      codec: t.string,
      of: (_: BackendChoice | undefined, { backend }) => backend,
      words: { line: 'learner', say: (backend) => ` on ${backend}` },
    }),
  }),
  /** Products of 10 bits of mantissa on a GPU. */
  tf32: setting({
    flag: { form: '--tf32', about: 'let a GPU keep 10 bits of mantissa in products: faster, and other numbers' },
    read: () => (value) => E.right(value === true),
    recorded: sometimes({
      codec: t.literal(true),
      of: (asked: boolean | undefined) => asked === true || undefined,
      words: { line: 'learner', say: () => ' with TF32' },
    }),
  }),
  /** Whether XLA compiles each program of TensorFlow. */
  xla: setting({
    flag: {
      form: '--xla <HOW>',
      about: 'on, off or auto: whether XLA compiles what runs on node or node-gpu; auto measures, once',
    },
    read: choice('way to compile', namesIn(compilings)),
    recorded: sometimes({
      codec: t.literal('on'),
      of: (asked: Compiling | undefined) => (asked === 'on' ? 'on' : undefined),
      words: { line: 'learner', say: () => ', compiled by XLA' },
    }),
  }),
  /** Whether what knows nothing of each other, samples of a mean as well as seeds of a method, is lanes of one program. */
  lanes: setting({
    flag: {
      form: '--lanes <WHEN>',
      about:
        'on, off or auto: samples of a mean, and seeds of a method, as lanes of one program; sums of samples are taken in another order',
    },
    read: choice('way of lanes', namesIn(lanes)),
    recorded: asAsked(t.keyof(lanes), { line: 'learner', say: (when) => (when === 'off' ? '' : `, lanes ${when}`) }),
  }),
} as const satisfies Rows
