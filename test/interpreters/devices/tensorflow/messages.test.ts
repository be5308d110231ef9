import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  definitionOf,
  type FunctionDefinition,
  types,
} from '../../../../src/interpreters/devices/tensorflow/messages.ts'

const text = (of: string): readonly number[] => [...new TextEncoder().encode(of)]
/** A field of bytes by the wire format: its number and 2 for the kind, the length, the bytes. */
const field = (number: number, bytes: readonly number[]): readonly number[] => [
  (number << 3) | 2,
  bytes.length,
  ...bytes,
]
/** A field of a small whole number. */
const whole = (number: number, value: number): readonly number[] => [number << 3, value]

const square: FunctionDefinition = {
  signature: {
    name: 'square',
    inputArg: [{ name: 'x', type: types.float }],
    outputArg: [{ name: 'y', type: types.float }],
  },
  nodeDef: [{ name: 'n', op: 'Mul', input: ['x', 'x'], attr: { T: { type: types.float } } }],
  ret: { y: 'n:z:0' },
}

describe('the messages of TensorFlow', () => {
  it('are what its definitions say, byte by byte', () => {
    const argument = (name: string) => [...field(1, text(name)), ...whole(3, 1)]
    const signature = [...field(1, text('square')), ...field(2, argument('x')), ...field(3, argument('y'))]
    const attribute = [...field(1, text('T')), ...field(2, whole(6, 1))]
    const node = [
      ...field(1, text('n')),
      ...field(2, text('Mul')),
      ...field(3, text('x')),
      ...field(3, text('x')),
      ...field(5, attribute),
    ]
    const result = [...field(1, text('y')), ...field(2, text('n:z:0'))]
    expect([...bytesOf(square)]).toEqual([...field(1, signature), ...field(3, node), ...field(4, result)])
  })

  it('law: come back as they were, with every kind of attribute', () => {
    const attributes: FunctionDefinition = {
      ...square,
      nodeDef: [
        {
          name: 'n',
          op: 'Op',
          input: [],
          attr: {
            s: { s: Uint8Array.of(0, 255) },
            i: { i: -1 },
            f: { f: 0.5 },
            b: { b: false },
            type: { type: types.variant },
            shape: { shape: { dim: [{ size: 2 }, { size: 3 }] } },
            func: { func: { name: 'g' } },
            list: { list: { i: [1, 300], type: [types.bool, types.uint64] } },
            tensor: {
              tensor: {
                dtype: types.int32,
                tensorShape: { dim: [{ size: 1 }] },
                tensorContent: Uint8Array.of(7, 0, 0, 0),
              },
            },
          },
        },
      ],
    }
    const back = definitionOf(bytesOf(attributes))
    expect(definitionOf(bytesOf(back))).toEqual(back)
    expect(JSON.parse(JSON.stringify(back.nodeDef[0]!.attr, plain))).toMatchObject(
      JSON.parse(JSON.stringify(attributes.nodeDef[0]!.attr, plain)),
    )
  })
})

/** Bytes as numbers, of whatever class. */
const plain = (_: string, value: unknown): unknown => {
  const buffer = value as { readonly type?: unknown; readonly data?: unknown }
  if (value instanceof Uint8Array) return [...value]
  return typeof value === 'object' && value !== null && buffer.type === 'Buffer' ? buffer.data : value
}
