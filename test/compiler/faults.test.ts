import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  type Batch,
  coneProjection,
  draw,
  expectation,
  freeParams,
  grad,
  innerLoop,
  join,
  less,
  like,
  loss,
  mapTasks,
  mean,
  multiply,
  norm,
  only,
  overSamples,
  type Params,
  perTask,
  push,
  type Scalar,
  type Syntax,
  sampleLabels,
  select,
  shuffle,
  sum,
  take,
  totalOverTasks,
  trajectory,
  when,
} from '../../src/dsl/index.ts'
import type { Fault } from '../../src/fault.ts'
import { alone, aReservoir, batch, handled, memory, other, past, theta } from './programs.ts'

const examples = batch as never as Batch
const steps = trajectory(2, (at: Params) => multiply(0.5, at))
const leaked: { variable?: Params } = {}
const leak = (at: Params): Params => {
  leaked.variable = at
  return at
}
const through = (f: (at: Params) => Params) => handled({ theta: grad((at: Params) => sum(f(at)))(theta) })

/** One table, long because every refusal of the compiler has its row. */
const programs: Readonly<Record<string, readonly [() => E.Either<Fault, unknown>, string, string]>> = {
  'vectors of two networks are added': [
    () => alone(add(theta, other as never)),
    'add',
    'both operands must be parameters of one network, got parameters of `learner` and parameters of `other`',
  ],
  'a batch is added': [
    () => handled({ theta: add(theta, batch as never) }),
    'theta ▸ add',
    'an operand must be a scalar or parameters, got a batch',
  ],
  'a gradient is read as a whole': [
    () => alone((grad((at: Params) => norm(at))(theta) as never as { of: unknown }).of),
    'Gradient',
    'a node with several results is read through its components, got Gradient',
  ],
  'a result is read that is not there': [
    () =>
      alone({
        _tag: 'Component',
        of: (grad((at: Params) => norm(at))(theta) as never as { of: unknown }).of,
        index: 3,
      }),
    'Component',
    'result 3 of Gradient does not exist',
  ],
  'a variable has no binder': [
    () => alone(add(freeParams('ghost'), 1)),
    'add ▸ ghost',
    'every variable must be bound around its use, got `ghost` is not',
  ],
  'a variable leaves its gradient': [
    () => alone(grad((at: Params) => norm(leak(at)))(theta), add(leaked.variable!, 1)),
    'add ▸ θ',
    'every variable must be bound around its use, got `θ` is not',
  ],
  'a variable leaves its loop': [
    () => alone(innerLoop(2, leak)(theta), add(leaked.variable!, 1)),
    'add ▸ θ',
    'every variable must be bound around its use, got `θ` is not',
  ],
  'an option is unknown': [
    () => handled({ theta: multiply({ _tag: 'Option', name: 'ratio' } as never, theta) }),
    'theta ▸ multiply ▸ ratio',
    '`ratio` must be a numeric option of the method, got no option of that name',
  ],
  'an option is a name': [
    () => handled({ theta: multiply({ _tag: 'Option', name: 'rule' } as never, theta) }),
    'theta ▸ multiply ▸ rule',
    '`rule` must be a numeric option of the method, got "printed"',
  ],
  'select chooses by a number': [
    () => alone(select(theta as never, theta, 0)),
    'Select',
    '`select` chooses by a comparison, got parameters of `learner`',
  ],
  'a parameter group is unknown': [
    () => handled({ theta: only('layer1', 'layer7')(theta) }),
    'theta ▸ Only',
    'a parameter group must be one of layer1, output, got `layer7`',
  ],
  'a loss is measured at a number': [
    () => handled({ theta: multiply(loss(examples)(norm(theta) as never), theta) }),
    'theta ▸ multiply ▸ Measure',
    'a loss is measured at parameters; this must be parameters, got a scalar',
  ],
  'a loss is measured at another network': [
    () => handled({ theta: multiply(loss(examples)(other as never), theta) }),
    'theta ▸ multiply ▸ Measure',
    'a loss is measured at parameters of the learner, got parameters of `other`',
  ],
  'a loss is measured on a vector': [
    () => handled({ theta: multiply(loss(theta as never)(theta), theta) }),
    'theta ▸ multiply ▸ Measure',
    'a loss is measured on a batch; this must be a batch, got parameters of `learner`',
  ],
  'a loss is measured without a network': [
    () => alone(loss(examples)(theta)),
    'Measure',
    'a loss on a batch needs a network, got a program on plain vectors',
  ],
  'a vector is differentiated': [
    () => alone(grad((at: Params) => at as Syntax as never)(theta)),
    'Component ▸ Gradient',
    'a function to differentiate must be a scalar, got parameters of `learner`',
  ],
  'a gradient is taken at a batch': [
    () => handled({ theta: grad((x: Params) => norm(x))(batch as never) }),
    'theta ▸ Component ▸ Gradient',
    'a gradient is taken at parameters or scalars; this must be a scalar or parameters, got a batch',
  ],
  'a vector is like a number': [
    () => alone(like(norm(theta) as never, 1)),
    'Like',
    'what a vector is like must be parameters, got a scalar',
  ],
  'a vector fills a vector': [
    () => alone(like(theta, theta as never)),
    'Like',
    'the value of every coordinate must be a scalar, got parameters of `learner`',
  ],
  'a vector is joined': [
    () => handled({ theta: multiply(loss(join(examples, theta as never))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Join',
    'examples are expected here, got `theta`, parameters of `learner`',
  ],
  'sampled labels are joined': [
    () => handled({ theta: multiply(loss(join(sampleLabels(examples, theta), examples))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Join',
    'labels that a program makes can be used in a loss only, not joined, taken from or shuffled',
  ],
  'sampled labels are taken from': [
    () => handled({ theta: multiply(loss(take(sampleLabels(examples, theta), 1))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Take',
    'labels that a program makes can be used in a loss only, not joined, taken from or shuffled',
  ],
  'sampled labels are shuffled': [
    () => handled({ theta: multiply(loss(shuffle(sampleLabels(examples, theta)))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Shuffle',
    'labels that a program makes can be used in a loss only, not joined, taken from or shuffled',
  ],
  'a sample with a sampled label is joined': [
    () =>
      handled({
        theta: multiply(
          expectation(sampleLabels(examples, theta), (x) => loss(join(x, examples))(theta)),
          theta,
        ),
      }),
    'theta ▸ multiply ▸ Component ▸ Expectation ▸ Measure ▸ Join',
    'labels that a program makes can be used in a loss only, not joined, taken from or shuffled',
  ],
  'a step leaves out its kind': [
    () => alone(innerLoop(2, (at: Params) => less(at, 0) as never)(theta)),
    'Component ▸ Loop',
    'a step must keep the kind of slot `θ`, parameters of `learner`, got a condition',
  ],
  'a step changes the network': [
    () => alone(innerLoop<Params>(2, () => other as never)(theta)),
    'Component ▸ Loop',
    'a step must keep the kind of slot `θ`, parameters of `learner`, got parameters of `other`',
  ],
  'a step turns a number into a vector': [
    () => alone(innerLoop<Scalar>(2, () => theta as never)(norm(theta))),
    'Component ▸ Loop',
    'a step must keep the kind of slot `θ`, a scalar, got parameters of `learner`',
  ],
  'a trajectory is of no loop': [
    () => alone(mean({ ...steps(theta), last: theta }, (at: Params) => norm(at))),
    'Along',
    'a trajectory is taken of a loop: innerLoop or overSamples, got Variable',
  ],
  'a loop runs over a vector': [
    () => handled({ theta: overSamples(theta as never, (at: Params) => at)(theta) }),
    'theta ▸ Component ▸ Loop',
    'examples are expected here, got `theta`, parameters of `learner`',
  ],
  'a vector is summed over tasks': [
    () => handled({ theta: totalOverTasks(theta as never) }),
    'theta ▸ Total',
    'what is summed over tasks must be a list over tasks, got parameters of `learner`',
  ],
  'an element of another shape is appended': [
    () => handled({ past: append(past as never, { anchor: theta, weight: theta } as never) }),
    'past ▸ Append',
    'an element of this list has 1 slots, got 2',
  ],
  'tasks are mapped over a vector': [
    () => handled({ theta: totalOverTasks(mapTasks(theta as never, () => theta)) }),
    'theta ▸ Total ▸ MapTasks',
    '`mapTasks` runs over a per-task list or a ring, got parameters of `learner`',
  ],
  'constraints are a vector': [
    () => handled({ theta: coneProjection()(theta as never)(theta) }),
    'theta ▸ ConeProjection',
    'constraints must be a list over tasks',
  ],
  'a slot is not declared': [
    () => handled({ phantom: theta }),
    'phantom',
    'an update is of a declared slot, got `phantom`',
  ],
  'a slot is given a vector of another network': [
    () => handled({ theta: other }),
    'theta',
    'slot `theta` holds parameters of `learner` and must go on holding it, got parameters of `other`',
  ],
  'a slot is given a truth value': [
    () => handled({ theta: less(theta, 0) }),
    'theta',
    'slot `theta` holds parameters of `learner` and must go on holding it, got a condition',
  ],
  'a memory slot is given a vector': [
    () => handled({ memory: theta }),
    'memory',
    'slot `memory` holds a memory, got parameters of `learner`',
  ],
  'a list slot is given a vector': [
    () => handled({ past: theta }),
    'past',
    'slot `past` holds a list over tasks, got parameters of `learner`',
  ],
  'a vector slot is given a memory': [
    () => handled({ theta: push(aReservoir, examples) }),
    'theta',
    'slot `theta` must be a scalar or parameters, got a memory',
  ],
  'a vector slot is given a list': [
    () => handled({ theta: perTask({ anchor: theta }) }),
    'theta',
    'slot `theta` must be a scalar or parameters, got a list over tasks',
  ],
  'the sides of when differ': [
    () => handled({ theta: when<Params>(less(norm(theta), 1), norm(theta) as never, theta) }),
    'theta ▸ Component ▸ When',
    'both sides of `when` must be of one kind, got a scalar and parameters of `learner`',
  ],
  'when is under a gradient': [
    () => through((at) => when(less(norm(at), 1), at, multiply(2, at))),
    'theta ▸ Component ▸ Gradient',
    'a program must be well shaped: when: is decided on the host and has no derivative; take the gradient inside it, or wrap it in firstOrder',
  ],
  'a projection is under a gradient': [
    () => through((at) => coneProjection()(mapTasks(past as never, () => theta))(at)),
    'theta ▸ Component ▸ Gradient',
    'a program must be well shaped: quadraticProgram: is decided on the host and has no derivative; take the gradient inside it, or wrap it in firstOrder',
  ],
  'an examples term is a memory': [
    () => handled({ theta: multiply(loss(memory as never)(theta), theta) }),
    'theta ▸ multiply ▸ Measure',
    'a loss is measured on a batch; this must be a batch, got a memory',
  ],
  'examples are drawn from a vector': [
    () =>
      handled({
        theta: multiply(
          draw(theta as never, 2, (m) => loss(m)(theta)),
          theta,
        ),
      }),
    'theta ▸ multiply ▸ Measure ▸ Draw',
    'examples are drawn from a memory, got parameters of `learner`',
  ],
}

describe('a program that means nothing is a Left that says where, and what would be right', () => {
  it.each(Object.entries(programs))('%s', (_, [build, path, message]) => {
    const result = build()
    if (E.isRight(result)) throw new Error('it compiled')
    const { where, rule, got, code } = result.left
    expect({ where, code }).toEqual({ where: 'probe', code: 2 })
    expect((result.left.path ?? []).join(' ▸ ')).toBe(path)
    expect(got === undefined ? rule : `${rule}, got ${got}`).toBe(message)
  })
  it('control: the programs beside them compile', () => {
    const right = [
      handled({ theta: multiply(loss(examples)(theta), theta) }),
      handled({ theta: innerLoop(2, (at: Params) => multiply(0.5, at))(theta) }),
      handled({ theta: norm(theta), memory: push(aReservoir, examples) }),
      handled({ theta: when(less(norm(theta), 1), theta, multiply(2, theta)) }),
      alone(grad((at: Params) => norm(at))(theta)),
    ]
    expect(right.filter(E.isLeft)).toEqual([])
  })
})
