import type { Mutant } from '../mutant.ts'

const meeting = 'test/interpreters/runtime/lanes/meeting.test.ts'
const alone = 'a run comes in lanes to what it comes to by itself'

/** Faults in what runs seeds as lanes of one program. */
export const ofSeeds: readonly Mutant[] = [
  {
    name: 'every lane fed what the first is',
    breaks: alone,
    file: 'src/interpreters/runtime/lanes/carry-out-lanes.ts',
    from: 'lane?.host.feedInto(feed, into, slot)',
    to: 'lane && first.host.feedInto(feed, into, slot)',
    test: meeting,
    only: 'control: other examples of one lane',
  },
  {
    name: 'the health of one lane taken for that of all',
    breaks: 'one that diverges ends alone',
    file: 'src/interpreters/runtime/lanes/carry-out-lanes.ts',
    from: 'health: healths[number]!',
    to: 'health: healths[1]!',
    test: meeting,
    only: 'law: one that diverges',
  },
  {
    name: 'rows taken to lie where others do',
    breaks: alone,
    file: 'src/interpreters/runtime/lanes/row-device.ts',
    from: 'rows.every((row, lane) => row === undefined || whole.rows[lane] === row)',
    to: 'rows.length > 0',
    test: meeting,
    only: 'wait for one that is behind',
  },
  {
    name: 'a value in lanes that is held on to when nobody has a row of it',
    breaks: 'events leave as many buffers as there were',
    file: 'src/interpreters/runtime/lanes/row-device.ts',
    from: 'if (whole.rows.every((one) => one === undefined)) device.release(whole.buffer)',
    to: '',
    test: meeting,
    only: '10,000 events',
  },
  {
    name: 'a run that counts the time of others as its own',
    breaks: 'what goes by for each is together no more than goes by',
    file: 'src/interpreters/runtime/lanes/meeting.ts',
    from: 'waited.set(seed, (waited.get(seed) ?? 0) + performance.now() - since - spent)',
    to: 'waited.set(seed, (waited.get(seed) ?? 0) - spent)',
    test: meeting,
    only: 'what goes by for each',
  },
  {
    name: 'news of a later run that comes between that of an earlier',
    breaks: 'what is told of runs that go together is told run by run',
    file: 'src/sweep/in-order.ts',
    from: 'news.run === current',
    to: 'going.has(news.run)',
    test: 'test/sweep/in-order.test.ts',
  },
  {
    name: 'lanes taken for a gain that is none',
    breaks: 'one after the other is left only where together is faster by more than the margin',
    file: 'src/experiment/seeds-together.ts',
    from: 'lanes < margin * loop',
    to: 'lanes < loop',
    test: 'test/experiment/seeds-together.test.ts',
    only: 'by what was measured',
  },
  {
    name: 'programs of batches of other sizes thrown away',
    breaks: 'a smaller last batch is compiled once',
    file: 'src/interpreters/runtime/kept-forms.ts',
    from: 'latest.set(alike, form)',
    to: 'kept.clear()',
    test: 'test/interpreters/runtime/ragged.test.ts',
  },
]
