import { type Method, type MethodProgram, mentionsOf, type Syntax, topDown, type Values } from '../../dsl/index.ts'

/** The options that whole numbers in a program stand for: those of its nodes, by field. */
export type CountNames = ReadonlyMap<Syntax, Readonly<Record<string, string>>>

const fields = ['times', 'count', 'from', 'size', 'capacity', 'value', 'grid'] as const

/** The nodes of a program in an order that depends on its form alone. */
const nodesOf = ({ theta0, networks = {}, state, handlers }: MethodProgram): readonly Syntax[] => {
  const roots = [
    theta0,
    ...Object.values(networks).map(({ initial }) => initial),
    ...Object.values(state),
    ...Object.values(handlers).flatMap((h) => [
      ...Object.values(h.slots),
      h.task,
      ...Object.values(h.batches),
      ...Object.values(h.updates),
    ]),
  ]
  return [...topDown(roots, mentionsOf)]
}

const numberIn = (s: Syntax, field: string): number | undefined => {
  const holder = field === 'size' && s._tag === 'Loop' && typeof s.times !== 'number' ? s.times : s
  const value = (holder as Readonly<Record<string, unknown>>)[field]
  return typeof value === 'number' ? value : undefined
}

/**
 * Which numbers of a program are options of its method. A count reaches the program as a plain number, so the program is
 * built once more with the count changed by one: a number that equals the count both times stands for it.
 */
export const countNames = (method: Method, values: Values, program: MethodProgram): CountNames => {
  const nodes = nodesOf(program)
  const names = new Map<Syntax, Record<string, string>>()
  for (const [name, option] of Object.entries(method.options)) {
    const value = values[name] ?? option.fallback
    if (option.symbol === undefined || typeof value !== 'number') continue
    const other = [value + 1, value - 1].find((v) => option.codec.is(v))
    if (other === undefined || typeof option.seen(name, value) !== 'number') continue
    const changed = nodesOf(method.program({ ...values, [name]: other }))
    if (changed.length !== nodes.length) continue
    nodes.forEach((s, i) => {
      for (const field of fields)
        if (s._tag === changed[i]!._tag && numberIn(s, field) === value && numberIn(changed[i]!, field) === other)
          names.set(s, { ...names.get(s), [field]: option.symbol! })
    })
  }
  return names
}
