import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'

const example = 'for example --set rate=0.05'

/** The pairs of `--set option=value`, an option at most once; what values are right is the method's business. */
export const parseSettings = (pairs: readonly string[]): E.Either<Fault, Readonly<Record<string, string>>> =>
  pipe(
    pairs,
    E.traverseArray((pair): E.Either<Fault, readonly [string, string]> => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
      return name.trim() === '' || value.trim() === ''
        ? E.left(fault({ where: '--set', rule: 'a setting must be option=value', got: `\`${pair}\``, hint: example }))
        : E.right([name.trim(), value.trim()])
    }),
    E.chain((entries) => {
      const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) !== i)
      return twice === undefined
        ? E.right(Object.fromEntries(entries))
        : E.left(
            fault({
              where: '--set',
              rule: 'each option must be set once',
              got: `\`${twice[0]}\` more than once`,
              hint: example,
            }),
          )
    }),
  )
