import { setImmediate } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { defaults } from '../../dsl/index.ts'
import { isMetricLike, metricFrom, programOf } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { counterExample, type Law, laws, type Verdict } from '../../laws/index.ts'
import { benchmarkFrom, isBenchmarkLike } from '../../streams/index.ts'
import { isPath as isFile, isJson, isMethod, methodIn, methodNamed } from '../user-files/method-named.ts'
import { chosenIn, soughtIn } from '../user-files/named-export.ts'
import { networksOf } from '../user-files/network-in.ts'
import { networksIn } from '../user-files/networks-in.ts'
import { penaltiesIn } from '../user-files/penalties-in.ts'
import { type Exports, userModule } from '../user-files/user-module.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export interface CheckOrder {
  readonly name: string
  /** How many cases a law is tried on; of its own kind's number unless given. */
  readonly runs: number | undefined
  readonly seed: number
  /** Only the law of this number. */
  readonly only: number | undefined
  /** Where in the cases of that law to look. */
  readonly path: string | undefined
}

/** A law and what trying it came to, in words. */
export interface JudgedLaw {
  readonly name: string
  readonly number: number
  readonly cases: number
  readonly seed: number
  /** The smallest case against it, the program that gave its numbers, and what leads there again. */
  readonly against?: { readonly lines: readonly string[]; readonly program?: string; readonly path: string }
}

/** What is told of a check: how many laws there are, then of each when it is begun and what it came to. */
export type Checked =
  | { readonly _tag: 'Laws'; readonly total: number }
  | { readonly _tag: 'Begun'; readonly subject: string }
  | { readonly _tag: 'Judged'; readonly subject: string; readonly law: JudgedLaw }

/** Something to check: what it is called, its laws, and how many cases are enough unless more are asked for. */
interface Subject {
  readonly title: string
  readonly laws: readonly Law[]
  readonly runs: number
}

const ofMethod = (name: string): TE.TaskEither<Fault, readonly Subject[]> =>
  pipe(
    methodNamed(name),
    TE.chainFirstEitherK((method) => programOf({ name, method, options: defaults(method.options) })),
    TE.map((method) => [{ title: `the method ${method.name}`, laws: laws.method(method), runs: 20 }]),
  )

const ofNetworks = (path: string, exported: Exports): E.Either<Fault, readonly Subject[]> =>
  pipe(
    networksIn(path, exported),
    E.map(
      RA.map(({ network, inputShape }) => ({
        title: `the network ${network.name}, on inputs of ${inputShape.join(' × ')}`,
        laws: laws.network({ network, inputShape }),
        runs: 5,
      })),
    ),
  )

/** The benchmarks of a file, each on its own data. */
const ofBenchmarks = (path: string, exported: Exports): TE.TaskEither<Fault, readonly Subject[]> =>
  pipe(
    [...soughtIn(exported, isBenchmarkLike).keys()],
    TE.traverseSeqArray((value) =>
      pipe(
        TE.fromEither(benchmarkFrom(value)),
        TE.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
        TE.bindTo('benchmark'),
        TE.bind('data', ({ benchmark }) => benchmark.data()),
        TE.map(({ benchmark, data }) => ({
          title: `the benchmark ${benchmark.name}, on ${data.source}`,
          laws: laws.benchmark({ benchmark, data }),
          runs: 5,
        })),
      ),
    ),
  )

/** The metrics of a file. */
const ofMetrics = (path: string, exported: Exports): E.Either<Fault, readonly Subject[]> =>
  pipe(
    [...soughtIn(exported, isMetricLike).keys()],
    E.traverseArray((value) =>
      pipe(
        metricFrom(value),
        E.bimap(
          (of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] }),
          (metric) => ({ title: `the metric ${metric.name}`, laws: laws.metric(metric), runs: 100 }),
        ),
      ),
    ),
  )

/** Everything in a file that has laws. */
const inFile = (path: string): TE.TaskEither<Fault, readonly Subject[]> =>
  pipe(
    userModule(chosenIn(path).file),
    TE.chain((exported) => {
      const penalties = penaltiesIn(exported).map(([name, penalty]) => ({
        title: `the penalty ${name}`,
        laws: laws.penalty(penalty),
        runs: 100,
      }))
      const hasMethod = Object.values(exported).some(isMethod)
      if (penalties.length > 0 && !hasMethod) return TE.right(penalties)
      const others = [networksOf(exported), soughtIn(exported, isBenchmarkLike), soughtIn(exported, isMetricLike)]
      if (!hasMethod && others.some(({ size }) => size > 0))
        return pipe(
          [
            TE.fromEither(ofNetworks(path, exported)),
            ofBenchmarks(path, exported),
            TE.fromEither(ofMetrics(path, exported)),
          ],
          TE.sequenceSeqArray,
          TE.map((subjects) => subjects.flat()),
        )
      return pipe(
        TE.fromEither(methodIn(chosenIn(path), exported)),
        TE.chain(() => ofMethod(path)),
        TE.map((subjects) => [...subjects, ...penalties]),
      )
    }),
  )

/** A law, and its number among all that are checked. */
interface Numbered {
  readonly law: Law
  readonly number: number
}

/** The subjects with their laws numbered from 1; with `only`, that one. */
const numbered = (
  subjects: readonly Subject[],
  only: number | undefined,
): E.Either<Fault, readonly (Omit<Subject, 'laws'> & { readonly laws: readonly Numbered[] })[]> => {
  const before = subjects.map((_, i) => subjects.slice(0, i).reduce((sum, { laws }) => sum + laws.length, 0))
  const total = subjects.reduce((sum, { laws }) => sum + laws.length, 0)
  if (only !== undefined && only > total)
    return E.left(fault({ where: '--law', rule: `the law must be one of 1 to ${total}`, got: String(only) }))
  return E.right(
    subjects.flatMap((subject, i) => {
      const laws = subject.laws
        .map((law, j) => ({ law, number: before[i]! + j + 1 }))
        .filter(({ number }) => only === undefined || number === only)
      return laws.length === 0 ? [] : [{ ...subject, laws }]
    }),
  )
}

const inWords = ({ law, number }: Numbered, verdict: Verdict): JudgedLaw => {
  const { cases, seed, against } = verdict
  return {
    ...{ name: law.name, number, cases, seed },
    ...(against === undefined
      ? {}
      : {
          against: {
            lines: counterExample(verdict),
            ...(against.program === undefined ? {} : { program: against.program }),
            path: against.path,
          },
        }),
  }
}

export type CheckErrand = Errand<CheckOrder, Checked, void>

/** Puts what is named under its laws, one after the other, and tells what each comes to. */
export const checkErrand: Doing<CheckErrand> = ({ name, runs, seed, only, path }, tell, signal) =>
  pipe(
    isFile(name) && !isJson(name) ? inFile(name) : ofMethod(name),
    TE.chainEitherK((all) => numbered(all, only)),
    TE.chainTaskK((subjects) => async () => {
      tell({ _tag: 'Laws', total: subjects.reduce((sum, { laws }) => sum + laws.length, 0) })
      for (const subject of subjects) {
        for (const one of subject.laws) {
          if (signal.aborted) return
          tell({ _tag: 'Begun', subject: subject.title })
          const verdict = await one.law.judge({
            numRuns: runs ?? subject.runs,
            seed,
            ...(path === undefined ? {} : { path }),
          })
          tell({ _tag: 'Judged', subject: subject.title, law: inWords(one, verdict) })
          await setImmediate()
        }
      }
    }),
  )
