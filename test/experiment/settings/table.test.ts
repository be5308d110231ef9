import { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { flagsOf } from '../../../src/cli/flags/setting-flags.ts'
import { measures as allMeasures } from '../../../src/experiment/index.ts'
import { recordedEvent } from '../../../src/experiment/protocol/index.ts'
import { askedIn, flagOf } from '../../../src/experiment/settings/asked.ts'
import { parseCount } from '../../../src/experiment/settings/numbers.ts'
import { propsOf, recordedOf, wordsOf } from '../../../src/experiment/settings/recorded.ts'
import { type Resolved, setting, sometimes } from '../../../src/experiment/settings/setting.ts'
import { table } from '../../../src/experiment/settings/table.ts'
import { backends } from '../../../src/interpreters/devices/index.ts'
import { finetune } from '../../../src/methods/index.ts'
import { initialisations } from '../../../src/networks/index.ts'
import { augmentations as allAugmentations, benchmarks } from '../../../src/streams/index.ts'
import { captured, words } from '../../cli/captured.ts'
import { right, spotStream, startedOf } from '../digits.ts'

/** A setting that nobody has: a row of a table. */
const patience = setting({
  flag: { form: '--patience-of <N>', about: 'how long to wait' },
  read: (flag) => (written) => parseCount(flag)(`${written}`),
  recorded: sometimes({
    codec: t.number,
    of: (asked: number | undefined) => asked,
    words: { line: 'judging', say: (n) => `, waiting ${n}` },
  }),
})

const rows = { ...table, patience }

const on: Resolved = {
  benchmark: benchmarks[0]!,
  schedule: { batch: 10, epochs: 1 },
  stream: spotStream(2, 5),
  backend: 'wasm',
}

describe('a setting is a row', () => {
  const given = { benchmark: 'b', patienceOf: '7' }

  it('from which follow its flag, what is asked for, what a record keeps, and its words', () => {
    const command = flagsOf(rows.patience).reduce((so, option) => so.addOption(option), new Command())
    expect(command.helpInformation()).toMatch(/--patience-of <N> +how long to wait/)
    expect(command.parse(['--patience-of', '7'], { from: 'user' }).opts()).toEqual({ patienceOf: '7' })
    const asked = right(askedIn(rows)(given))
    expect(asked).toEqual({ benchmark: 'b', patience: 7, evaluate: 'test', backend: 'auto', seeds: [0] })
    const recorded = recordedOf(rows)(asked, on)
    expect(recorded.patience).toBe(7)
    expect(t.partial(propsOf(rows, false)).decode({ patience: 7 })).toEqual(E.right({ patience: 7 }))
    expect(E.isLeft(t.partial(propsOf(rows, false)).decode({ patience: 'long' }))).toBe(true)
    expect(wordsOf(rows)('judging', recorded)).toBe('judged by test examples, waiting 7')
  })

  it('control: of a table without it, nothing follows', () => {
    const asked = right(askedIn(table)(given))
    expect(asked).not.toHaveProperty('patience')
    expect(recordedOf(table)({ ...asked, patience: 7 } as never, on)).not.toHaveProperty('patience')
    expect(wordsOf(table)('judging', { evaluate: 'test' })).toBe('judged by test examples')
  })

  it('that is refused by its own flag', () => {
    expect(askedIn(rows)({ ...given, patienceOf: 'long' })).toMatchObject({ left: { where: '--patience-of' } })
    expect(askedIn(rows)({ patienceOf: '7' })).toMatchObject({
      left: { where: '--benchmark', rule: 'it must be given' },
    })
  })
})

describe('the table of settings', () => {
  it('is in the help of every command that runs experiments, in its order', async () => {
    const flags = Object.values(table)
      .map(({ flag }) => flagOf(flag))
      .filter((flag) => flag !== '--seeds')
    for (const command of ['run', 'compare', 'cost']) {
      const { out } = await captured(words(`${command} --help`))
      const shown = [...out.matchAll(/^ +(--[\w-]+)/gm)].map(([, flag]) => flag!)
      // A comparison starts anew; what a learner starts from says nothing of what a run costs.
      const without: readonly string[] = { run: [], compare: ['--from'], cost: ['--from', '--init'] }[command] ?? []
      const own = flags.filter((flag) => !without.includes(flag))
      expect(shown.filter((flag) => flags.includes(flag))).toEqual(own)
    }
  })

  it('lets every name be chosen that there is, and no other', () => {
    const accepted = (name: 'initialisation' | 'augment' | 'measures' | 'backend' | 'lanes', text: string) =>
      E.isRight(table[name].read('--it')(text) as E.Either<unknown, unknown>)
    const known = {
      initialisation: initialisations,
      augment: ['none', ...allAugmentations],
      measures: allMeasures,
      lanes: ['on', 'off', 'auto'],
      backend: ['auto', ...backends.map(({ name }) => name)],
    } as const
    for (const [name, all] of Object.entries(known)) {
      for (const one of all) expect([name, one, accepted(name as 'augment', one)]).toEqual([name, one, true])
      expect(accepted(name as 'augment', 'nonesuch')).toBe(false)
    }
  })

  it('says what every record begins with: all that it keeps is read back, and nothing is that it lacks', () => {
    const started = startedOf(finetune, spotStream(2, 5), 5)
    const whole = { ...started, evaluateEvery: 3, normalise: true, measures: ['fisher'], lanes: 'auto' }
    expect(recordedEvent.decode(whole)).toEqual(E.right(whole))
    for (const name of Object.keys(propsOf(table, true))) {
      const { [name as 'tasks']: _, ...rest } = started
      expect([name, E.isLeft(recordedEvent.decode(rest))]).toEqual([name, true])
    }
  })
})
