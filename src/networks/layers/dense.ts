import * as t from 'io-ts'
import { counts, type Rule, spelt } from './rule.ts'

/** x W + b: so many units, or as many as the network has outputs. */
export interface Dense {
  readonly _tag: 'Dense'
  readonly group: string
  readonly units: number | 'outputs'
}

export const dense = (group: string, units: Dense['units']): Dense => ({ _tag: 'Dense', group, units })

const unitsOf = ({ units }: Dense, outputs: number): number => (units === 'outputs' ? outputs : units)

export const denseRule: Rule<Dense> = {
  fields: { group: t.string, units: t.union([t.number, t.literal('outputs')]) },
  width: 'units',
  misfit: (layer, { shape, outputs }) => {
    const units = unitsOf(layer, outputs)
    if (!counts(units)) return { rule: 'a dense layer must have a whole number of units, at least 1', got: `${units}` }
    return shape.length === 1
      ? undefined
      : { rule: 'a dense layer takes vectors: put a Flatten before it', got: spelt(shape) }
  },
  shapeAfter: (layer, { outputs }) => [unitsOf(layer, outputs)],
  tensors: (layer, { shape: [width = 0], outputs }) => {
    const units = unitsOf(layer, outputs)
    const fans = { fanIn: width, fanOut: units }
    return {
      weight: { ...fans, shape: [width, units], role: 'weight' },
      bias: { ...fans, shape: [units], role: 'bias' },
    }
  },
  forward: (_, { o, value, parameters: { weight, bias } }) => o.add(o.matMul(value, weight!), bias!),
}
