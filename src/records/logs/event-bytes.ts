import protobuf from 'protobufjs/light.js'

/*
 * The protocol buffers of TensorBoard's files (tensorflow/core: util/event, framework/summary, framework/tensor), as far as they are needed
 * here. Fields keep the numbers that they have there.
 */

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id })

const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'summary'] } },
      fields: {
        wallTime: one('double', 1),
        step: one('int64', 2),
        fileVersion: one('string', 3),
        summary: one('Summary', 5),
      },
    },
    Summary: { fields: { value: many('Value', 1) } },
    Value: {
      oneofs: { what: { oneof: ['simpleValue', 'tensor'] } },
      fields: {
        tag: one('string', 1),
        simpleValue: one('float', 2),
        tensor: one('Tensor', 8),
        metadata: one('Metadata', 9),
      },
    },
    Metadata: { fields: { pluginData: one('PluginData', 1) } },
    PluginData: { fields: { pluginName: one('string', 1) } },
    Tensor: { fields: { dtype: one('int32', 1), stringVal: many('bytes', 8) } },
  },
})

const message = root.lookupType('Event')

/** What an event of such a file says. */
export type Said =
  | { readonly fileVersion: string }
  | { readonly step: number; readonly numbers: readonly (readonly [tag: string, value: number])[] }
  | { readonly step: number; readonly text: readonly [tag: string, text: string] }

/** TensorFlow's number of texts among types. */
const texts = 7

const fieldsOf = (said: Said): object => {
  if ('fileVersion' in said) return said
  const { step } = said
  if ('numbers' in said)
    return { step, summary: { value: said.numbers.map(([tag, simpleValue]) => ({ tag, simpleValue })) } }
  const [tag, text] = said.text
  const tensor = { dtype: texts, stringVal: [new TextEncoder().encode(text)] }
  return { step, summary: { value: [{ tag, tensor, metadata: { pluginData: { pluginName: 'text' } } }] } }
}

/**
 * An event as TensorBoard reads it.
 *
 * @param at when it happened, in seconds since 1970
 */
export const eventBytes = (said: Said, at: number): Uint8Array =>
  message.encode(message.create({ wallTime: at, ...fieldsOf(said) })).finish()
