import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Augmentation, ClassOrder, Scenario } from '../../../streams/index.ts'
import { writtenNumber } from '../../protocol/written-number.ts'
import { parseSeed } from '../numbers.ts'
import { asAsked, type Rows, setting, sometimes } from '../setting.ts'
import { choice, count, namesIn, text, written } from './read.ts'

/*
 * The names of what can be chosen are written out: this table is read before a command is loaded, and what is chosen from is heavy. Types
 * hold each list to be whole.
 */
const orders: Readonly<Record<Exclude<ClassOrder, number>, true>> = { labels: true, random: true }
const scenarios: Readonly<Record<Scenario, true>> = { task: true, domain: true, class: true }
const augmentations: Readonly<Record<Augmentation, true>> = { 'crop-flip': true, 'crop-flip-jitter': true }

/** What it is learned from. */
export const data = {
  /** A folder of data files; what is embedded when it isn't given. */
  folder: setting({
    flag: {
      form: '--data <DIR|FILE>',
      about:
        'a folder of data files; for own-split and its fellows your own: a table, an .npz, folders of images; the embedded digits, 10,000 of the training set of MNIST, unless given',
    },
    read: text,
    recorded: asAsked(t.string),
  }),
  /** The columns of a table that are predicted. */
  target: setting({
    flag: {
      form: '--target <COLUMN>',
      about: 'what of your own table is to be predicted; several with commas between',
    },
    read: text,
    recorded: asAsked(t.string),
  }),
  /** The column of a table that tells tasks apart. */
  by: setting({
    flag: { form: '--by <COLUMN>', about: 'the column of your own table that says of which task a row is' },
    read: text,
    recorded: asAsked(t.string),
  }),
  /** Rows and columns of inputs that are image files. */
  imageSize: setting({
    flag: { form: '--image-size <N>', about: 'rows and columns that your own images are brought to' },
    read: count,
    recorded: asAsked(writtenNumber),
  }),
  /** Mean 0 and deviation 1 in each channel instead of values in [0, 1]. */
  normalise: setting({
    flag: {
      form: '--normalise',
      about: 'inputs of mean 0 and deviation 1 in each channel, in place of [0, 1]',
      denied: { form: '--no-normalise', about: 'inputs in [0, 1] where the benchmark has them normalised' },
    },
    read: () => (value) => E.right(value === true),
    recorded: sometimes({
      codec: t.literal(true),
      of: (asked: boolean | undefined, { benchmark }) => (asked ?? benchmark.normalise) === true || undefined,
      words: { line: 'data', say: () => ', normalised' },
    }),
  }),
  /** The order in which classes come, where tasks are classes. */
  classOrder: setting({
    flag: {
      form: '--class-order <HOW>',
      about: 'labels, random, or a seed such as 1993: which classes come first where tasks are classes',
    },
    read: (flag) => (value) =>
      /^\d+$/.test(written(value))
        ? parseSeed(flag)(written(value))
        : choice('order of classes', namesIn(orders))(flag)(value),
    recorded: sometimes({
      codec: t.union([t.keyof(orders), writtenNumber]),
      of: (asked: ClassOrder | undefined, { benchmark }) => asked ?? benchmark.classOrder,
      words: {
        line: 'data',
        say: (order) =>
          `, classes in the order of ${typeof order === 'number' ? `seed ${order}` : order === 'labels' ? 'labels' : 'chance'}`,
      },
    }),
  }),
  /** What a learner of split classes is told and asked. */
  scenario: setting({
    flag: {
      form: '--scenario <NAME>',
      about:
        "task, domain or class: heads a task, shared outputs, or one head over all classes; the benchmark's own unless given",
    },
    read: choice('scenario', namesIn(scenarios)),
    recorded: asAsked(t.keyof(scenarios), { line: 'data', say: (scenario) => `, ${scenario} incremental` }),
  }),
  /** How training images are changed in each pass. */
  augment: setting({
    flag: {
      form: '--augment <HOW>',
      about: 'none, crop-flip or crop-flip-jitter: training images change in each pass',
    },
    read: choice<Augmentation | 'none'>('augmentation', ['none', ...namesIn(augmentations)]),
    recorded: sometimes({
      codec: t.keyof(augmentations),
      of: (asked: Augmentation | 'none' | undefined, { benchmark }) => {
        const how = asked ?? benchmark.augment
        return how === 'none' ? undefined : how
      },
      words: { line: 'data', say: (how) => `, augmented by ${how}` },
    }),
  }),
} as const satisfies Rows
