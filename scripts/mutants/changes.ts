import { all, at, below, parsed, type Tree } from './tree.ts'

/** A fault that could be made: what is written in place of a piece of a source. */
export interface Change {
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly to: string
}

/** Takes the place of a whole node, or of a stretch of the source. */
type Other = { readonly kind: string; readonly to: string; readonly of?: Pick<Tree, 'start' | 'end'> }

const operators: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '++': ['--'],
  '--': ['++'],
  '+=': ['-='],
  '-=': ['+='],
}

/** Functions that are easily taken for another: of the language, of tensor programs and of JavaScript. */
const families: readonly (readonly string[])[] = [
  ['add', 'subtract'],
  ['multiply', 'divide'],
  ['maximum', 'minimum'],
  ['less', 'lessEqual', 'equal'],
  ['negate', 'abs', 'absolute', 'sign'],
  ['sqrt', 'square'],
  ['squareRoot', 'exponential', 'logarithm'],
  ['exp', 'log'],
  ['sine', 'cosine', 'tanh'],
  ['sin', 'cos', 'tanh'],
  ['sum', 'average', 'largest'],
  ['dot', 'norm'],
  ['total', 'mean'],
  ['totalOverTasks', 'meanOverTasks'],
  ['max', 'min'],
  ['floor', 'ceil', 'round'],
  ['some', 'every'],
  ['push', 'unshift'],
  ['pop', 'shift'],
  ['entries', 'keys', 'values'],
]

/** The order of what these are given changes nothing: not at any order of differentiation, nor in what is demanded or listed. */
const commutative: ReadonlySet<string> = new Set([
  'add',
  'multiply',
  'dot',
  'equal',
  'sameShape',
  'sameSort',
  'gives',
  'literalOf',
  'is',
  'open',
])

/** Functions of a type alone: what they give is what they are given. */
const transparent: ReadonlySet<string> = new Set(['built', 'batchTerm', 'asScalar'])

/** Methods whose receiver could stand in place of the call. */
const passing: ReadonlySet<string> = new Set(['filter', 'map', 'reverse', 'slice', 'sort', 'flat', 'trim', 'toSorted'])

/** What only says something to a reader: a fault there is of words. */
const said: ReadonlySet<string> = new Set(['rule', 'got', 'hint', 'about', 'range', 'symbol', 'source', 'deviations'])
const sayers: ReadonlySet<string> = new Set(['IllShaped', 'Error', 'fault', 'unknownName', 'wrong'])

/** What lists statements. */
const blocks: ReadonlySet<string> = new Set(['Program', 'BlockStatement', 'SwitchCase'])

const isFunction = ({ type }: Tree): boolean => type === 'ArrowFunctionExpression' || type === 'FunctionExpression'

const nameOf = (tree: Tree): string | undefined =>
  tree.type === 'Identifier'
    ? String(tree.name)
    : tree.type === 'MemberExpression' && tree.computed !== true
      ? nameOf(at(tree, 'property'))
      : undefined

const pairs = <A>(list: readonly A[]): readonly (readonly [A, A])[] => list.slice(1).map((b, i) => [list[i]!, b])

/** All the faults that could be made in a source, one at a time. */
export const changesOf = (code: string): readonly Change[] => {
  const found: Change[] = []
  const text = ({ start, end }: Pick<Tree, 'start' | 'end'>): string => code.slice(start, end)

  /** Two neighbours of a list take each other's place. */
  const exchanged = (kind: string, list: readonly Tree[]): readonly Other[] =>
    pairs(list)
      .filter(([a, b]) => text(a) !== text(b))
      .map(([a, b]) => ({
        kind,
        of: { start: a.start, end: b.end },
        to: `${text(b)}${code.slice(a.end, b.start)}${text(a)}`,
      }))

  /** A list without one of its entries, with the comma after it or else before it. */
  const without = (kind: string, list: readonly Tree[], which: (entry: Tree) => boolean = () => true) =>
    list.flatMap((entry, i): readonly Other[] => {
      const [before, after] = [list[i - 1], list[i + 1]]
      const of =
        after !== undefined
          ? { start: entry.start, end: after.start }
          : { start: before?.end ?? entry.start, end: entry.end }
      return which(entry) ? [{ kind, of, to: '' }] : []
    })

  const call = (tree: Tree): readonly Other[] => {
    const [callee, given] = [at(tree, 'callee'), all(tree, 'arguments')]
    const name = nameOf(callee)
    const values = given.filter((one) => !isFunction(one) && one.type !== 'SpreadElement')
    const own = callee.type === 'MemberExpression' ? at(callee, 'property') : callee
    const isPassing = callee.type === 'MemberExpression' && name !== undefined && passing.has(name)
    if (name !== undefined && (transparent.has(name) || sayers.has(name))) return []
    return [
      ...(name !== undefined && commutative.has(name) ? [] : exchanged('arguments exchanged', given)),
      ...(isPassing ? [{ kind: 'call left out', to: text(at(callee, 'object')) }] : []),
      ...(isPassing ? [] : values.slice(0, 2).map((one) => ({ kind: 'call by its argument', to: `(${text(one)})` }))),
      ...families
        .filter((family) => name !== undefined && family.includes(name))
        .flatMap((family) => family.filter((other) => other !== name))
        .map((other) => ({ kind: 'another function', of: own, to: other })),
    ]
  }

  const literal = ({ value }: Tree): readonly Other[] => {
    if (typeof value === 'boolean') return [{ kind: 'constant', to: String(!value) }]
    if (typeof value !== 'number') return []
    const others = value === 0 ? [1] : value === 1 ? [0, 2] : [0, value + 1]
    return others.map((other) => ({ kind: 'constant', to: String(other) }))
  }

  const entries = (tree: Tree): readonly Other[] => {
    const properties = all(tree, 'properties')
    const plain = properties.filter((p) => p.type === 'Property' && p.computed !== true && p.method !== true)
    const spoken = (p: Tree): boolean => said.has(nameOf(at(p, 'key')) ?? '')
    return [
      ...without('spread left out', properties, ({ type }) => type === 'SpreadElement'),
      ...pairs(plain.filter((p) => !spoken(p)))
        .filter(([a, b]) => text(at(a, 'value')) !== text(at(b, 'value')))
        .map(([a, b]) => ({
          kind: 'entries exchanged',
          of: { start: a.start, end: b.end },
          to: `${text(at(a, 'key'))}: ${text(at(b, 'value'))}${code.slice(a.end, b.start)}${text(at(b, 'key'))}: ${text(at(a, 'value'))}`,
        })),
    ]
  }

  const binary = (tree: Tree): readonly Other[] =>
    (operators[String(tree.operator)] ?? []).map((other) => ({
      kind: 'operator',
      to: `(${text(at(tree, 'left'))} ${other} ${text(at(tree, 'right'))})`,
    }))

  const rules: Readonly<Record<string, (tree: Tree, above: Tree) => readonly Other[]>> = {
    BinaryExpression: binary,
    AssignmentExpression: (tree) =>
      (operators[String(tree.operator)] ?? []).map((other) => ({
        kind: 'operator',
        to: `${text(at(tree, 'left'))} ${other} ${text(at(tree, 'right'))}`,
      })),
    LogicalExpression: (tree) => {
      const [left, right] = [text(at(tree, 'left')), text(at(tree, 'right'))]
      const other = tree.operator === '&&' ? '||' : '&&'
      return [
        ...(tree.operator === '??' ? [] : [{ kind: 'operator', to: `((${left}) ${other} (${right}))` }]),
        { kind: 'side left out', to: `(${left})` },
        { kind: 'side left out', to: `(${right})` },
      ]
    },
    UnaryExpression: (tree) =>
      ['-', '!'].includes(String(tree.operator)) ? [{ kind: 'operator', to: `(${text(at(tree, 'argument'))})` }] : [],
    UpdateExpression: (tree) => [
      {
        kind: 'operator',
        to: text(tree).replace(String(tree.operator), operators[String(tree.operator)]![0]!),
      },
    ],
    Literal: literal,
    MemberExpression: (tree) =>
      /^Number\.(POSITIVE|NEGATIVE)_INFINITY$/.test(text(tree)) ? [{ kind: 'constant', to: '1' }] : [],
    ConditionalExpression: (tree) => {
      const [then, otherwise] = [text(at(tree, 'consequent')), text(at(tree, 'alternate'))]
      return [
        { kind: 'condition negated', to: `(${text(at(tree, 'test'))} ? ${otherwise} : ${then})` },
        { kind: 'branch left out', to: `(${then})` },
        { kind: 'branch left out', to: `(${otherwise})` },
      ]
    },
    IfStatement: (tree) => {
      const test = at(tree, 'test')
      return [
        { kind: 'condition negated', of: test, to: `!(${text(test)})` },
        { kind: 'branch left out', of: test, to: `false && (${text(test)})` },
      ]
    },
    SwitchStatement: (tree) =>
      all(tree, 'cases')
        .filter((one) => one.test !== null)
        .map((one) => ({ kind: 'branch left out', of: one, to: '' })),
    CallExpression: call,
    NewExpression: (tree) =>
      sayers.has(nameOf(at(tree, 'callee')) ?? '') ? [] : exchanged('arguments exchanged', all(tree, 'arguments')),
    ArrayExpression: (tree, above) => [
      ...(above.type === 'NewExpression' ? [] : exchanged('entries exchanged', all(tree, 'elements'))),
      ...without('entry left out', all(tree, 'elements')),
    ],
    ArrayPattern: (tree) =>
      exchanged(
        'entries exchanged',
        all(tree, 'elements').filter(({ type }) => type !== 'RestElement'),
      ),
    ObjectExpression: entries,
    ExpressionStatement: (tree) =>
      typeof tree.directive !== 'string' ? [{ kind: 'statement left out', to: ';' }] : [],
    ContinueStatement: () => [{ kind: 'statement left out', to: ';' }],
    BreakStatement: () => [{ kind: 'statement left out', to: ';' }],
  }

  const isType = ({ type }: Tree): boolean => type.startsWith('TS')
  // Casts and `!` are types around a value.
  const value = (tree: Tree): Tree => (isType(tree) && 'expression' in tree ? at(tree, 'expression') : tree)

  const visit = (outer: Tree, above: Tree, begins: boolean): void => {
    const tree = value(outer)
    if (isType(tree) || tree.type === 'ImportDeclaration' || tree.type === 'ExportAllDeclaration') return
    if (tree.type === 'ExportNamedDeclaration' && tree.source !== null) return
    for (const { kind, to, of = tree } of rules[tree.type]?.(tree, above) ?? []) {
      // Sources end statements by the line: a parenthesis at the start of one would go on with the line before.
      const own = begins && of.start === outer.start && to.startsWith('(') ? `;${to}` : to
      found.push({ kind, start: of.start, end: of.end, to: own })
    }
    const speaks =
      (tree.type === 'CallExpression' || tree.type === 'NewExpression') && sayers.has(nameOf(at(tree, 'callee')) ?? '')
    const inside =
      tree.type === 'Property'
        ? said.has(nameOf(at(tree, 'key')) ?? '')
          ? []
          : [at(tree, 'value')]
        : speaks
          ? []
          : below(tree)
    const isStatement = tree.type === 'ExpressionStatement'
    for (const child of inside) visit(child, tree, isStatement ? begins : blocks.has(tree.type))
  }
  const whole = parsed(code)
  visit(whole, whole, false)
  return found
}
