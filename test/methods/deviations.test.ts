import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeOptions, type Method } from '../../src/dsl/index.ts'
import { methods } from '../../src/methods/index.ts'

/** The text of a method that speaks of its options: its deviations, and what it says about each option. */
const textOf = ({ deviations, options }: Method): string =>
  [...deviations, ...Object.values(options).map(({ about = '' }) => about)].join('\n')

/** Every `option=value` after a `--set` in a text. */
const settings = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/--set ((?:\w+=[\w.]+ ?)+)/g)].flatMap(([, pairs]) =>
    pairs!
      .trim()
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  )

const wrongIn = (method: Method, text: string): readonly string[] => [
  ...settings(text)
    .filter(([option, value]) => {
      const parsed = method.options[option]?.parse(value)
      return parsed === undefined || !isRight(decodeOptions(method.name, method.options, { [option]: parsed }))
    })
    .map((pair) => pair.join('=')),
  ...[...text.matchAll(/--(?!set )\w+/g)].map(([flag]) => flag),
]

describe('what a method says to set', () => {
  it.each(Object.values(methods).map((method) => [method.name, method] as const))('%s has', (_, method) => {
    expect(wrongIn(method, textOf(method))).toEqual([])
  })
  it('control: an option that is not there, a value that is refused, and a flag of no command are found', () => {
    expect(
      wrongIn(methods.er!, 'so: --set drawing=without, --set drawing=never and --set drew=1, or --drawing with'),
    ).toEqual(['drawing=never', 'drew=1', '--drawing'])
    expect(Object.values(methods).flatMap((method) => settings(textOf(method))).length).toBeGreaterThan(20)
  })
})
