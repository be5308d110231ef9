import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Result, refuse } from '../judge/result.ts'
import { within } from '../judge/trouble.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { type Codec, fields, isRecord } from './composite.ts'
import { type DecodedNodes, decodeNodes } from './decode-nodes.ts'
import { guarded } from './plain-values.ts'
import { read } from './read.ts'
import { anyNode, anyVariable } from './references.ts'

/** What a part of a program is read with: the names of its numeric options, and how many nodes may still come. */
export interface Around {
  readonly options: ReadonlySet<string>
  readonly room: number
}

export const anything: Codec<unknown> = guarded('anything', (_u): _u is unknown => true)

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
