import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Values } from '../../dsl/index.ts'
import { dataOf, type ExperimentSettings, type Prepared, prepared } from '../../experiment/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import { type Fault, fault, unknownName } from '../../fault.ts'
import { settingsOf } from './experiment-settings.ts'
import { parseSettings } from './settings.ts'

/** A method that takes part in a comparison. */
export interface Contestant {
  /** What it is called there: its name, or that of its file. */
  readonly label: string
  /** The options of it that are set. */
  readonly set: Values
  readonly settings: ExperimentSettings
  readonly ready: Prepared
}

interface Named {
  readonly name: string
  readonly label: string
}

const example = 'for example --set emcl.lambda=2'

/** The methods in a text such as `ewc,emcl,./mine.ts`. */
const parseMethods = (text: string): E.Either<Fault, readonly Named[]> => {
  const names = text.split(',').map((name) => name.trim())
  const named = names.map((name) => ({ name, label: basename(name).replace(/\.(json|[cm]?[jt]s)$/, '') }))
  const twice = named.find(({ label }, i) => named.findIndex((one) => one.label === label) !== i)
  const wrong = (rule: string, got: string) =>
    E.left(fault({ where: 'compare', rule, got, hint: 'for example retain compare finetune,ewc,emcl' }))
  if (names.includes('')) return wrong('methods must be names with commas between them', `\`${text}\``)
  return twice === undefined
    ? E.right(named)
    : wrong('each method must be named once', `\`${twice.label}\` more than once`)
}

/** For each method the settings that are its own, of pairs such as `emcl.lambda=2`. */
const settingsByMethod = (
  pairs: readonly string[],
  methods: readonly Named[],
): E.Either<Fault, ReadonlyMap<string, readonly string[]>> =>
  pipe(
    pairs,
    E.traverseArray((pair): E.Either<Fault, readonly [string, string]> => {
      const [, label, setting] = /^\s*([^.=]+)\.([^.=]+=.*)$/s.exec(pair) ?? []
      if (label === undefined || setting === undefined) {
        const rule = 'a setting must be METHOD.option=value'
        return E.left(fault({ where: '--set', rule, got: `\`${pair}\``, hint: example }))
      }
      const known = methods.map((method) => method.label)
      return known.includes(label)
        ? E.right([label, setting])
        : E.left(unknownName({ where: '--set', what: 'method', name: label, known }))
    }),
    E.map(
      (own) =>
        new Map(
          methods.map(({ label }) => [label, own.flatMap(([method, setting]) => (method === label ? [setting] : []))]),
        ),
    ),
  )

/** The options that are set, as they are decoded. */
const setIn = (options: Values, texts: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(texts, name)))

/** The methods that are named, each with its settings checked and its streams drawn; the data is read once. */
export const contestantsOf = (
  methods: string,
  pairs: readonly string[],
  asked: Asked,
): TE.TaskEither<Fault, readonly Contestant[]> =>
  pipe(
    TE.fromEither(
      pipe(
        E.Do,
        E.bind('named', () => parseMethods(methods)),
        E.bind('own', ({ named }) => settingsByMethod(pairs, named)),
      ),
    ),
    TE.chain(({ named, own }) =>
      pipe(
        named,
        TE.traverseSeqArray(({ name, label }: Named) => {
          return pipe(
            TE.fromEither(parseSettings(own.get(label) ?? [])),
            TE.bindTo('texts'),
            TE.bind('settings', ({ texts }) => settingsOf(name, texts, asked)),
            TE.map(({ texts, settings }) => ({ label, settings, set: setIn(settings.options, texts) })),
          )
        }),
      ),
    ),
    TE.chain((all) => {
      const [first] = all
      if (first === undefined) return TE.right([])
      return pipe(
        dataOf(first.settings),
        TE.chainEitherK((data) =>
          pipe(
            all,
            E.traverseArray((one) =>
              pipe(
                prepared(one.settings)(data),
                E.map((ready) => ({ ...one, ready })),
              ),
            ),
          ),
        ),
      )
    }),
  )
