import { freeParams, type Params, type Syntax } from '../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { evaluateTerms } from '../../src/interpreters/runtime/index.ts'
import { layoutOf, mlp, vectorLayout } from '../../src/networks/index.ts'
import { right } from './learner.ts'

/** A network of one hidden layer from one number to one number: Σᵢ vᵢ a(wᵢ x + bᵢ) + c. */
export interface Curve {
  readonly activation: 'relu' | 'tanh'
  readonly w: readonly number[]
  readonly b: readonly number[]
  readonly v: readonly number[]
  readonly c: number
}

/** Its value, in plain JavaScript. */
export const heightOf = ({ activation, w, b, v, c }: Curve, x: number): number =>
  w.reduce((so, wi, i) => so + v[i]! * (activation === 'tanh' ? Math.tanh : relu)(wi * x + b[i]!), c)

const relu = (x: number): number => Math.max(x, 0)

/** A program that sees a vector θ and the parameters φ of the network `h`, run on plain numbers. */
export const applied = async <Buffer>(
  curve: Curve,
  theta: readonly number[],
  program: (theta: Params, phi: Params<'h'>) => Syntax,
  device?: Device<Buffer>,
): Promise<readonly number[]> => {
  const network = mlp({ hidden: [curve.w.length], activation: curve.activation, loss: 'squaredError' })
  const layouts = { learner: vectorLayout(theta.length), h: layoutOf(network, { inputShape: [1], outputs: 1 }) }
  const [at, phi] = [freeParams('θ'), freeParams('φ', 'h')]
  const bindings = [
    { variable: at, tensors: [theta] },
    { variable: phi, tensors: [curve.w, curve.b, curve.v, [curve.c]] },
  ]
  const run = async <B>(on: Device<B>) => {
    const [value] = right(await evaluateTerms(on, layouts, {}, { h: network })(bindings, [program(at, phi)])())
    return value!.flatMap((tensor) => Array.from(tensor))
  }
  return device === undefined ? run(referenceDevice()) : run(device)
}
