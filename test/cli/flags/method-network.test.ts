import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { settingsOf } from '../../../src/cli/flags/experiment-settings.ts'
import { benchmarks } from '../../../src/streams/index.ts'

const networkOf = async (name: string, network?: string): Promise<string | undefined> => {
  const asked = { benchmark: 'omniglot-trajectory', ...(network === undefined ? {} : { network }) }
  const settings = await settingsOf(name, {}, asked as never)()
  return E.isRight(settings) ? settings.right.network : expect.fail()
}

it('a method that needs another network than a benchmark has gets its own there, unless one is asked for', async () => {
  expect(benchmarks.find(({ name }) => name === 'omniglot-trajectory')?.network).toBe('oml')
  expect(await networkOf('anml')).toBe('anml')
  expect(await networkOf('oml')).toBeUndefined()
  expect(await networkOf('anml', 'mlp')).toBe('mlp')
})
