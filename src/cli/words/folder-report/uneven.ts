import { printable } from '../../../printable.ts'
import type { Section } from '../../../sweep/index.ts'

/** Which methods have fewer runs than there are seeds, in words; nothing where all have as many. */
export const unevenWords = ({ standings, seeds }: Section): readonly string[] => {
  const fewer = standings
    .map(({ label, finished, mishaps }) => ({ label, runs: finished.length + mishaps.length }))
    .filter(({ runs }) => runs < seeds.length)
    .map(({ label, runs }) => `${printable(label)} (${runs})`)
  return fewer.length === 0 ? [] : [`fewer runs than seeds: ${fewer.join(', ')}`]
}
