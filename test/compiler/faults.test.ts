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
  placeIn,
  push,
  reservoir,
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
import { alone, aReservoir, batch, handled, memory, other, past, shapes, theta } from './programs.ts'

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
    'term ▸ add ▸ right',
    '`right` must be of the network `learner`, as the other operand, got parameters of `other`',
  ],
  'a batch is added': [
    () => handled({ theta: add(theta, batch as never) }),
    'theta ▸ add ▸ right',
    '`right` must be a scalar, parameters or rows, got a batch',
  ],
  'a gradient is read as a whole': [
    () => alone((grad((at: Params) => norm(at))(theta) as never as { of: unknown }).of),
    'term',
    'a term must be a scalar or parameters, got several results, which are read through `Component`',
  ],
  'a result is read that is not there': [
    () =>
      alone({
        _tag: 'Component',
        of: (grad((at: Params) => norm(at))(theta) as never as { of: unknown }).of,
        index: 3,
      }),
    'term ▸ Component ▸ index',
    '`index` must be below 1, the number of results of a `Gradient`, got 3',
  ],
  'a variable has no binder': [
    () => alone(add(freeParams('ghost'), 1)),
    'term',
    'a variable must be used inside the node that binds it, got `ghost`, which nothing around its use binds',
  ],
  'a variable leaves its gradient': [
    () => alone(grad((at: Params) => norm(leak(at)))(theta), add(leaked.variable!, 1)),
    'term 2',
    'a variable must be used inside the node that binds it, got `θ`, which nothing around its use binds',
  ],
  'a variable leaves its loop': [
    () => alone(innerLoop(2, leak)(theta), add(leaked.variable!, 1)),
    'term 2',
    'a variable must be used inside the node that binds it, got `θ`, which nothing around its use binds',
  ],
  'an option is unknown': [
    () => handled({ theta: multiply({ _tag: 'Option', name: 'ratio' } as never, theta) }),
    'theta ▸ multiply ▸ ratio ▸ name',
    '`name` must be that of a numeric option of the program, got `ratio`',
  ],
  'an option is a name': [
    () => handled({ theta: multiply({ _tag: 'Option', name: 'rule' } as never, theta) }),
    'theta ▸ multiply ▸ rule ▸ name',
    '`name` must be that of a numeric option of the program, got `rule`',
  ],
  'select chooses by a number': [
    () => alone(select(theta as never, theta, 0)),
    'term ▸ Select ▸ condition',
    '`condition` must be a comparison, got parameters of `learner`',
  ],
  'a parameter group is unknown': [
    () => handled({ theta: only('layer1', 'layer7')(theta) }),
    'theta ▸ Only',
    'a parameter group must be one of layer1, output, got `layer7`',
  ],
  'a loss is measured at a number': [
    () => handled({ theta: multiply(loss(examples)(norm(theta) as never), theta) }),
    'theta ▸ multiply ▸ Measure ▸ parameters',
    '`parameters` must be parameters of `learner`, got a scalar',
  ],
  'a loss is measured at another network': [
    () => handled({ theta: multiply(loss(examples)(other as never), theta) }),
    'theta ▸ multiply ▸ Measure ▸ parameters',
    '`parameters` must be parameters of `learner`, got parameters of `other`',
  ],
  'a loss is measured on a vector': [
    () => handled({ theta: multiply(loss(theta as never)(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ batch',
    '`batch` must be a batch, got parameters of `learner`',
  ],
  'a loss is measured without a network': [
    () => alone(loss(examples)(theta)),
    'term',
    'a variable must be used inside the node that binds it, got `B`, which nothing around its use binds',
  ],
  'a vector is differentiated': [
    () => alone(grad((at: Params) => at as Syntax as never)(theta)),
    'term ▸ Component ▸ Gradient ▸ body',
    '`body` must be a scalar, got parameters of `learner`',
  ],
  'a gradient is taken at a batch': [
    () => handled({ theta: grad((x: Params) => norm(x))(batch as never) }),
    'theta ▸ Component ▸ Gradient ▸ rescaled ▸ divide ▸ squareRoot ▸ Reduce ▸ multiply ▸ multiply ▸ FirstOrder ▸ Select ▸ Compare ▸ Select ▸ Compare ▸ Reduce ▸ multiply ▸ multiply ▸ right',
    '`right` must be a scalar, parameters or rows, got a batch',
  ],
  'a vector is like a number': [
    () => alone(like(norm(theta) as never, 1)),
    'term ▸ Like ▸ of',
    '`of` must be parameters or rows, got a scalar',
  ],
  'a vector fills a vector': [
    () => alone(like(theta, theta as never)),
    'term ▸ Like ▸ value',
    '`value` must be a scalar, got parameters of `learner`',
  ],
  'a vector is joined': [
    () => handled({ theta: multiply(loss(join(examples, theta as never))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Join ▸ second',
    '`second` must be a batch, got parameters of `learner`',
  ],
  'sampled labels are joined': [
    () => handled({ theta: multiply(loss(join(sampleLabels(examples, theta), examples))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Join ▸ first',
    'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered, got labels made by the program',
  ],
  'sampled labels are taken from': [
    () => handled({ theta: multiply(loss(take(sampleLabels(examples, theta), 1))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Take ▸ batch',
    'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered, got labels made by the program',
  ],
  'sampled labels are shuffled': [
    () => handled({ theta: multiply(loss(shuffle(sampleLabels(examples, theta)))(theta), theta) }),
    'theta ▸ multiply ▸ Measure ▸ Shuffle ▸ batch',
    'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered, got labels made by the program',
  ],
  'a sample with a sampled label is joined': [
    () =>
      handled({
        theta: multiply(
          expectation(sampleLabels(examples, theta), (x) => loss(join(x, examples))(theta)),
          theta,
        ),
      }),
    'theta ▸ multiply ▸ Component ▸ Expectation ▸ Measure ▸ Join ▸ first',
    'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered, got labels made by the program',
  ],
  'a step leaves out its kind': [
    () => alone(innerLoop(2, (at: Params) => less(at, 0) as never)(theta)),
    'term ▸ Component ▸ Loop ▸ next[0]',
    '`next[0]` must be parameters of `learner`, got a condition on each coordinate of `learner`',
  ],
  'a step changes the network': [
    () => alone(innerLoop<Params>(2, () => other as never)(theta)),
    'term ▸ Component ▸ Loop ▸ next[0]',
    '`next[0]` must be parameters of `learner`, got parameters of `other`',
  ],
  'a step turns a number into a vector': [
    () => alone(innerLoop<Scalar>(2, () => theta as never)(norm(theta))),
    'term ▸ Component ▸ Loop ▸ next[0]',
    '`next[0]` must be a scalar, got parameters of `learner`',
  ],
  'a trajectory is of no loop': [
    () => alone(mean({ ...steps(theta), last: theta }, (at: Params) => norm(at))),
    'term ▸ Along ▸ loop',
    '`loop` must be a `Loop`, got parameters of `learner`',
  ],
  'a loop runs over a vector': [
    () => handled({ theta: overSamples(theta as never, (at: Params) => at)(theta) }),
    'theta ▸ Component ▸ Loop ▸ times.samplesOf',
    '`times.samplesOf` must be a batch or episodes, got parameters of `learner`',
  ],
  'a vector is summed over tasks': [
    () => handled({ theta: totalOverTasks(theta as never) }),
    'theta ▸ Total ▸ list',
    '`list` must be a list over tasks of scalars or parameters, got parameters of `learner`',
  ],
  'an element of another shape is appended': [
    () => handled({ past: append(past as never, { anchor: theta, weight: theta } as never) }),
    'past ▸ Append ▸ values',
    '`values` must have 1 entries, got 2',
  ],
  'tasks are mapped over a vector': [
    () => handled({ theta: totalOverTasks(mapTasks(theta as never, () => theta)) }),
    'theta ▸ Total ▸ MapTasks ▸ over',
    '`over` must be a list over tasks or a memory, got parameters of `learner`',
  ],
  'constraints are a vector': [
    () => handled({ theta: coneProjection()(theta as never)(theta) }),
    'theta ▸ ConeProjection ▸ constraints',
    '`constraints` must be a list over tasks of parameters of `learner`, got parameters of `learner`',
  ],
  'a slot is not declared': [
    () => handled({ phantom: theta }),
    'updates.phantom',
    'a slot must be declared in the state, got `phantom`',
  ],
  'a slot is given a vector of another network': [
    () => handled({ theta: other }),
    'updates.theta',
    'the new value of `theta` must be parameters of `learner`, got parameters of `other`',
  ],
  'a slot is given a truth value': [
    () => handled({ theta: less(theta, 0) }),
    'updates.theta',
    'the new value of `theta` must be parameters of `learner`, got a condition on each coordinate of `learner`',
  ],
  'a memory slot is given a vector': [
    () => handled({ memory: theta }),
    'updates.memory',
    'the new value of `memory` must be a memory, got parameters of `learner`',
  ],
  'a list slot is given a vector': [
    () => handled({ past: theta }),
    'updates.past',
    'the new value of `past` must be a list over tasks of parameters of `learner`, got parameters of `learner`',
  ],
  'a vector slot is given a memory': [
    () => handled({ theta: push(aReservoir, examples) }),
    'updates.theta',
    'the new value of `theta` must be parameters of `learner`, got a memory',
  ],
  'a vector slot is given a list': [
    () => handled({ theta: perTask({ anchor: theta }) }),
    'updates.theta',
    'the new value of `theta` must be parameters of `learner`, got a list over tasks of parameters of `learner`',
  ],
  'the sides of when differ': [
    () => handled({ theta: when<Params>(less(norm(theta), 1), norm(theta) as never, theta) }),
    'theta ▸ Component ▸ When ▸ otherwise[0]',
    '`otherwise[0]` must be a scalar, got parameters of `learner`',
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
    'theta ▸ multiply ▸ Measure ▸ batch',
    '`batch` must be a batch, got a memory',
  ],
  'examples are drawn from a vector': [
    () =>
      handled({
        theta: multiply(
          draw(theta as never, 2, (m) => loss(m)(theta)),
          theta,
        ),
      }),
    'theta ▸ multiply ▸ Measure ▸ Draw ▸ memory',
    '`memory` must be a memory, got parameters of `learner`',
  ],
  'a slot has no value': [() => handled({ theta }, {}), '', 'every slot must have a value, got `theta` has none'],
  'a slot holds something else': [
    () => handled({ theta }, { ...shapes, memory: shapes.theta!, theta: shapes.memory! }),
    '',
    '`theta` must hold parameters of `learner`, got a memory',
  ],
  'an event has no examples to look at': [
    () => handled({ theta: multiply(loss(examples)(theta), theta) }, shapes, 0),
    'theta ▸ multiply ▸ Measure ▸ B',
    'an event must have examples where a program looks at them, got none',
  ],
  'a place is asked for that a batch has not': [
    () => handled({ theta: multiply(placeIn(shuffle(examples), 3), theta) }),
    'theta ▸ multiply ▸ Place',
    'an example of this batch is at a place below 3, got 3',
  ],
  'a loss on remembered examples is measured without a network': [
    () => alone(draw(reservoir(2), 1, (old) => loss(old)(theta))),
    'Measure',
    'a loss on a batch needs a network, got a program on plain vectors',
  ],
}

describe('a program that means nothing is a Left that says where, and what would be right', () => {
  it.each(Object.entries(programs))('%s', (_, [build, path, message]) => {
    const result = build()
    if (E.isRight(result)) throw new Error('it compiled')
    const { where, rule, got, code } = result.left
    expect(where).toMatch(/^probe( onBatch)?$/)
    expect(code).toBe(2)
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
