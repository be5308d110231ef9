import type { Mode } from '../../dsl/index.ts'
import { type Maths, symbol, word } from './maths.ts'

interface Run {
  readonly mode: Mode
}

/** The index of a function of a network that predicts; one that learns has none. */
export const predicting = ({ mode }: Run, notes: Set<string>): readonly Maths[] => {
  if (mode === 'learning') return []
  notes.add('what is predicting is of the network as it predicts: layers that normalise use their running statistics')
  return [word('predicting')]
}

/** A function that has a word for its name. */
export const spoken = (text: string, run: Run, notes: Set<string>): Maths =>
  run.mode === 'learning' ? word(text) : symbol(text, ...predicting(run, notes))
