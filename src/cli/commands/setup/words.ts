import * as O from 'fp-ts/lib/Option.js'
import pc from 'picocolors'
import { type Kind, packages } from '../../../native/index.ts'
import { driver, type Removed, type SetUp, type Trial } from '../../../native/setup/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../../terminal/console.ts'
import { megabytes } from '../../words/megabytes.ts'

const devices: Readonly<Record<Kind, string>> = { cpu: 'the CPU', gpu: 'a GPU' }
const backends: Readonly<Record<Kind, string>> = { cpu: 'node', gpu: 'node-gpu' }

const states: Readonly<Record<SetUp['state'], string>> = {
  made: 'is set up',
  mended: 'was set up by another version of Retain, and has the addon of this one',
  there: 'is set up already',
}

/** Paragraphs with a name before each, as wide as the terminal. */
const paragraphs = (rows: readonly (readonly [name: string, text: string])[], { out, env }: Console): string => {
  const { dim } = pc.createColors(colourful(out, env))
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  const room = columnsOf(out) - width
  return rows
    .map(
      ([name, text]) =>
        `${dim(name.padEnd(width))}${wrapped(text, room, '').replaceAll('\n', `\n${' '.repeat(width)}`)}\n`,
    )
    .join('')
}

const heading = (text: string, { out, env }: Console): string =>
  `${pc.createColors(colourful(out, env)).bold(wrapped(text, columnsOf(out), '  '))}\n`

/** Whether a build for a GPU has found one. */
const gpuRow = ({ build, trial }: SetUp): readonly (readonly [string, string])[] => {
  if (build.kind === 'cpu') return []
  const cuda = build.cuda === 'machine' ? "the machine's own CUDA" : "NVIDIA's wheels of CUDA 12 and cuDNN 9"
  const at = O.match(
    () => 'no GPU: this machine has no driver of NVIDIA; on one that has, `retain doctor` tells of it',
    (version: string) =>
      `no GPU, though NVIDIA's driver ${version} is there${trial.warning === undefined ? '' : `: ${trial.warning}`}`,
  )(driver())
  return [['gpu', `${trial.gpu ? 'found' : at}; with ${cuda}`]]
}

const checkWords = ({ tensorFloat32 }: Trial): string =>
  `a product and a convolution are right, to the bit${tensorFloat32 === false ? '; TF32 is off' : ''}`

/** What a set-up did, how large what it made is, how it is used and how it is taken away. */
export const whatWasDone = (how: SetUp, console: Console): string => {
  const { place, build, trial, state, did } = how
  return `${heading(`TensorFlow ${trial.tensorflow} for ${devices[build.kind]} ${states[state]}`, console)}${paragraphs(
    [
      ...did.map(
        ([what, seconds]) => ['did', `${what}: ${seconds === 0 ? 'done before' : `${seconds.toFixed(1)} s`}`] as const,
      ),
      ['check', checkWords(trial)],
      ...gpuRow(how),
      ['where', `${place} (${megabytes(build.bytes)})`],
      ['use', `retain run emcl --benchmark permuted-mnist --backend ${backends[build.kind]}`],
      ['remove', 'retain setup tensorflow --remove'],
    ],
    console,
  )}`
}

/** That the package's own library works, and nothing was done. */
export const leftAlone = (kind: Kind, trial: Trial, console: Console): string =>
  `${heading(`${packages[kind]} has its own TensorFlow ${trial.tensorflow}, which works: it is left alone`, console)}${paragraphs(
    [
      ['use', `retain run emcl --benchmark permuted-mnist --backend ${backends[kind]}`],
      ['newer', `retain setup tensorflow ${kind} --own sets up one that takes whole events as one call, beside it`],
    ],
    console,
  )}`

/** What was taken away. */
export const takenAway = (folders: readonly Removed[], console: Console): string =>
  folders.length === 0
    ? 'nothing is set up\n'
    : paragraphs(
        folders.map(({ folder, bytes }) => ['removed', `${folder} (${megabytes(bytes)})`] as const),
        console,
      )
