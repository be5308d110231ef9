import { describe, expect, it } from 'vitest'
import { captured, words } from './captured.ts'

const run = 'run finetune --benchmark permuted-mnist --tasks 2 --samples 10'

describe('flags that cannot be meant', () => {
  it.each([
    [`${run} --out=`, '--out: the value must not be empty'],
    ['compare finetune --benchmark permuted-mnist --out=', '--out: the value must not be empty'],
    ['data fetch mnist --data=', '--data: the value must not be empty'],
    ['check ewc --seed=', '--seed: the value must not be empty'],
    [`${run} --tasks 3`, '--tasks: it must be said once, got --tasks 2 and --tasks 3'],
    [`${run} --normalise --no-normalise`, '--normalise: it must be said once, got --normalise and --no-normalise'],
    ['explain ewc --format json --format latex', '--format: it must be said once'],
  ])('%s', async (line, said) => {
    const { status, out, err } = await captured(words(line))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(said)
  })

  it('a flag that makes a list may come often, and one that is said twice alike says one thing', async () => {
    const { status } = await captured(words(`${run} --tasks 2 --set rate=0.1 --set optimiser=adam --quiet`))
    expect(status).toBe(0)
  })
})
