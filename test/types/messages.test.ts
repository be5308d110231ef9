import { expect, it } from 'vitest'
import { project } from '../docs/project.ts'

const of = (parts: string): string =>
  `{ name: 'm', source: 's', options: { rate: positive(0.1) }, state: (_, theta0) => ({ importance: like(theta0, 0), past: perTask(theta0) }), ${parts} }`

/** What somebody writes in a method, and all that the type checker says of it: one line, which names what is wrong. */
const slips: readonly (readonly [slip: string, code: string, said: string])[] = [
  [
    'a misspelt slot',
    of('onBatch: () => ({ theta, importance }) => ({ theta, importnace: importance })'),
    `Type '{ theta: Params; importnace: Params<"learner">; }' is not assignable to type '"no slot is called \`importnace\`"'.`,
  ],
  [
    'a misspelt slot that is read',
    of('onBatch: () => ({ importnace }) => ({ theta: importnace })'),
    `Property 'importnace' does not exist on type 'Seeing<{ readonly importance: Params<"learner">; readonly past: List<Params>; }, "onBatch">'.`,
  ],
  [
    'a scalar where parameters are due',
    of('onBatch: () => ({ theta }) => ({ theta: sum(theta) })'),
    `Type '{ theta: Scalar; }' is not assignable to type '"\`theta\` holds parameters, and this is a scalar"'.`,
  ],
  [
    'an objective in the place of its value',
    of('onBatch: () => ({ batch, loss }) => ({ theta: loss(batch) })'),
    `Type '{ theta: Objective<"learner">; }' is not assignable to type '"\`theta\` holds parameters, and this is no such term"'.`,
  ],
  [
    'parameters where a list is due',
    of('onBatch: () => ({ theta }) => ({ past: theta })'),
    `Type '{ past: Params; }' is not assignable to type '"\`past\` holds a list over tasks, and this is parameters"'.`,
  ],
]

/** The same where an event is optional, and in a function of the language: more lines, of which the last says it. */
const longer: readonly (readonly [slip: string, code: string, said: string])[] = [
  [
    'a misspelt slot at the end of a task',
    of('onBatch: () => () => ({}), onTaskEnd: () => ({ theta }) => ({ importanse: theta })'),
    `Type '{ importanse: Params; }' is not assignable to type '"no slot is called \`importanse\`"'.`,
  ],
  [
    'another slot in a prediction',
    of('onBatch: () => () => ({}), predict: () => ({ theta, importance }) => ({ theta, importance })'),
    `Type '{ theta: Params; importance: Params<"learner">; }' is not assignable to type '"no slot is called \`importance\`"'.`,
  ],
  [
    'a scalar in the place of parameters',
    of('onBatch: () => ({ theta }) => ({ theta: metaUpdate({ direction: sum(theta), rate: 1 })(theta) })'),
    `Property '[parameters]' is missing in type 'CombinatorSyntax & { readonly [scalar]: true; }' but required in type '{ readonly [parameters]: (network: "learner") => "learner"; }'.`,
  ],
]

it('what types refuse in a method is told in one line that names it', async () => {
  const { write, typeErrors } = project('type-messages')
  const all = [...slips, ...longer]
  write(
    'slips.ts',
    [
      "import { defineMethod, like, metaUpdate, perTask, positive, sum } from 'retain-lang'",
      ...all.map(([, code]) => `defineMethod(${code})`),
    ].join('\n'),
  )
  const said = (await typeErrors()).trim().split(/\n(?=slips)/)
  const linesAt = (i: number): readonly string[] =>
    said.flatMap((one) => {
      const [, line, text] = /^slips\.ts\((\d+),\d+\): error TS\d+: (.*)$/s.exec(one) ?? []
      return Number(line) === i + 2 ? text!.split('\n').map((part) => part.trim()) : []
    })
  expect(said).toHaveLength(all.length)
  slips.forEach(([, , text], i) => {
    expect(linesAt(i)).toEqual([text])
  })
  longer.forEach(([, , text], i) => {
    expect(linesAt(slips.length + i).at(-1)).toBe(text)
  })
  expect(linesAt(all.length - 1)[0]).toBe("Type 'Scalar' is not assignable to type 'Params<\"learner\">'.")
  expect(linesAt(all.length - 1)).toHaveLength(4)
})
