import pc from 'picocolors'
import { counted } from '../../counted.ts'
import type { BackendFinding, Diagnosis, MemoryFinding } from '../errands/doctor/diagnosis.ts'
import { type Console, colourful, columnsOf, wrapped } from '../terminal/console.ts'

interface Line {
  readonly name: string
  readonly fine: boolean
  readonly says: string
  readonly advice: string
}

const milliseconds = (value = 0): string => `${value >= 10 ? Math.round(value) : value} ms`

const speed = (of: BackendFinding): string =>
  [
    of.version,
    ...(of.loadMilliseconds === undefined
      ? []
      : [
          `loads in ${milliseconds(of.loadMilliseconds)}, first kernel ${milliseconds(of.firstKernelMilliseconds)}, again ${milliseconds(of.nextKernelMilliseconds)}`,
        ]),
    ...(of.library === undefined ? [] : [of.place === undefined ? of.library : `${of.library} in ${of.place}`]),
    ...hardware(of),
  ].join(', ')

/** The GPUs and their driver. */
const hardware = ({ gpus = [], driver }: BackendFinding): readonly string[] => [
  ...gpus,
  ...(driver === undefined ? [] : [`driver ${driver}`]),
]

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const memoryLine = ({ totalBytes, freeBytes, heapLimitBytes, wasmLimitBytes, advice }: MemoryFinding): Line => ({
  name: 'memory',
  fine: true,
  says: `${gibibytes(freeBytes)} free of ${gibibytes(totalBytes)}; limits: ${gibibytes(heapLimitBytes)} of JavaScript, ${gibibytes(wasmLimitBytes)} of wasm`,
  advice,
})

const linesOf = ({ retain, node, backends, memory, data }: Diagnosis): readonly Line[] => [
  { name: 'retain', fine: true, says: retain, advice: 'retain --help shows what it can do' },
  {
    name: 'node',
    fine: node.fine,
    says: `${node.version} on ${node.platform}, ${counted(node.cores, 'core')}`,
    advice: node.advice,
  },
  ...backends.map((one) => ({
    name: `backend ${one.name}`,
    fine: one.works,
    says: one.works ? speed(one) : [`does not work: ${one.reason}`, ...hardware(one)].join('; '),
    advice: one.advice,
  })),
  memoryLine(memory),
  ...data.map(({ name, where, found, detail, advice }) => ({
    name: `data ${name}${where === 'embedded' ? ', embedded' : ''}`,
    fine: found,
    says: found ? detail : `not there: ${detail}`,
    advice,
  })),
]

/** What was found, as people read it: of each thing what it says of itself, and what to do. */
export const printed = (diagnosis: Diagnosis, { out, env }: Console): string => {
  const { bold, green, yellow, dim } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const paragraph = (text: string): string => `  ${wrapped(text, width - 2, '  ').replaceAll('\n', '\n  ')}\n`
  return linesOf(diagnosis)
    .map(
      ({ name, fine, says, advice }) =>
        `${fine ? green('✓') : yellow('–')} ${bold(name)}\n${paragraph(says)}${dim(paragraph(advice))}`,
    )
    .join('')
}
