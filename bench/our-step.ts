import type { Buffer, MachineDevice } from '../src/interpreters/devices/index.ts'
import { builder, gradient, type Node, operations, type Program, simplify } from '../src/ir/index.ts'
import type { Contestant } from './compare.ts'
import { type Data, rate, sizes } from './network.ts'

/** θ − γ∇L(θ) and L(θ) as a tensor program. */
export const stepProgram = (batch: number): Program => {
  const build = builder()
  const o = operations(build)
  const x = build.variable('x', [batch, sizes[0]])
  const y = build.variable('y', [batch, 10])
  const parameters = sizes
    .slice(1)
    .flatMap((width, layer) => [
      build.variable(`W${layer}`, [sizes[layer]!, width]),
      build.variable(`b${layer}`, [width]),
    ])
  const logits = sizes.slice(1).reduce<Node>((below, _, layer) => {
    const z = o.add(o.matMul(below, parameters[2 * layer]!), parameters[2 * layer + 1]!)
    return layer === sizes.length - 2 ? z : o.maximum(z, o.constant(0))
  }, x)
  const top = o.stopGradient(o.maximumOver(logits, [1]))
  const shifted = o.subtract(logits, o.reshape(top, [batch, 1]))
  const logSum = o.add(o.logarithm(o.sum(o.exponential(shifted), [1])), top)
  const fit = o.sum(o.multiply(y, logits), [1])
  const loss = o.divide(o.sum(o.subtract(logSum, fit)), o.constant(batch))
  const updated = gradient(o, loss, parameters).map((g, i) =>
    o.subtract(parameters[i]!, o.multiply(o.constant(rate), g)),
  )
  return simplify({ inputs: [...parameters, x, y], outputs: [...updated, loss] })
}

/** One step of the compiled program; the parameters it makes are the next step's. */
export const ourStep = (device: MachineDevice, { batch, inputs, labels, parameters }: Data): Contestant => {
  const run = device.compile(stepProgram(batch))
  const data = [device.upload([batch, sizes[0]], inputs), device.upload([batch, 10], labels)]
  let theta: readonly Buffer[] = parameters.map((p) => device.upload(p.shape, p.values))
  return {
    step: () => {
      const outputs = run([...theta, ...data])
      theta.forEach(device.release)
      device.release(outputs.at(-1)!)
      theta = outputs.slice(0, -1)
    },
    parameters: () => Promise.all(theta.map(device.read)),
    done: () => device.read(theta.at(-1)!),
  }
}
