import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeProgram, defaults, encodeProgram } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { finetune, gradientReconstruction } from '../../../src/methods/index.ts'
import { played } from './played.ts'

type Nodes = Record<string, unknown>[]

interface Document {
  networks: Record<string, Record<string, unknown>>
  state: { networks?: Record<string, number>; nodes: Nodes }
  handlers: { onBatch: { nodes: Nodes } }
}

const options = { ...defaults(gradientReconstruction.options), units: 3, coordinates: 4, grid: 8 }
const document = (): Document =>
  JSON.parse(JSON.stringify(encodeProgram(gradientReconstruction.program(options)))) as Document

const refused = (change: (of: Document) => void): string => {
  const of = document()
  change(of)
  const result = decodeProgram(of)
  return E.isLeft(result) ? render(result.left) : 'taken'
}

const node = (of: Document, tag: string): Record<string, unknown> =>
  of.handlers.onBatch.nodes.find(({ _tag }) => _tag === tag)!

describe('a program with a network of its own, as JSON', () => {
  it('says what the network is, and comes back as a program that runs alike', async () => {
    const of = document()
    expect(of.networks).toEqual({
      h: { hidden: [3, 3, 3], activation: 'relu', initialisation: 'fanInUniform' },
    })
    const back = decodeProgram(of)
    if (E.isLeft(back)) throw new Error(render(back.left))
    expect(encodeProgram(back.right)).toEqual(of)
    expect(await played(back.right)).toEqual(await played(gradientReconstruction.program(options)))
  })
  it('a program without one does not mention networks', () => {
    expect(encodeProgram(finetune.program(defaults(finetune.options)))).not.toHaveProperty('networks')
  })
  it.each<readonly [string, (of: Document) => void, string]>([
    [
      'no variable for φ₀',
      (of) => {
        of.state.networks = {}
      },
      '`h` must have a variable for its initial parameters, got none.\n  in        state.networks',
    ],
    [
      'a network that is not declared',
      (of) => {
        of.networks = {}
      },
      'a network must be declared in `networks`, got h.\n  in        state.networks.h',
    ],
    [
      'θ₀ for φ₀',
      (of) => {
        of.state.networks = { h: 0 }
      },
      '`h` must be parameters of `h`, got parameters of `learner`.\n  in        state.networks.h',
    ],
    [
      'the name of the learner',
      (of) => {
        of.networks.learner = of.networks.h!
      },
      'a network must have a name of its own, of one word, got `learner`.\n  in        networks.learner',
    ],
    [
      'more units than there may be',
      (of) => {
        of.networks.h!.hidden = [1e6]
      },
      '`[0]` must be a whole number from 1 to 1024, got 1000000.\n  in        networks.h.hidden[0]',
    ],
    [
      'more layers than there may be',
      (of) => {
        of.networks.h!.hidden = Array(17).fill(1)
      },
      '`hidden` must be a list of at most 16 numbers of units, got a list of 17.\n  in        networks.h.hidden',
    ],
    [
      'an activation that there is not',
      (of) => {
        of.networks.h!.activation = 'sine'
      },
      '`activation` must be one of relu, tanh, got "sine".\n  in        networks.h.activation',
    ],
    [
      'a network applied with parameters of another',
      (of) => {
        node(of, 'Apply').network = 'g'
      },
      '`parameters` must be parameters of `g`, got parameters of `h`',
    ],
    [
      'values picked at what are no drawn coordinates',
      (of) => {
        node(of, 'Pick').coordinates = node(of, 'Pick').of
      },
      '`coordinates` must be a `Coordinates`, got parameters of `learner`',
    ],
    [
      'coordinates of another network',
      (of) => {
        node(of, 'Coordinates').network = 'h'
      },
      '`of` must be parameters of `h`, got parameters of `learner`',
    ],
    [
      'no coordinates',
      (of) => {
        node(of, 'Coordinates').count = 0
      },
      '`count` must be a whole number from 1 to',
    ],
  ])('is refused with %s', (_what, change, what) => expect(refused(change)).toContain(what))
})
