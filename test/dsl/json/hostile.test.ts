import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeProgram, encodeProgram } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { document, edited, withNode } from './document.ts'
import { played } from './played.ts'

const refusal = (u: unknown): string => {
  const result = decodeProgram(u)
  return E.isLeft(result) ? render(result.left) : 'taken'
}

const nodes = (of: ReturnType<typeof document>) => of.handlers.onBatch!.nodes
const in1 = (rule: string, path: string): string => `program: ${rule}.\n  in        ${path}`
const at = (path: string): string => `handlers.onBatch.nodes${path}`

describe('a document that is as it should be', () => {
  it('is taken, is written back as it was, and runs', async () => {
    const result = decodeProgram(document())
    if (E.isLeft(result)) throw new Error(render(result.left))
    expect(decodeProgram(encodeProgram(result.right))).toMatchObject({ _tag: 'Right' })
    expect(await played(result.right)).toBeTypeOf('object')
  })
})

describe('a document edited by hand is refused with the way to the place', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    [
      'an unknown tag',
      withNode(13, { _tag: 'Binery' }),
      'program: `_tag` must be one of the language, got "Binery".\n  in        handlers.onBatch.nodes[13]._tag',
    ],
    [
      'a tag that objects of JavaScript have',
      withNode(13, { _tag: '__proto__' }),
      'program: `_tag` must be one of the language, got "__proto__".',
    ],
    [
      'wrong kinds: parameters and a batch',
      withNode(13, { left: 4 }),
      in1('`left` must be a scalar, parameters or rows, got a batch', at('[13].left')),
    ],
    [
      'a gradient where one of its results is due',
      withNode(13, { right: 10 }),
      in1(
        '`right` must be a scalar, parameters or rows, got several results, which are read through `Component`',
        at('[13].right'),
      ),
    ],
    [
      'a cycle: a node that is its own operand',
      withNode(13, { left: 13 }),
      in1('`left` must be the number of an earlier node, got 13', at('[13].left')),
    ],
    [
      'a reference ahead',
      withNode(9, { parameters: 14 }),
      in1('`parameters` must be the number of an earlier node, got 14', at('[9].parameters')),
    ],
    [
      'a reference that is no whole number',
      withNode(14, { left: 6.5 }),
      in1('`left` must be the number of an earlier node, got 6.5', at('[14].left')),
    ],
    [
      'a reference below 0',
      withNode(14, { left: -1 }),
      in1('`left` must be the number of an earlier node, got -1', at('[14].left')),
    ],
    [
      'an unbound variable',
      withNode(17, { _tag: 'FirstOrder', of: 6, index: undefined }),
      'program: `index` must be left out',
    ],
    [
      'a variable used outside of the loop that binds it',
      edited((of) => {
        nodes(of).push({ _tag: 'FirstOrder', of: 6 })
        of.handlers.onBatch!.updates.theta = 19
      }),
      in1(
        'a variable must be used inside the node that binds it, got `θ`, which nothing around its use binds',
        'handlers.onBatch.updates.theta',
      ),
    ],
    [
      'a draw that names a loop it is not in',
      edited((of) => {
        nodes(of).push({ _tag: 'Measure', measure: 'loss', parameters: 0, batch: 7 })
        of.handlers.onBatch!.updates.theta = 19
      }),
      in1(
        'a variable must be used inside the node that binds it, got `i`, which nothing around its use binds',
        'handlers.onBatch.updates.theta',
      ),
    ],
    [
      'a variable bound twice',
      withNode(16, { bound: [8] }),
      in1('a variable must be bound by one node only, and `p` is bound again', at('[16]')),
    ],
    [
      'a slot of the state that is bound once more',
      withNode(16, { bound: [0] }),
      in1('a variable given from outside must not be bound, got `θ`', 'handlers.onBatch'),
    ],
    [
      'something that is no variable in a binder',
      withNode(10, { bound: [9] }),
      in1('`[0]` must be the number of an earlier variable, got 9', at('[10].bound[0]')),
    ],
    [
      'an option that the program has not',
      withNode(12, { name: 'rat' }),
      'program: `name` must be that of a numeric option of the program, got `rat`.',
    ],
    [
      'a result that does not exist',
      withNode(17, { index: 1 }),
      in1('`index` must be below 1, the number of results of a `Loop`, got 1', at('[17].index')),
    ],
    [
      'an operator that is none',
      withNode(13, { operator: 'constructor' }),
      in1(
        '`operator` must be one of add, subtract, multiply, divide, maximum, minimum, got "constructor"',
        at('[13].operator'),
      ),
    ],
    [
      'a field too many',
      withNode(13, { then: 3 }),
      in1('`then` must be left out: the fields of a node `Binary` are operator, left, right, got 3', at('[13].then')),
    ],
    [
      'a field too few',
      edited((of) => {
        delete nodes(of)[13]!.right
      }),
      in1('`right` must be the number of an earlier node, got nothing', at('[13].right')),
    ],
    ['a count below 0', withNode(7, { count: -1 }), at('[7].count')],
    ['a count beyond all bounds', withNode(7, { count: 1e300 }), at('[7].count')],
    [
      'a number that is none',
      edited((of) => {
        nodes(of)[12] = { _tag: 'Literal', value: 'NaN' }
      }),
      in1('`value` must be a number, or one of the strings "Infinity", "-Infinity", "-0", got "NaN"', at('[12].value')),
    ],
    [
      'a loop over samples without a sample',
      withNode(16, { times: { samplesOf: 4, size: 1 } }),
      in1('a loop over samples must bind its sample, got nothing', at('[16].sample')),
    ],
    [
      'a loop over parts of no samples',
      withNode(16, { times: { samplesOf: 4, size: 0 } }),
      in1('`size` must be a whole number from 1 to 1000000000, got 0', at('[16].times.size')),
    ],
    [
      'a loop whose next value has another kind',
      withNode(16, { next: [7] }),
      in1('`next[0]` must be parameters of `learner`, got a batch', at('[16].next[0]')),
    ],
    [
      'a part of a combinator that is nothing known',
      withNode(15, { parts: { rate: { nodes: 12 } } }),
      at('[15].parts.rate'),
    ],
    [
      'a part named `__proto__`',
      withNode(15, { parts: JSON.parse('{ "__proto__": { "number": 1 } }') }),
      '`__proto__` must be called by a name',
    ],
    [
      'a slot named `__proto__`',
      edited((of) => {
        of.state.slots = JSON.parse('{ "__proto__": 1 }')
      }),
      in1(
        '`__proto__` must be called by a name: 1 to 100 characters, and none that objects of JavaScript have, got "__proto__"',
        'state.slots.__proto__',
      ),
    ],
    [
      'a slot named `toString`',
      edited((of) => {
        of.state.slots = { toString: 1 }
      }),
      'state.slots.toString',
    ],
    [
      'an update of a slot that is not declared',
      edited((of) => {
        of.handlers.onBatch!.updates.theat = 17
      }),
      in1('a slot must be declared in the state, got `theat`', 'handlers.onBatch.updates.theat'),
    ],
    [
      'an update of another kind than its slot',
      edited((of) => {
        of.handlers.onBatch!.updates.memory = 17
      }),
      in1('the new value of `memory` must be a memory, got parameters of `learner`', 'handlers.onBatch.updates.memory'),
    ],
    [
      'a slot that the handler does not know',
      edited((of) => {
        delete of.handlers.onBatch!.slots.past
      }),
      in1(
        '`past` must be a list over tasks of parameters of `learner`, as in the state, got nothing',
        'handlers.onBatch.slots.past',
      ),
    ],
    [
      'two slots that are one variable',
      edited((of) => {
        of.handlers.onBatch!.task = 0
      }),
      in1('the slots, `task` and `batch` must be different variables', 'handlers.onBatch'),
    ],
    [
      'an event that is none',
      edited((of) => {
        of.handlers.onBreak = of.handlers.onBatch!
      }),
      'program: `onBreak` must be left out: the fields of the handlers of a program are onTaskStart, onBatch, onTaskEnd, onEpisodes, adapt, predict, got an object.',
    ],
    [
      'initial values that see a batch',
      edited((of) => {
        of.state.nodes.push(
          { _tag: 'Variable', name: 'B', kind: 'batch' },
          { _tag: 'Measure', measure: 'loss', parameters: 0, batch: 3 },
        )
        of.state.slots.more = 4
      }),
      in1(
        'a variable must be used inside the node that binds it, got `B`, which nothing around its use binds',
        'state.slots.more',
      ),
    ],
    [
      'nodes that are no list',
      edited((of) => ({ ...of, state: { ...of.state, nodes: { length: 1e9 } } })),
      in1('`nodes` must be a list of nodes, got an object', 'state.nodes'),
    ],
    ['a node that is null', edited((of) => ({ ...of, state: { ...of.state, nodes: [null] } })), 'state.nodes[0]'],
    ['a document that is a text', 'eval("1")', 'program: it must be a program, got "eval(\\"1\\")".'],
    ['nothing', undefined, 'program: it must be a program, got nothing.'],
  ]
  it.each(cases)('%s', (_what, u, message) => {
    expect(refusal(u)).toContain(message)
  })

  it('characters that a terminal would act on do not reach it', () => {
    const message = refusal(withNode(13, { _tag: '\u001b[2J\u0007' }))
    expect(message).not.toContain('\u001b')
    expect(message).not.toContain('\u0007')
  })

  it('every other thing said by a document is data: nothing of it is called', () => {
    const called: string[] = []
    const trap = {
      toJSON: () => called.push('toJSON'),
      toString: () => called.push('toString'),
      valueOf: () => called.push('valueOf'),
    }
    for (const field of ['left', 'right', 'operator', '_tag']) refusal(withNode(13, { [field]: trap }))
    expect(called).toEqual([])
  })
})
