import { protocolOf } from '../../experiment/protocol/index.ts'
import { settingsOf } from '../../experiment/settings/index.ts'
import type { RecordedRun } from '../../records/index.ts'
import { type Standing, standingOf } from '../standing.ts'

/** A record by the name of its file without its ending, and its runs. */
export interface NamedRecord {
  readonly name: string
  readonly runs: readonly RecordedRun[]
}

/** Methods that learned from the same stream, judged alike. */
export interface Section {
  readonly standings: readonly Standing[]
  readonly seeds: readonly number[]
  /** Runs of which there was another with the same label and seed. */
  readonly repeated: number
}

/** What a method may have of its own in a section. */
const own = ['backend', 'folder', 'measures', 'evaluateEvery', 'tf32', 'xla', 'lanes', 'initialisation'] as const

/** What runs must have in common to be compared, in letters. */
const streamOf = ({ started }: RecordedRun): string => {
  const settings = Object.entries(settingsOf(started)).filter(([name]) => !own.some((one) => one === name))
  return JSON.stringify([settings, started.protocol, started.format === 1 ? started.data : started.digests.data])
}

/** What tells runs of one label apart, by name. */
const variantOf = ({ started }: RecordedRun): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({
      method: started.method,
      ...started.options,
      ...(started.initialisation === undefined ? {} : { initialisation: started.initialisation }),
      ...(started.format === 1 ? {} : { program: started.digests.program.slice(0, 6) }),
    }).map(([name, value]) => [name, `${value}`]),
  )

/** `emcl` of `emcl-seed3`: a record of a comparison is of one seed. */
const labelIn = (name: string): string => name.replace(/-seed\d+$/, '')

const grouped = <A>(all: readonly A[], keyOf: (one: A) => string): readonly (readonly A[])[] => {
  const groups = new Map<string, A[]>()
  for (const one of all) {
    const key = keyOf(one)
    const there = groups.get(key)
    if (there === undefined) groups.set(key, [one])
    else there.push(one)
  }
  return [...groups.values()]
}

interface Labelled {
  readonly label: string
  readonly run: RecordedRun
}

/** Runs of one label that are of several settings get them into their label, as far as they differ. */
const toldApart = (runs: readonly Labelled[]): readonly Labelled[] => {
  const variants = grouped(runs, ({ run }) => JSON.stringify(variantOf(run)))
  if (variants.length === 1) return runs
  const settings = variants.map(([first]) => (first === undefined ? {} : variantOf(first.run)))
  const names = [...new Set(settings.flatMap((one) => Object.keys(one)))]
  const apart = names.filter((name) => settings.some((one) => one[name] !== settings[0]?.[name]))
  // What a program's options change shows in its digest too.
  const said = apart.some((name) => name !== 'program') ? apart.filter((name) => name !== 'program') : apart
  return variants.flatMap((variant, i) =>
    variant.map(({ label, run }) => ({
      label: `${label} (${said.flatMap((name) => (settings[i]?.[name] === undefined ? [] : `${name}=${settings[i][name]}`)).join(', ')})`,
      run,
    })),
  )
}

/** One run a seed: of several the last that came to its end. */
const onceEach = (runs: readonly RecordedRun[]): readonly RecordedRun[] =>
  grouped(runs, ({ started }) => `${started.seed}`)
    .flatMap((same) => same.findLast(({ ending }) => ending?._tag === 'RunEnded') ?? same.at(-1) ?? [])
    .toSorted((a, b) => a.started.seed - b.started.seed)

/** By the first metric that methods are compared by; those of which no run came to its end last. */
const bestFirst = (standings: readonly Standing[]): readonly Standing[] => {
  const metric = protocolOf(standings[0]?.sample.started ?? {}).metrics.find(({ compared }) => compared)
  const sign = metric?.better === 'less' ? 1 : -1
  const rank = ({ mean }: Standing): number => {
    const value = mean?.[metric?.name ?? '']
    return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value
  }
  return standings.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
}

const sectionOf = (runs: readonly Labelled[]): Section => {
  const labelled = grouped(runs, ({ label }) => label).flatMap(toldApart)
  const methods = grouped(labelled, ({ label }) => label).map((same) => ({
    label: same[0]?.label ?? '',
    runs: onceEach(same.map(({ run }) => run)),
  }))
  const kept = methods.flatMap((method) => method.runs)
  const standings = methods.flatMap((method) => standingOf(method.label, method.runs) ?? [])
  return {
    standings: bestFirst(standings),
    seeds: [...new Set(kept.map(({ started }) => started.seed))].toSorted((a, b) => a - b),
    repeated: runs.length - kept.length,
  }
}

/** The runs of records in sections, those of the same stream together, the best method first. */
export const sectionsOf = (records: readonly NamedRecord[]): readonly Section[] =>
  grouped(
    records.flatMap(({ name, runs }) => runs.map((run) => ({ label: labelIn(name), run }))),
    ({ run }) => streamOf(run),
  ).map(sectionOf)
