import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barOf } from '../../../src/cli/terminal/bar.ts'
import { ascii, isWithoutUnicode, legible } from '../../../src/cli/terminal/legible.ts'
import { fault, render } from '../../../src/fault.ts'
import { printable } from '../../../src/printable.ts'

const written = (text: string, env: Readonly<Record<string, string>>, isTTY = true): string => {
  let said = ''
  const stream = new Writable({
    write: (chunk, _, done) => {
      said += String(chunk)
      done()
    },
  })
  legible(Object.assign(stream, { isTTY, columns: 80 }), env).write(text)
  return said
}

const utf8 = { LANG: 'en_GB.UTF-8' }

describe('control characters from outside', () => {
  it('never reach a terminal: it would obey them', () => {
    expect(written('a\x1b]0;title\x07b\x1b[2Jc\x9b5Ad\x1b[31;1Hx', utf8)).toBe(
      'a\\x1b]0;title\\x07b\x1b[2Jc\\x9b5Ad\\x1b[31;1Hx',
    )
  })

  it('are told from the colours and bars of Retain itself, which pass', () => {
    const own = '\x1b[1mbold\x1b[22m\x1b[?25l\x1b[1G\x1b[0Kdone\x1b[0J\x1b[?25h\r\n'
    expect(written(own, utf8)).toBe(own)
  })

  it('so does all that a real bar writes', () => {
    let said = ''
    const stream = new Writable({
      write: (chunk, _, done) => {
        said += String(chunk)
        done()
      },
    })
    const bar = barOf(legible(Object.assign(stream, { isTTY: true, columns: 80 }), utf8), 3)
    bar.advance(1, 'a', 'b')
    bar.advance(2, 'a', 'c')
    bar.stop()
    expect(said).toContain('\x1b')
    expect(said).not.toContain('\\x')
  })

  it('are spelt out in faults, all of them', () => {
    const said = render(fault({ where: 'a\x1b[31m', rule: 'r', got: '\r\x00', path: ['p\x7f'], hint: 'h\x9b' }))
    expect(said).toBe('a\\x1b[31m: r, got \\x0d\\x00.\n  in        p\\x7f\n  hint      h\\x9b')
  })

  it('are gone from any text, and nothing else is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
        expect(printable(text)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
        const plain = text.replace(/[^ -~]/g, '')
        expect(printable(plain)).toBe(plain)
      }),
    )
  })
})

describe('a terminal without UTF-8', () => {
  it('gets ASCII', () => {
    expect(written('θ ← θ₀ − α ∇L(θ)  ± 3 …', { LC_ALL: 'C' })).toBe('theta <- theta0 - alpha grad L(theta)  +- 3 ...')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        expect(ascii(text)).toMatch(/^\p{ASCII}*$/u)
      }),
    )
  })

  it('is one whose locale says so; what goes to a file stays as it is', () => {
    expect(written('θ', { LC_ALL: 'C' }, false)).toBe('θ')
    expect(written('θ', {})).toBe('θ')
    expect([{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, { LANG: 'de_DE.ISO-8859-1' }].map(isWithoutUnicode)).toEqual([
      true,
      true,
    ])
    expect([{ LANG: 'C.utf8' }, { LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, {}].map(isWithoutUnicode)).toEqual([
      false,
      false,
      false,
    ])
  })
})
