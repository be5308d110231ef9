import { describe, expect, it } from 'vitest'
import { exampleNamed, examples } from '../../../src/cli/commands/example.ts'
import { start } from '../../../src/cli/commands/start.ts'
import { settled } from '../../../src/cli/terminal/settled.ts'
import { right } from '../../experiment/digits.ts'
import { sinks } from '../captured.ts'

describe('npm start', () => {
  it('shows two methods side by side, and says what the difference means', async () => {
    const { console, text } = sinks()
    expect(await settled(start(console, { tasks: 2, samples: 100 }), console)).toBe(0)
    expect(text.out).toContain('accuracy over all tasks at the end (ACC)')
    expect(text.out).toMatch(/^task 2 +[█·]+ +\d+\.\d % {2}[█·]+ +\d+\.\d %$/m)
    expect(text.out.replaceAll('\n', ' ')).toMatch(
      /In the end EMCL is right on \d+\.\d (more|fewer) digits of a hundred/,
    )
    expect(text.err).toContain('emcl, seed 0: task 2 of 2')
    expect(Math.max(...text.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('is interrupted in good order', async () => {
    const { console } = sinks({ signal: AbortSignal.abort() })
    expect(await settled(start(console, { tasks: 1, samples: 10 }), console)).toBe(130)
  })
})

describe('npm run example', () => {
  it('finds an example by its name, with its number or without, and by its number', () => {
    for (const name of examples()) {
      const [number = '', ...rest] = name.split('-')
      expect([name, rest.join('-'), `${Number(number)}`, number].map((given) => right(exampleNamed(given)))).toEqual(
        Array(4).fill(name),
      )
    }
  })

  it('names the nearest when there is none', () => {
    expect(exampleNamed('quadratc-bowl')).toMatchObject({
      left: { where: 'npm run example', hint: expect.stringContaining('the nearest is `01-quadratic-bowl`') },
    })
  })
})
