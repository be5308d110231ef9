import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { render, train } from '../../src/index.ts'
import { methods } from '../../src/methods/index.ts'

const refused = async (method: string, benchmark: string): Promise<string | undefined> => {
  const how = await train(methods[method]!, { benchmark, tasks: 1, samples: 4, backend: 'cpu' })()
  return E.isLeft(how) ? render(how.left) : undefined
}

it.each([
  ['maml', 'permuted-mnist', '`onBatch`, got `onEpisodes`, `adapt`'],
  ['maml', 'drifting-sines', '`onBatch`, got `onEpisodes`, `adapt`'],
  ['ewc', 'sine', '`onEpisodes`, got `onBatch`, `onTaskEnd`'],
])('%s learns nothing from %s, and is refused before it is tried', async (method, benchmark, said) => {
  expect(await refused(method, benchmark)).toContain(said)
})

it.each([
  ['finetune', 'permuted-mnist'],
  ['finetune', 'drifting-sines'],
])('control: %s learns %s', async (method, benchmark) => {
  expect(await refused(method, benchmark)).toBeUndefined()
})
