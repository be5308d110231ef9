import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { parseChoice } from '../../experiment/settings/index.ts'
import { type Fault, unknownName } from '../../fault.ts'
import type { Benchmark } from '../../streams/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../terminal/console.ts'

interface Entry {
  readonly name: string
  readonly about: readonly string[]
  /** What is told of it where it is asked for by its name. */
  readonly more?: readonly string[]
  /** Among others it has one line only. */
  readonly brief?: boolean
  /** What is known of it, as data. */
  readonly data: Readonly<Record<string, unknown>>
}

/** The flags of `retain list`. */
export interface ListFlags {
  readonly json?: boolean
}

const methodEntries = async (): Promise<readonly Entry[]> => {
  const { methods } = await import('../../methods/index.ts')
  return Object.entries(methods).map(([name, { source, options }]) => ({
    name,
    about: [source],
    more: Object.entries(options).map(
      ([option, { fallback, range, about, symbol }]) =>
        `--set ${option}=${fallback}  ${symbol === undefined ? '' : `${symbol}, `}${about === undefined ? '' : `${about}, `}${range}`,
    ),
    brief: true,
    data: {
      source,
      options: Object.entries(options).map(([option, { fallback, range, about, symbol }]) => ({
        name: option,
        fallback,
        range,
        ...(symbol === undefined ? {} : { symbol }),
        ...(about === undefined ? {} : { about }),
      })),
    },
  }))
}

const protocolOf = ({ batch, epochs = 1, iterations, network, memory }: Benchmark): string => {
  const length = iterations === undefined ? `${epochs === 1 ? 'once' : `${epochs} times`} in` : `in ${iterations}`
  const remembered = memory === undefined ? '' : `; memories of ${memory} examples`
  return `learned ${length} batches of ${batch} by the network ${network}${remembered}`
}

/** What a benchmark has of its own, as far as it is plain. */
const settingsIn = ({ description, ...rest }: Benchmark): Readonly<Record<string, unknown>> => ({
  about: description,
  ...Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => name !== 'name' && /^(number|string|boolean)$/.test(typeof value)),
  ),
})

const benchmarkEntries = async (): Promise<readonly Entry[]> => {
  const { benchmarks } = await import('../../streams/index.ts')
  return benchmarks.map((benchmark) => ({
    name: benchmark.name,
    about: [benchmark.description, protocolOf(benchmark)],
    data: settingsIn(benchmark),
  }))
}

const networkEntries = async (): Promise<readonly Entry[]> => {
  const { networks } = await import('../../networks/index.ts')
  return networks.map(({ name, about }) => ({ name, about: [about], data: { about } }))
}

const backendEntries = async (): Promise<readonly Entry[]> => {
  const { backends } = await import('../../interpreters/devices/index.ts')
  const best = backends.find(({ present }) => present())
  return backends.map((backend) => ({
    name: backend.name,
    about: [
      backend.about,
      backend.limits,
      backend.present()
        ? `installed${backend === best ? ', what --backend auto tries first' : ''}`
        : `not installed: needs ${backend.needs}`,
    ],
    data: {
      about: backend.about,
      limits: backend.limits,
      installed: backend.present(),
      first: backend === best,
      needs: backend.needs,
    },
  }))
}

const lists = {
  methods: methodEntries,
  benchmarks: benchmarkEntries,
  networks: networkEntries,
  backends: backendEntries,
}

type ListName = keyof typeof lists

/** What can be listed. */
export const listNames = Object.keys(lists) as readonly ListName[]

const clipped = (text: string, room: number): string => (text.length <= room ? text : `${text.slice(0, room - 1)}…`)

const printed = (entries: readonly Entry[], { out, env }: Console): string => {
  const { bold } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const left = Math.max(...entries.map(({ name }) => name.length)) + 2
  const room = width - left
  const roomy = room >= 40
  const indent = ' '.repeat(roomy ? left : 2)
  return entries
    .map(({ name, about, brief }) => {
      if (brief === true && roomy)
        return `${bold(name)}${' '.repeat(left - name.length)}${clipped(about[0] ?? '', room)}\n`
      if (brief === true) return `${bold(name)}\n`
      const lines = about.flatMap((text) => wrapped(text, width - indent.length, '  ').split('\n'))
      return roomy
        ? `${bold(name)}${' '.repeat(left - name.length)}${lines.join(`\n${indent}`)}\n`
        : `${bold(name)}\n${indent}${lines.join(`\n${indent}`)}\n`
    })
    .join('')
}

const singular = (list: ListName): string => list.replace(/s$/, '')

/** The entry of that name, whole; all of them, if none is asked for. */
const chosen =
  (list: ListName, name: string | undefined) =>
  (entries: readonly Entry[]): E.Either<Fault, readonly Entry[]> => {
    if (name === undefined) return E.right(entries)
    const one = entries.find((entry) => entry.name === name)
    const known = entries.map((entry) => entry.name)
    return one === undefined
      ? E.left(unknownName({ where: `retain list ${list}`, what: singular(list), name, known }))
      : E.right([{ name, about: [...one.about, ...(one.more ?? [])], data: one.data }])
  }

const json = (entries: readonly Entry[], name: string | undefined): string => {
  const all = entries.map((entry) => ({ name: entry.name, ...entry.data }))
  return `${JSON.stringify(name === undefined ? all : all[0], undefined, 1)}\n`
}

/** Prints what is known of a kind of thing, or of one of them. */
export const listCommand =
  (console: Console) =>
  (what: string, name?: string, flags: ListFlags = {}): TE.TaskEither<Fault, number> =>
    pipe(
      TE.fromEither(parseChoice('retain list', 'list', listNames)(what)),
      TE.chain((list) => pipe(TE.fromTask<readonly Entry[], Fault>(lists[list]), TE.chainEitherK(chosen(list, name)))),
      TE.map((entries) => {
        if (flags.json === true) {
          console.out.write(json(entries, name))
          return 0
        }
        console.out.write(printed(entries, console))
        const more = name === undefined && entries.some((entry) => (entry.more ?? []).length > 0)
        if (more) console.out.write(`  retain list ${what} ${entries[0]?.name} tells the options of one\n`)
        return 0
      }),
    )
