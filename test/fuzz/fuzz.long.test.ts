import { describe, expect, it } from 'vitest'
import { caseOf } from '../../scripts/fuzz/cases.ts'
import { carriedOut } from '../../scripts/fuzz/trial.ts'
import { watched } from '../../scripts/fuzz/watched.ts'
import { type Method, methodToJson } from '../../src/dsl/index.ts'
import { finetune } from '../../src/methods/index.ts'

const given = process.env.RETAIN_SEED
const seed = given === undefined ? Math.floor(Math.random() * 1e6) : Number(given)
const cases = 100

describe('programs that nobody wrote', () => {
  it(`none of ${cases} crashes, fails inside or is judged too long (npx tsx scripts/fuzz.ts --seed ${seed} --only CASE)`, async () => {
    const ends = new Set<string>()
    for (let index = 0; index < cases; index++) {
      const { end, wrong } = await carriedOut(caseOf(seed, index))
      expect(wrong, `case ${index} of seed ${seed}`).toBeUndefined()
      ends.add(end)
    }
    // The fuzzer gets everywhere: documents that are not read, programs that are refused, and those that run.
    expect([...ends]).toEqual(expect.arrayContaining(['unread', 'refused', 'ran']))
  })

  it('control: what throws, and what says that something is wrong inside, is noticed', async () => {
    const saying = (message: string): Method => ({
      ...finetune,
      program: (values) => {
        const program = finetune.program(values)
        return {
          ...program,
          get handlers(): typeof program.handlers {
            throw new Error(message)
          },
        }
      },
    })
    expect(() => methodToJson(saying('internal: x has no value on the host'), {})).toThrow()
    const outcome = await carriedOut({ _tag: 'Built', method: saying('internal: x has no value on the host') })
    expect(outcome.wrong).toContain('internal: x has no value on the host')
    expect((await carriedOut({ _tag: 'Built', method: finetune })).wrong).toBeUndefined()
  })

  it('control: a case that hangs is ended, one that breaks its thread is told, and the others are tried', async () => {
    const told: string[] = []
    await watched(new URL('./hanging.js', import.meta.url), { seed: 0, from: 0, to: 6 }, 1, {
      ended: (index, { end }) => told.push(`${index} ${end}`),
      died: (index, how) => told.push(`${index} ${how.split('\n')[0]}`),
    })
    expect(told).toEqual([
      '0 ran',
      '1 ran',
      '2 hangs: judge takes more than 1 s',
      '3 ran',
      '4 judge: Error: broken',
      '5 ran',
    ])
  })
})
