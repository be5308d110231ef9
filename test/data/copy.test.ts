import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyInputs, type Examples, fromBytes, inputSize } from '../../src/data/index.ts'
import { rearranged } from '../../src/data/pixels.ts'
import { inputOf, numbered } from './numbered.ts'
import { pixelTable, throughTable, viewed } from './views.ts'

const together = (examples: Examples, indices: readonly number[], offset = 0, pixels?: Int32Array) => {
  const into = new Float32Array(offset + indices.length * inputSize(examples) + 1).fill(-7)
  copyInputs(examples, indices, into, offset, pixels)
  return [...into]
}

describe('copyInputs', () => {
  it('law: writes the inputs one after the other, through any views, and nothing else', () => {
    fc.assert(
      fc.property(viewed, fc.array(fc.nat(), { maxLength: 80 }), fc.nat(3), ({ examples, inputs }, raw, offset) => {
        const indices = raw.map((n) => n % examples.count)
        const want = [...Array<number>(offset).fill(-7), ...indices.flatMap((i) => inputs[i]!), -7]
        expect(together(examples, indices, offset)).toEqual(want)
      }),
      { numRuns: 300 },
    )
  })
  it('law: copyInput writes one of them', () => {
    fc.assert(
      fc.property(viewed, fc.nat(), ({ examples, inputs }, raw) => {
        const index = raw % examples.count
        expect(inputOf(examples, index)).toEqual(inputs[index])
      }),
      { numRuns: 300 },
    )
  })
  it('law: a table of pixels rearranges what would be written', () => {
    fc.assert(
      fc.property(viewed, pixelTable, fc.integer({ min: 1, max: 80 }), ({ examples, inputs }, table, count) => {
        const indices = Array.from({ length: count }, (_, i) => i % examples.count)
        const want = indices.flatMap((i) => throughTable(table, inputs[i]!))
        expect(together(examples, indices, 0, table)).toEqual([...want, -7])
      }),
      { numRuns: 300 },
    )
  })
  it('control: a view that changes copyInput and keeps copyInputs does NOT obey the laws', () => {
    const of = fromBytes({ images: Uint8Array.of(51, 102), labels: Uint8Array.of(0), inputShape: [2], classes: 1 })
    const wrong: Examples = { ...of, copyInput: (_, into, offset) => into.fill(9, offset, offset + 2) }
    expect(together(wrong, [0])).not.toEqual([...inputOf(wrong, 0), -7])
  })
})

describe('rearranged', () => {
  it('asks for its table once, when an input is first read', () => {
    let asked = 0
    const view = rearranged(numbered({ count: 3, rows: 1, columns: 2, classes: 1 }), () => {
      asked += 1
      return Int32Array.of(1, 0)
    })
    expect(asked).toBe(0)
    expect([inputOf(view, 2), together(view, [0, 1])]).toEqual([
      [5, 4],
      [1, 0, 3, 2, -7],
    ])
    expect(asked).toBe(1)
  })
})
