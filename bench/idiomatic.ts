import { defaults } from '../src/dsl/index.ts'
import { type NamedTensor, sizeOfShape } from '../src/formats/index.ts'
import { methods } from '../src/methods/index.ts'
import type { Contestant } from './compare.ts'
import { rate as bareRate } from './network.ts'
import { type Tensor, tf } from './tfjs.ts'

type Scalar = ReturnType<typeof tf.scalar>
type Image = ReturnType<typeof tf.tensor4d>

const dense = (theta: readonly Tensor[], x: Tensor): Tensor => {
  const layers = theta.length / 2
  return Array.from({ length: layers }).reduce<Tensor>((below, _, i) => {
    const z = tf.add(tf.matMul(below, theta[2 * i]!), theta[2 * i + 1]!)
    return i === layers - 1 ? z : tf.relu(z)
  }, x)
}

/** The reduced residual net, in the order of its parameters. */
const residual = (theta: readonly Tensor[], x: Tensor): Tensor => {
  let next = 0
  const take = (): Tensor => theta[next++]!
  const normalised = (below: Tensor, stride: number): Tensor => {
    const weight = take() as Image
    const side = (weight.shape[0] - 1) / 2
    const around =
      side === 0
        ? below
        : tf.pad(below, [
            [0, 0],
            [side, side],
            [side, side],
            [0, 0],
          ])
    const z = tf.conv2d(around as Image, weight, stride, 'valid')
    const { mean, variance } = tf.moments(z, [0, 1, 2])
    const [scale, shift] = [take(), take()]
    return tf.batchNorm(z, mean as never, variance as never, shift as never, scale as never, 1e-5)
  }
  let z = tf.relu(normalised(x, 1))
  for (let stage = 0; stage < 4; stage += 1)
    for (let part = 0; part < 2; part += 1) {
      const stride = stage > 0 && part === 0 ? 2 : 1
      const inner = normalised(tf.relu(normalised(z, stride)), 1)
      z = tf.relu(tf.add(inner, stride === 2 ? normalised(z, stride) : z))
    }
  const pooled = tf.avgPool(z as Image, 4, 4, 'valid')
  return dense([take(), take()], tf.reshape(pooled, [x.shape[0]!, -1]))
}

/** Steps of a case as a user of TensorFlow.js writes them: the tape for gradients, the rest tensor by tensor in a scope. */
export const idiomatic = (one: string, start: readonly NamedTensor[]): Contestant => {
  const [name, network] = one.split(':') as [string, string]
  const named = (of: string): readonly Tensor[] =>
    start.flatMap((each) => (each.name.startsWith(of) ? [tf.tensor(each.values, [...each.shape])] : []))
  const [x, y] = [named('x')[0]!, named('y')[0]!]
  const logits = network.startsWith('resNet') ? residual : dense
  const loss = (theta: readonly Tensor[], on: Tensor = x, labels: Tensor = y): Scalar =>
    tf.losses.softmaxCrossEntropy(labels, logits(theta, on)) as Scalar
  const theta = named('theta').map((each) => tf.variable(each))
  const parameters = () => Promise.all(theta.map((each) => each.data()))
  const done = () => theta.at(-1)!.data()
  const options = name === 'sgd' ? { rate: bareRate } : defaults(methods[name]!.options)
  const o = options as Readonly<Record<string, number>>
  const sum = (of: readonly Tensor[]): Tensor => of.reduce((a, b) => tf.add(a, b))

  if (name === 'sgd' || name === 'finetune' || name === 'ewc') {
    const [f, anchors] = [named('f'), named('anchor')]
    const optimiser = tf.train.sgd(o.rate!)
    const held = (): Scalar =>
      f.length === 0
        ? loss(theta)
        : (tf.add(
            loss(theta),
            tf.mul(o.lambda! / 2, sum(theta.map((t, i) => tf.sum(tf.mul(f[i]!, tf.square(tf.sub(t, anchors[i]!))))))),
          ) as Scalar)
    return {
      step: () =>
        tf.tidy(() => {
          const { grads } = tf.variableGrads(held, theta)
          optimiser.applyGradients(grads)
        }),
      parameters,
      done,
    }
  }
  if (name === 'emcl') {
    const importance = theta.map((each) => tf.variable(tf.onesLike(each)))
    const count = theta.reduce((all, { shape }) => all + sizeOfShape(shape), 0)
    const glance = (): void => {
      const gradient = tf.grads((...at: Tensor[]) => loss(at))
      const pulls = importance.map((h) => tf.mul(h, o.gamma! * o.lambda!))
      let at: Tensor[] = theta
      for (let k = 0; k < o.innerSteps!; k += 1) {
        const g = gradient(at)
        at = at.map((t, i) =>
          tf.div(tf.add(tf.sub(t, tf.mul(g[i]!, o.gamma!)), tf.mul(pulls[i]!, theta[i]!)), tf.add(pulls[i]!, 1)),
        )
      }
      const direction = at.map((t, i) => tf.mul(tf.mul(importance[i]!, o.lambda!), tf.sub(theta[i]!, t)))
      const impact = direction.map((d, i) => tf.abs(tf.mul(d, theta[i]!)))
      const mean = tf.div(sum(impact.map((each) => tf.sum(each))), count)
      direction.forEach((d, i) => {
        const average = tf.add(tf.mul(importance[i]!, o.decay!), tf.mul(tf.div(impact[i]!, mean), 1 - o.decay!))
        const h: Tensor = tf.maximum(average, o.floor!)
        theta[i]!.assign(tf.sub(theta[i]!, tf.mul(tf.minimum(tf.div(o.r!, h), o.cap!), d)))
        importance[i]!.assign(h)
      })
    }
    return {
      step: () => {
        for (let k = 0; k < o.glances!; k += 1) tf.tidy(glance)
      },
      parameters,
      done,
    }
  }
  const rates = theta.map((each) => tf.variable(tf.fill(each.shape, o.rate!)))
  const [rows, labels] = [tf.unstack(x).map((r) => tf.expandDims(r)), tf.unstack(y).map((r) => tf.expandDims(r))]
  const whole = [tf.concat([x, x]), tf.concat([y, y])] as const
  const clipped = (of: readonly Tensor[]): readonly Tensor[] => {
    const norm = tf.sqrt(sum(of.map((g) => tf.sum(tf.square(g)))))
    return of.map((g) => tf.mul(g, tf.minimum(1, tf.div(o.clip!, norm))))
  }
  const glance = (): void => {
    const cut = rates.map((r) => tf.relu(r))
    const order = Array.from(tf.util.createShuffledIndices(rows.length))
    const stepped = (at: readonly Tensor[], by: readonly Tensor[], g: readonly Tensor[]): Tensor[] =>
      at.map((t, i) => tf.sub(t, tf.mul(by[i]!, g[i]!)))
    // Gradients of inner steps are constants of the outer one, which the tape has no word for: they are taken before.
    const inner: (readonly Tensor[])[] = []
    let at: Tensor[] = theta
    for (const i of order) {
      inner.push(tf.grads((...of: Tensor[]) => loss(of, rows[i]!, labels[i]!))(at))
      at = stepped(at, cut, inner.at(-1)!)
    }
    const ahead = (...of: Tensor[]): Scalar => {
      const by = of.slice(theta.length).map((r) => tf.relu(r))
      let now = of.slice(0, theta.length)
      const losses = inner.map((g) => {
        now = stepped(now, by, g)
        return loss(now, ...whole)
      })
      return tf.div(sum(losses), order.length) as Scalar
    }
    const both = tf.grads(ahead)([...theta, ...rates])
    clipped(both.slice(theta.length)).forEach((g, i) => {
      rates[i]!.assign(tf.sub(rates[i]!, tf.mul(g, o.rateOfRates!)))
    })
    clipped(both.slice(0, theta.length)).forEach((g, i) => {
      theta[i]!.assign(tf.sub(theta[i]!, tf.mul(tf.relu(rates[i]!), g)))
    })
  }
  return {
    step: () => {
      for (let k = 0; k < o.glances!; k += 1) tf.tidy(glance)
    },
    parameters,
    done,
  }
}
