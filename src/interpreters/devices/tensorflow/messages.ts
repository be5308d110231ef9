import protobuf from 'protobufjs/light.js'

/*
 * The protocol buffers in which TensorFlow takes a function (tensorflow/core/framework: function, op_def, node_def, attr_value, tensor,
 * tensor_shape), as far as they are needed here. Fields keep the numbers that they have there.
 */

/** The numbers of TensorFlow's element types. */
export const types = { float: 1, int32: 3, int64: 9, bool: 10, variant: 21, uint64: 23 } as const

export type Type = (typeof types)[keyof typeof types]

export interface TensorShape {
  readonly dim: readonly { readonly size: number }[]
}

/** A tensor: the bytes of its elements, or the one number that all of them are. */
export interface Tensor {
  readonly dtype: Type
  readonly tensorShape: TensorShape
  readonly tensorContent?: Uint8Array
  readonly floatVal?: readonly number[]
  readonly intVal?: readonly number[]
}

export interface NamedFunction {
  readonly name: string
}

/** What distinguishes one use of an operation from another. */
export type Attribute =
  | { readonly s: Uint8Array }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly type: Type }
  | { readonly shape: TensorShape }
  | { readonly tensor: Tensor }
  | { readonly func: NamedFunction }
  | { readonly list: { readonly i?: readonly number[]; readonly type?: readonly Type[] } }

/** Inputs are arguments by name, and outputs of nodes as `node:output:position`. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, Attribute>>
}

export interface Argument {
  readonly name: string
  readonly type: Type
}

/** A function: what it takes and gives, its nodes, and which of their outputs each of its results is. */
export interface FunctionDefinition {
  readonly signature: {
    readonly name: string
    readonly inputArg: readonly Argument[]
    readonly outputArg: readonly Argument[]
  }
  readonly nodeDef: readonly GraphNode[]
  readonly ret: Readonly<Record<string, string>>
}

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id })
const named = (type: string, id: number) => ({ keyType: 'string', type, id })

const root = protobuf.Root.fromJSON({
  nested: {
    TensorShape: { fields: { dim: many('Dim', 2) } },
    Dim: { fields: { size: one('int64', 1) } },
    Tensor: {
      fields: {
        dtype: one('int32', 1),
        tensorShape: one('TensorShape', 2),
        tensorContent: one('bytes', 4),
        floatVal: many('float', 5),
        intVal: many('int32', 7),
      },
    },
    NamedFunction: { fields: { name: one('string', 1) } },
    List: { fields: { i: many('int64', 3), type: many('int32', 6) } },
    Attribute: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor', 'func'] } },
      fields: {
        list: one('List', 1),
        s: one('bytes', 2),
        i: one('int64', 3),
        f: one('float', 4),
        b: one('bool', 5),
        type: one('int32', 6),
        shape: one('TensorShape', 7),
        tensor: one('Tensor', 8),
        func: one('NamedFunction', 10),
      },
    },
    GraphNode: {
      fields: {
        name: one('string', 1),
        op: one('string', 2),
        input: many('string', 3),
        attr: named('Attribute', 5),
      },
    },
    Argument: { fields: { name: one('string', 1), type: one('int32', 3) } },
    Signature: {
      fields: { name: one('string', 1), inputArg: many('Argument', 2), outputArg: many('Argument', 3) },
    },
    FunctionDefinition: {
      fields: { signature: one('Signature', 1), nodeDef: many('GraphNode', 3), ret: named('string', 4) },
    },
  },
})

const message = root.lookupType('FunctionDefinition')

/** A function as TensorFlow reads it. */
export const bytesOf = (definition: FunctionDefinition): Uint8Array =>
  message.encode(message.create(definition as object)).finish()

/** The function that such bytes are of. */
export const definitionOf = (bytes: Uint8Array): FunctionDefinition =>
  message.toObject(message.decode(bytes), { longs: Number, arrays: true, objects: true }) as FunctionDefinition
