import { dependence, freeOf, takenBy } from './free.ts'
import { IllShaped } from './ill-shaped.ts'
import { type Loop, type Node, type Primitive, sameShape } from './node.ts'
import { typingOf } from './primitives/index.ts'
import type { Builder } from './vocabulary.ts'

const keyOf = (primitive: Primitive, inputs: readonly Node[], attributes: object): string => {
  const ids = inputs.map((input) => input.id).join(',')
  const rest = Object.values(attributes)
  return rest.length === 0
    ? `${primitive}|${ids}`
    : `${primitive}|${ids}|${rest.map((v) => (Object.is(v, -0) ? '-0' : String(v))).join('|')}`
}

const loopKey = ({ times, reverse, carried, initial, sliced, next, index }: Loop): string =>
  [
    times,
    reverse,
    index.id,
    ...[carried, initial, next].map((list) => list.map((n) => n.id).join(',')),
    sliced.map((s) => `${s.variable.id}:${s.source.id}`).join(','),
  ].join('|')

const alike = (a: Node, b: Node): boolean => sameShape(a.shape, b.shape) && a.type === b.type

const checkLoop = ({ times, index, carried, initial, sliced, next }: Loop): void => {
  if (!Number.isInteger(times) || times < 0)
    throw new IllShaped('loop', [], `the number of iterations must be a whole number, got ${times}`)
  if (index.shape.length !== 0) throw new IllShaped('loop', [index.shape], 'the index must be a scalar')
  if (initial.length !== carried.length || next.length !== carried.length)
    throw new IllShaped(
      'loop',
      [],
      `${carried.length} carried variables need as many initial and next values, got ${initial.length} and ${next.length}`,
    )
  carried.forEach((variable, i) => {
    const [first, then] = [initial[i]!, next[i]!]
    if (!alike(variable, first) || !alike(variable, then))
      throw new IllShaped(
        'loop',
        [variable.shape, first.shape, then.shape],
        `carried variable ${i}, its initial and its next value must be of one shape and type`,
      )
  })
  for (const { variable, source } of sliced)
    if (!sameShape([times, ...variable.shape], source.shape) || variable.type !== source.type)
      throw new IllShaped(
        'loop',
        [variable.shape, source.shape],
        `a sliced source must have a row for each of ${times} iterations`,
      )
}

// Serial numbers tell variables apart across builders, since programs of several builders may meet in one compiler.
let serial = 0

export const builder = (): Builder => {
  const made = new Map<string, Node>()
  const bodies = new WeakMap<
    Node,
    { readonly after: (node: Node) => boolean; readonly taken: (body: Node) => ReadonlySet<Node> }
  >()
  const place = (key: string, node: Omit<Node, 'id' | 'newest'>): Node => {
    const known = made.get(key)
    if (known !== undefined) return known
    serial += 1
    const newest = node.inputs.reduce((most, input) => Math.max(most, input.newest), 0)
    const fresh = { id: serial, newest, ...node } as Node
    made.set(key, fresh)
    return fresh
  }
  const make: Builder['make'] = (primitive, inputs, attributes) => {
    const key = keyOf(primitive, inputs, attributes)
    const known = made.get(key)
    if (known !== undefined) return known
    const { shape, type } = typingOf(primitive, inputs, attributes)
    return place(key, { primitive, inputs, attributes, shape, type } as Omit<Node, 'id' | 'newest'>)
  }
  const variable: Builder['variable'] = (name, shape, type = 'float') => {
    serial += 1
    return { id: serial, newest: serial, primitive: 'input', inputs: [], attributes: { name, serial }, shape, type }
  }
  const alias: Builder['alias'] = (node) => {
    serial += 1
    return {
      id: serial,
      newest: node.newest,
      primitive: 'alias',
      inputs: [node],
      attributes: { serial },
      shape: node.shape,
      type: node.type,
    }
  }
  const loop: Builder['loop'] = (l) => {
    const key = `loop|${loopKey(l)}`
    const known = made.get(key)
    if (known !== undefined) return known
    checkLoop(l)
    const bound = [l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]
    const inputs = [...l.initial, ...l.sliced.map((s) => s.source), ...freeOf(l.next, bound)]
    return place(key, { primitive: 'loop', inputs, attributes: l, shape: [], type: 'float' } as Omit<
      Node,
      'id' | 'newest'
    >)
  }
  const stack: Builder['stack'] = (unit, body) => {
    if (unit.primitive !== 'loop') throw new IllShaped('stack', [unit.shape], 'its first input must be a loop')
    const l = unit.attributes
    const key = `stack|${unit.id}|${body.id}`
    const known = made.get(key)
    if (known !== undefined) return known
    const own = bodies.get(unit) ?? { after: dependence([unit]), taken: takenBy(unit) }
    bodies.set(unit, own)
    const free = [...own.taken(body)]
    if (free.some(own.after))
      throw new IllShaped(
        'stack',
        [body.shape],
        'what a loop yields at every iteration must not depend on what it yields',
      )
    // What the loop takes from outside is among its own operands.
    const inputs = [unit, ...free]
    return place(key, {
      primitive: 'stack',
      inputs,
      attributes: { body },
      shape: [l.times, ...body.shape],
      type: body.type,
    } as Omit<Node, 'id' | 'newest'>)
  }
  const branch: Builder['branch'] = (condition, sides) => {
    const key = `branch|${condition.id}|${sides.then.map((n) => n.id).join(',')}|${sides.otherwise.map((n) => n.id).join(',')}`
    const pairs = sides.then.map((node, i) => [node, sides.otherwise[i]] as const)
    if (sides.then.length !== sides.otherwise.length || pairs.some(([a, b]) => b === undefined || !alike(a, b)))
      throw new IllShaped(
        'when',
        [...sides.then, ...sides.otherwise].map((n) => n.shape),
        'both sides must give values of the same shapes and types',
      )
    const inputs = [condition, ...sides.then, ...sides.otherwise]
    return place(key, { primitive: 'branch', inputs, attributes: sides, shape: [], type: 'float' } as Omit<
      Node,
      'id' | 'newest'
    >)
  }
  const remake: Builder['remake'] = (node, inputs) =>
    node.primitive === 'alias' ? alias(inputs[0]!) : make(node.primitive, inputs, node.attributes as never)
  return { make, variable, alias, loop, stack, branch, latest: () => serial, remake }
}
