import { describe, expect, it } from 'vitest'
import { docExamples, examplesIn, wrongsOf } from './doc-examples.ts'
import { project } from './project.ts'

const folders = ['src/dsl', 'src/laws', 'src/interpreters', 'src/experiment', 'src/networks']

const one = (code: string) =>
  examplesIn('here', `/**\n * What it is.\n *\n * @example ${code}\n * @source a paper\n */\nexport const f = 1`)

describe('examples in the comments of what is public', () => {
  const place = project('doc-examples')

  it('are there for the main words of the language', () => {
    const named = docExamples(folders).map((example) => example.place.split(' ')[1])
    const main =
      'defineMethod grad innerLoop overSamples draw when quadratic regularize gradientStep proximalStep metaUpdate importanceEMA mapTasks expectation named onVectors train trainOn'
    expect(named).toEqual(expect.arrayContaining(main.split(' ')))
  })

  it('pass the type checker, run, and come to what they say', { timeout: 300_000 }, async () => {
    const wrong = [
      ...one('onVectors({ a: [3, 4] }, ({ a }) => norm(a))   // => [6]'),
      ...one('onVectors({ a: [3] }, ({ a }) => l1({ strenght: 1 }).value(a))   // => [3]'),
      ...one(
        "defineMethod({ name: 'm', source: 's', options: {}, state: () => ({}),\n *   onBatch: () => ({ theta }) => ({ theta: divide(theta, 0) }) })",
      ),
    ].map((example, i) => ({ ...example, place: `control ${i}` }))
    const wrongs = await wrongsOf(place, [...docExamples(folders), ...wrong])
    expect(wrongs['control 0']).toBe('[5] is not [6]')
    expect(wrongs['control 1']).toContain('strenght')
    expect(wrongs['control 2']).toMatch('Property failed')
    expect(Object.entries(wrongs).filter(([name]) => !name.startsWith('control'))).toEqual([])
  })
})
