/** Searches for options: where is looked, what is drawn, what goes on, and what it comes to. */
export { drawn, type Values, valueAt } from './drawn.ts'
export { type Decision, type Ladder, nextOf, type Ruling, roundOf, rungsFor, seedsOn } from './halving.ts'
export { type Range, type Space, spaceFrom, spaceIn } from './space.ts'
export { type Goal, goalOf, ranked, type Searched, scoreOf, searched, type Trial } from './trials.ts'
