export { withGlances } from './with-glances.ts'
export { type Replay, withReplay } from './with-replay.ts'
