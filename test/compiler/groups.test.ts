import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsNamed } from '../../src/compiler/lower/groups.ts'
import { Refusal } from '../../src/compiler/lower/refusal.ts'
import {
  dense,
  flatten,
  gate,
  type Layer,
  layoutOf,
  type Network,
  resNet18,
  sigmoid,
} from '../../src/networks/index.ts'

const gated: Network = {
  name: 'own',
  layers: [
    flatten,
    gate<Layer>({
      body: [dense('body', 4)],
      branch: [dense('branch.first', 4), sigmoid, dense('branch.last', 4), sigmoid],
    }),
    dense('output', 'outputs'),
  ],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
}

const between = { inputShape: [32, 32, 3], outputs: 10 }
const layouts = [gated, resNet18()].map((network) => layoutOf(network, between))
const all = (layout: (typeof layouts)[number]) => [...new Set(layout.tensors.map(({ group }) => group))]

describe('the parameter groups that a name stands for', () => {
  it('law: a group’s own name is that group alone', () => {
    for (const layout of layouts)
      for (const group of all(layout)) expect([...groupsNamed(layout, [group])]).toEqual([group])
  })
  it('law: the start of a name, up to a dot, is all that start so', () => {
    const starts = fc.constantFrom(...layouts).chain((layout) =>
      fc.record({
        layout: fc.constant(layout),
        start: fc.constantFrom(
          ...all(layout)
            .flatMap((group) => [...group.matchAll(/\./g)].map(({ index }) => group.slice(0, index)))
            .filter((start) => !all(layout).includes(start)),
        ),
      }),
    )
    fc.assert(
      fc.property(starts, ({ layout, start }) => {
        const want = all(layout).filter(
          (group) => group.split('.').slice(0, start.split('.').length).join('.') === start,
        )
        expect(want.length).toBeGreaterThan(0)
        expect([...groupsNamed(layout, [start])]).toEqual(want)
      }),
    )
  })
  it('a branch of a gate is named so; where a group has the name, those below it are left out', () => {
    expect([...groupsNamed(layouts[0]!, ['branch', 'output'])]).toEqual(['branch.first', 'branch.last', 'output'])
    expect([...groupsNamed(layouts[1]!, ['conv'])]).toEqual(['conv'])
  })
  it.each(['bran', 'branch.', 'branch.fir', '', '.'])('control: `%s` is the name of none', (name) => {
    expect(() => groupsNamed(layouts[0]!, [name])).toThrow(Refusal)
  })
})
