import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type DataSet, type Examples, subset } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { peopled } from '../../src/streams/admitted.ts'
import { permuted, rotated, split } from '../../src/streams/index.ts'
import type { Stream, StreamSettings } from '../../src/streams/stream.ts'
import { numberedSet } from '../data/numbered.ts'

const data = numberedSet({ train: 4, test: 4, classes: 1 })
const none: Examples = subset(data.train, [])

describe('every stream', () => {
  it.each([
    ['permuted', permuted],
    ['rotated', rotated],
    ['split', (of: DataSet, settings: StreamSettings) => split(of, { ...settings, classesPerTask: 1 })],
  ] as const)('%s: needs examples to learn from and to be judged by, before anything is trained', (_, rule) => {
    const settings = { tasks: 1, seed: 0 }
    const saying = (of: DataSet, evaluate: 'test' | 'validation' = 'test') =>
      E.mapLeft(({ rule, got }: { readonly rule: string; readonly got?: string }) => `${rule}, got ${got}`)(
        rule(of, { ...settings, evaluate }),
      )
    const said = (use: string) => E.left(expect.stringMatching(`must have at least one example to ${use}, got none`))
    expect(E.isRight(saying(data))).toBe(true)
    expect(saying({ ...data, train: none })).toEqual(said('be learned from'))
    expect(saying({ ...data, test: none })).toEqual(said('be judged by'))
    // A fifth of four, rounded down, is none.
    expect(saying(data, 'validation')).toEqual(said('be judged by'))
    expect(E.isRight(saying(numberedSet({ train: 5, test: 0, classes: 1 }), 'validation'))).toBe(true)
  })
  it('says which task it is', () => {
    const task = { train: data.train, test: data.test }
    const stream = (second: Partial<typeof task>): Stream => ({
      name: 'mine',
      seed: 0,
      tasks: [
        { index: 0, name: 'first', ...task },
        { index: 1, name: 'second', ...task, ...second },
      ],
    })
    const saying = (of: Stream) => E.mapLeft(render)(peopled()(of))
    expect(saying(stream({}))).toEqual(E.right(expect.anything()))
    expect(saying(stream({ test: none }))).toEqual(
      E.left(
        'mine: every task must have at least one example to be judged by, got none in task 2, `second`.\n' +
          '  hint      name a folder that holds more with --data DIR',
      ),
    )
    expect(saying({ name: 'mine', seed: 0, tasks: [] })).toEqual(
      E.left('mine: a stream must have at least one task, got none.'),
    )
  })
})
