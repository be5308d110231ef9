import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../../dsl/index.ts'
import { type Fault, fault, unknownName } from '../../fault.ts'
import { methodNamed } from '../user-files/method-named.ts'
import { parseSettings } from './settings.ts'

/** A method that takes part, with options of its own: a method may do so twice with different ones. */
export interface Entrant {
  /** Its name, or its file. */
  readonly name: string
  /** What it is called there. */
  readonly label: string
  /** The options that are set, as they are written. */
  readonly set: Readonly<Record<string, string | number>>
}

const example = 'for example --set emcl.lambda=2'

/** `emcl`, `./mine.ts#second`, `emcl:lambda=1:rate=0.1`: a name, and options that are only its own. */
const named = (text: string): Pick<Entrant, 'name' | 'label'> & { readonly own: readonly string[] } => {
  const [, name = text, options = ''] = /^(.*?)((?::[^:=]+=[^:]*)*)$/s.exec(text) ?? []
  const stem = basename(name).replace(/\.(json|[cm]?[jt]s)(?=#|$)/, '')
  return { name, label: `${stem}${options}`, own: options.split(':').slice(1) }
}

type Named = ReturnType<typeof named>

/** The methods in a text such as `ewc,emcl:lambda=1,emcl:lambda=2,./mine.ts#second`. */
const parseMethods = (text: string): E.Either<Fault, readonly Named[]> => {
  const names = text.split(',').map((name) => name.trim())
  const all = names.map(named)
  const twice = all.find(({ label }, i) => all.findIndex((one) => one.label === label) !== i)
  const wrong = (rule: string, got: string) =>
    E.left(
      fault({
        where: 'compare',
        rule,
        got,
        hint: 'for example retain compare finetune,ewc,emcl:lambda=1,emcl:lambda=2',
      }),
    )
  if (names.includes('')) return wrong('methods must be names with commas between them', `\`${text}\``)
  return twice === undefined
    ? E.right(all)
    : wrong('each method must be named once, or with other options', `\`${twice.label}\` more than once`)
}

/** A setting of `--set`: of one of the methods or of all that have the option; its values, each a variant. */
interface Setting {
  readonly of: string | undefined
  readonly option: string
  readonly values: readonly string[]
}

/** `emcl.lambda=2`, `rate=0.01,0.1`. */
const settingIn =
  (labels: readonly string[]) =>
  (pair: string): E.Either<Fault, Setting> => {
    const [, left = '', values = ''] = /^\s*([^=]+)=(.*)$/s.exec(pair) ?? []
    const cut = left.lastIndexOf('.')
    const of = cut < 0 ? undefined : left.slice(0, cut).trim()
    const option = left.slice(cut + 1).trim()
    const listed = values.split(',').map((value) => value.trim())
    if (option === '' || of === '' || listed.includes(''))
      return E.left(
        fault({
          where: '--set',
          rule: 'a setting must be METHOD.option=value, or option=value for all that have it; several values have commas between them',
          got: `\`${pair}\``,
          hint: example,
        }),
      )
    return of === undefined || labels.includes(of)
      ? E.right({ of, option, values: listed })
      : E.left(unknownName({ where: '--set', what: 'method', name: of, known: labels }))
  }

/** Every choice of one value of each list. */
const choices = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  lists.reduce<readonly (readonly string[])[]>(
    (so, list) => so.flatMap((before) => list.map((value) => [...before, value])),
    [[]],
  )

/** The variants of a method: one for each choice of values where an option has several. */
const variantsOf =
  (settings: readonly Setting[]) =>
  ({ name, label, own, method }: Named & { readonly method: Method }): E.Either<Fault, readonly Entrant[]> => {
    const mine = settings.filter(
      ({ of, option }) => of === label || (of === undefined && Object.hasOwn(method.options, option)),
    )
    const several = mine.filter(({ values }) => values.length > 1)
    return pipe(
      choices(mine.map(({ values }) => values)),
      E.traverseArray((chosen) =>
        pipe(
          parseSettings([...own, ...mine.map(({ option }, i) => `${option}=${chosen[i]}`)]),
          E.map((set): Entrant => {
            const told = several.map((one) => `:${one.option}=${chosen[mine.indexOf(one)]}`).join('')
            return { name, label: `${label}${told}`, set }
          }),
        ),
      ),
    )
  }

/**
 * The methods that are named, with what is set of each: `METHOD.option=value` of one, `option=value` of all that have it, and several values
 * make as many variants.
 *
 * @returns a `Left` for a method that isn't known or is named twice with the same options, and for an option that none has
 */
export const entrantsOf = (methods: string, pairs: readonly string[]): TE.TaskEither<Fault, readonly Entrant[]> =>
  pipe(
    E.Do,
    E.bind('all', () => parseMethods(methods)),
    E.bind('settings', ({ all }) => pipe(pairs, E.traverseArray(settingIn(all.map(({ label }) => label))))),
    TE.fromEither,
    TE.bind('loaded', ({ all }) =>
      pipe(
        all,
        TE.traverseSeqArray((one: Named) =>
          pipe(
            methodNamed(one.name),
            TE.map((method) => ({ ...one, method })),
          ),
        ),
      ),
    ),
    TE.chainEitherK(({ settings, loaded }) => {
      const idle = settings.find(
        ({ of, option }) => of === undefined && !loaded.some(({ method }) => Object.hasOwn(method.options, option)),
      )
      return idle === undefined
        ? pipe(
            loaded,
            E.traverseArray(variantsOf(settings)),
            E.map((all) => all.flat()),
          )
        : E.left(
            unknownName({
              where: '--set',
              what: 'option',
              name: idle.option,
              known: [...new Set(loaded.flatMap(({ method }) => Object.keys(method.options)))],
            }),
          )
    }),
  )
