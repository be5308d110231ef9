import * as E from 'fp-ts/lib/Either.js'
import { compileTerms } from '../compiler/index.ts'
import { kindOf, type Structure, type Syntax, type Values, type Variable } from '../dsl/index.ts'
import { type Fault, render } from '../fault.ts'
import { type Device, referenceDevice } from '../interpreters/devices/index.ts'
import { planRunner } from '../interpreters/runtime/index.ts'
import { type Node, numbersAt } from '../ir/index.ts'
import type { Layout } from '../networks/index.ts'
import { type Givens, type NumbersOf, type TermsOf, variablesOf } from './given.ts'

/** Two tensors of different shapes, so that a mix-up of tensors or of coordinates is seen. */
export const smallLayout: Layout = {
  tensors: [
    { name: 'layer1.weight', group: 'layer1', shape: [2, 2], fanIn: 2, fanOut: 2, role: 'weight' },
    { name: 'output.bias', group: 'output', shape: [2], fanIn: 2, fanOut: 2, role: 'bias' },
  ],
}

/** The numbers that a structure of terms stands for: the coordinates of each leaf, tensor after tensor. */
export type Meaning<R> = R extends Syntax ? readonly number[] : { readonly [K in keyof R]: readonly number[] }

export interface Surroundings {
  readonly layout?: Layout
  readonly options?: Values
}

const known = <A>(result: E.Either<Fault, A>): A => {
  if (E.isLeft(result)) throw new Error(render(result.left))
  return result.right
}

const isTerm = (value: Structure): value is Syntax => typeof value._tag === 'string'

/** The coordinates of a vector, cut into the tensors that hold them. */
const tensorsOf = (nodes: readonly Node[], coordinates: readonly number[]): readonly (readonly number[])[] => {
  let start = 0
  return nodes.map(({ shape }) => {
    const size = shape.reduce((a, b) => a * b, 1)
    start += size
    return coordinates.slice(start - size, start)
  })
}

/**
 * What a function of the language means at given numbers, on a device or in float64: compiled once, run many times.
 * A program that means nothing is an exception that says why.
 */
export const meaningOn =
  <Buffer>(device: Device<Buffer>) =>
  <const G extends Givens, R extends Structure>(
    givens: G,
    f: (terms: TermsOf<G>) => R,
    { layout = smallLayout, options = {} }: Surroundings = {},
  ): ((at: NumbersOf<G>) => Promise<Meaning<R>>) => {
    const variables: Readonly<Record<string, Variable>> = variablesOf(givens)
    const result: Structure = f(variables as never)
    const names = isTerm(result) ? [] : Object.keys(result)
    const leaves = isTerm(result) ? [result] : Object.values(result)
    const free = Object.values(variables)
    const networks = [...free, ...leaves].map(kindOf).flatMap((k) => (k._tag === 'Params' ? [k.network] : []))
    const layouts = Object.fromEntries(['learner', ...networks].map((network) => [network, layout]))
    const code = known(compileTerms('law', free, leaves, { options, layouts, counts: {} }))
    const runner = planRunner(device)
    const numbers = numbersAt(code.prelude, options)
    return async (at) => {
      const values = new Map<Node, Buffer>()
      Object.keys(variables).forEach((name, i) => {
        const nodes = code.inputs[i]!
        tensorsOf(nodes, at[name]!).forEach((tensor, j) => {
          values.set(nodes[j]!, device.upload(nodes[j]!.shape, tensor))
        })
      })
      const outputs = await runner.run(code.plan, values, numbers)
      for (const buffer of values.values()) device.release(buffer)
      const read = await Promise.all(outputs.map(device.read))
      outputs.forEach(device.release)
      let position = 0
      const results = code.outputs.map((nodes) => nodes.flatMap(() => Array.from(read[position++]!)))
      return (isTerm(result) ? results[0] : Object.fromEntries(names.map((name, i) => [name, results[i]]))) as never
    }
  }

/** What a function of the language means, in float64. */
export const meaning = meaningOn(referenceDevice())
