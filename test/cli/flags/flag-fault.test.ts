import { describe, expect, it } from 'vitest'
import { captured, words } from '../captured.ts'

const run = 'run finetune --benchmark permuted-mnist --tasks 2 --samples 10'

describe('flags that cannot be meant', () => {
  it.each([
    [`${run} --out=`, '--out: the value must not be empty'],
    ['compare finetune --benchmark permuted-mnist --out=', '--out: the value must not be empty'],
    ['data fetch mnist --data=', '--data: the value must not be empty'],
    ['explain ewc --format json --expand', '--expand: it must come with a format that shows names'],
    ['check ewc --seed=', '--seed: the value must not be empty'],
    [`${run} --normalise --no-normalise`, '--normalise: it must be asked for, or to be left away, got --normalise and'],
  ])('%s', async (line, said) => {
    const { status, out, err } = await captured(words(line))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(said)
  })

  it('one that is given again takes the place of the one before', async () => {
    const { status, out } = await captured(words(`${run} --tasks 1 --set rate=0.1 --set optimiser=adam --quiet --json`))
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      options: { rate: 0.1, optimiser: 'adam' },
      runs: [{ matrix: [[expect.any(Number)]] }],
    })
  })
})
