import protobuf from 'protobufjs/light.js'

/*
 * The protocol buffers of ONNX (onnx.proto, IR version 8), as far as they are needed here. Fields keep the numbers that they have there.
 */

/** The numbers of element types, and of kinds of attributes. */
export const elements = { float: 1, int64: 7 } as const
export const attributes = { float: 1, int: 2, ints: 7 } as const

export interface TensorProto {
  readonly name: string
  readonly dims: readonly number[]
  readonly dataType: number
  readonly rawData: Uint8Array
}

export type AttributeProto =
  | { readonly name: string; readonly type: typeof attributes.int; readonly i: number }
  | { readonly name: string; readonly type: typeof attributes.float; readonly f: number }
  | { readonly name: string; readonly type: typeof attributes.ints; readonly ints: readonly number[] }

export interface NodeProto {
  readonly name: string
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly AttributeProto[]
}

type Dimension = { readonly dimValue: number } | { readonly dimParam: string }

export interface ValueInfoProto {
  readonly name: string
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly Dimension[] } }
  }
}

export interface ModelProto {
  readonly irVersion: number
  readonly producerName: string
  readonly producerVersion: string
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[]
  readonly graph: {
    readonly name: string
    readonly node: readonly NodeProto[]
    readonly initializer: readonly TensorProto[]
    readonly input: readonly ValueInfoProto[]
    readonly output: readonly ValueInfoProto[]
  }
}

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id, options: { packed: false } })

const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: one('int64', 1),
        producerName: one('string', 2),
        producerVersion: one('string', 3),
        graph: one('Graph', 7),
        opsetImport: many('OperatorSet', 8),
      },
    },
    OperatorSet: { fields: { domain: one('string', 1), version: one('int64', 2) } },
    Graph: {
      fields: {
        node: many('Node', 1),
        name: one('string', 2),
        initializer: many('Tensor', 5),
        input: many('ValueInfo', 11),
        output: many('ValueInfo', 12),
      },
    },
    Node: {
      fields: {
        input: many('string', 1),
        output: many('string', 2),
        name: one('string', 3),
        opType: one('string', 4),
        attribute: many('Attribute', 5),
      },
    },
    Attribute: {
      fields: {
        name: one('string', 1),
        f: one('float', 2),
        i: one('int64', 3),
        ints: many('int64', 8),
        type: one('int32', 20),
      },
    },
    Tensor: {
      fields: {
        dims: many('int64', 1),
        dataType: one('int32', 2),
        name: one('string', 8),
        rawData: one('bytes', 9),
      },
    },
    ValueInfo: { fields: { name: one('string', 1), type: one('Type', 2) } },
    Type: { fields: { tensorType: one('TensorType', 1) } },
    TensorType: { fields: { elemType: one('int32', 1), shape: one('Shape', 2) } },
    Shape: { fields: { dim: many('Dimension', 1) } },
    Dimension: {
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
      fields: { dimValue: one('int64', 1), dimParam: one('string', 2) },
    },
  },
})

const message = root.lookupType('Model')

/** A model as readers of ONNX take it. */
export const bytesOf = (model: ModelProto): Uint8Array => message.encode(message.create(model as object)).finish()
