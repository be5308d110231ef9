import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Fault } from '../../fault.ts'
import type { AuxiliaryNetworks } from '../auxiliary.ts'
import { type HandlerName, handlerNames } from '../events.ts'
import { limits } from '../judge/limits.ts'
import { type Result, refuse } from '../judge/result.ts'
import { faultOf, within } from '../judge/trouble.ts'
import type { HandlerProgram, MethodProgram } from '../method.ts'
import type { Values } from '../options.ts'
import { type Codec, fields, optional, record } from './composite.ts'
import { decodeHandler } from './decode-handler.ts'
import { decodeState } from './decode-state.ts'
import { auxiliaryNetwork } from './networks.ts'
import { name, number, text } from './plain-values.ts'
import { read } from './read.ts'
import { anything } from './section.ts'

const optionValue: Codec<number | string> = new t.Type<number | string, unknown, unknown>(
  'a number or a text',
  (u): u is number | string => typeof u === 'number' || typeof u === 'string',
  (u, c) => {
    const asNumber = number.validate(u, c)
    return E.isRight(asNumber) ? asNumber : text.validate(u, c)
  },
  t.identity,
)

type Handlers = { readonly [H in HandlerName]?: unknown }

interface Outline {
  readonly method: string
  readonly options: Values
  readonly networks?: AuxiliaryNetworks | undefined
  readonly state: unknown
  readonly handlers: Handlers
}

/** The outermost level of a program, its parts still unread. */
export const outline: Codec<Outline> = fields<Outline>('a program', {
  method: name,
  options: record(optionValue),
  networks: optional(record(auxiliaryNetwork)),
  state: anything,
  handlers: fields<Handlers>(
    'the handlers of a program',
    Object.fromEntries(handlerNames.map((name) => [name, optional(anything)])) as {
      readonly [H in HandlerName]: Codec<unknown>
    },
  ),
})

const decoded = ({ method, options, networks, state: rawState, handlers: raw }: Outline): Result<MethodProgram> => {
  const reserved = Object.keys(networks ?? {}).find((own) => own === 'learner' || own.includes(' '))
  if (reserved !== undefined)
    return refuse(`.networks.${reserved}`, 'a network must have a name of its own, of one word', `\`${reserved}\``)
  const numeric = new Set(Object.keys(options).filter((option) => typeof options[option] === 'number'))
  return pipe(
    decodeState(rawState, { options: numeric, room: limits.nodes }, networks ?? {}),
    E.mapLeft((trouble) => within('.state', trouble)),
    E.chain((state) => {
      const handlers: [HandlerName, HandlerProgram][] = []
      let count = state.count
      for (const event of handlerNames) {
        if (raw[event] === undefined) continue
        const one = decodeHandler(event, raw[event], { options: numeric, room: limits.nodes - count }, state.sorts)
        if (E.isLeft(one)) return E.left(within(`.handlers.${event}`, one.left))
        handlers.push([event, one.right.handler])
        count += one.right.count
      }
      return E.right({
        method,
        options,
        theta0: state.theta0,
        ...(networks === undefined
          ? {}
          : {
              networks: Object.fromEntries(
                Object.entries(networks).map(([own, network]) => [own, { network, initial: state.initial[own]! }]),
              ),
            }),
        state: state.slots,
        handlers: Object.fromEntries(handlers),
      })
    }),
  )
}

/**
 * A program from plain JSON, if everything about it is in order: known nodes that refer to earlier ones only, kinds that
 * agree, variables used where they are bound, a size and a depth that can be compiled. What is wrong is said with the way
 * to the place: `handlers.onBatch.nodes[17].left`.
 *
 * Law: encode ∘ decode ∘ encode = encode.
 */
export const decodeProgram = (u: unknown): E.Either<Fault, MethodProgram> =>
  pipe(read(outline, u), E.chain(decoded), E.mapLeft(faultOf))
