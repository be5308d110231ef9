import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Syntax, Variable } from '../syntax.ts'
import { type Codec, fields, isRecord } from './composite.ts'
import { type DecodedNodes, decodeNodes } from './decode-nodes.ts'
import { guarded } from './plain-values.ts'
import { read } from './read.ts'
import { anyNode, anyVariable } from './references.ts'
import { type Trouble, within } from './trouble.ts'

export type Result<A> = E.Either<Trouble, A>

/** What a part of a program is read with: the names of its numeric options, and how many nodes may still come. */
export interface Around {
  readonly options: ReadonlySet<string>
  readonly room: number
}

export const anything: Codec<unknown> = guarded('anything', (_u): _u is unknown => true)

export const refuse = (path: string, rule: string, got?: string): Result<never> =>
  E.left({ path, rule, ...(got === undefined ? {} : { got }) })

/** A part of a program that has its own list of nodes, and names some of them. */
export const section = <A extends object>(
  what: string,
  u: unknown,
  { options, room }: Around,
  named: (codecs: { readonly node: Codec<Syntax>; readonly variable: Codec<Variable> }) => {
    readonly [F in keyof A]-?: Codec<A[F]>
  },
): Result<{ readonly nodes: DecodedNodes; readonly named: A }> => {
  if (!isRecord(u)) return refuse('', `${what} must be an object`)
  return pipe(
    decodeNodes(Object.hasOwn(u, 'nodes') ? u.nodes : undefined, options, room),
    E.mapLeft((trouble) => within('.nodes', trouble)),
    E.chain((nodes) => {
      const references = { at: nodes.at, numberOf: () => -1 }
      const { nodes: _nodes, ...rest } = u
      const codec = fields<A>(what, named({ node: anyNode(references), variable: anyVariable(references) }))
      return pipe(
        read(codec, rest),
        E.map((of) => ({ nodes, named: of })),
      )
    }),
  )
}

/** That terms mention no variables but those given to them. */
export const closed = (
  nodes: DecodedNodes,
  terms: Readonly<Record<string, Syntax>>,
  given: readonly Variable[],
  path: string,
): Result<void> => {
  const rebound = given.find(nodes.isBound)
  if (rebound !== undefined) return refuse('', 'a variable given from outside must not be bound', `\`${rebound.name}\``)
  for (const [slot, term] of Object.entries(terms))
    for (const variable of nodes.freeIn(term))
      if (!given.includes(variable))
        return refuse(
          `${path}.${slot}`,
          'a variable must be used inside the node that binds it',
          `\`${variable.name}\`, which nothing around its use binds`,
        )
  return E.right(undefined)
}
