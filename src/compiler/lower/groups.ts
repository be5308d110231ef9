import type { Layout } from '../../networks/index.ts'
import { Refusal } from './refusal.ts'

/**
 * The parameter groups that names stand for: the group of that name; where there is none, all whose names go on from it after a dot,
 * as those of a branch do. `stage1` is `stage1.block1.conv1` and all others of that stage. `*.norm` are all groups that end so, such as
 * `conv1.norm`, of which there may be none.
 */
export const groupsNamed = ({ tensors }: Layout, names: readonly string[]): ReadonlySet<string> => {
  const known = [...new Set(tensors.map(({ group }) => group))]
  return new Set(
    names.flatMap((name) => {
      if (name.startsWith('*.')) return known.filter((group) => group.endsWith(name.slice(1)))
      const found = known.includes(name) ? [name] : known.filter((group) => group.startsWith(`${name}.`))
      if (found.length === 0) throw new Refusal(`a parameter group must be one of ${known.join(', ')}`, `\`${name}\``)
      return found
    }),
  )
}
