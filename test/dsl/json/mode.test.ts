import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  decodeProgram,
  defineMethod,
  encodeProgram,
  loss,
  type Mode,
  sampleLabels,
  softLabels,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { edited } from './document.ts'

const written = (u: unknown): string =>
  E.match(render, (program: Parameters<typeof encodeProgram>[0]) => JSON.stringify(encodeProgram(program)))(
    decodeProgram(u),
  )

const inMode = (mode: unknown) =>
  edited((of) => {
    Object.assign(of.handlers.onBatch!.nodes[9]!, { mode })
  })

describe('the mode of a network in JSON', () => {
  it('is learning where it is left out, and left out where it is learning', () => {
    expect(written(edited(() => undefined))).toBe(written(inMode('learning')))
    expect(written(inMode('learning'))).not.toContain('"mode"')
  })
  it('is kept where it is predicting, by everything that runs the network', () => {
    const program = (mode: Mode) =>
      defineMethod({
        name: 'modes',
        source: 'a test',
        options: {},
        state: () => ({ told: 0 }),
        onBatch:
          () =>
          ({ theta, batch }) => ({
            told: add(
              loss(softLabels(batch, theta, mode), mode)(theta),
              loss(sampleLabels(batch, theta, mode), mode)(theta),
            ),
          }),
      }).program({})
    const text = JSON.stringify(encodeProgram(program('predicting')))
    expect(text.match(/"mode":"predicting"/g)).toHaveLength(4)
    expect(written(JSON.parse(text))).toBe(text)
    expect(JSON.stringify(encodeProgram(program('learning')))).not.toContain('"mode"')
  })
  it('is refused where it is something else', () => {
    expect(written(inMode('testing'))).toMatch(/one of learning, predicting/)
    expect(written(inMode(null))).toMatch(/one of learning, predicting/)
  })
})
