/** What a run says of itself, without what runs it: light enough for a thread that only listens. */
export { continual, metrics } from './continual.ts'
export { countRight } from './count-right.ts'
export {
  type Digests,
  digestsCodec,
  type Place,
  type RecordedEvent,
  type RunEvent,
  type RunStarted,
  recordedEvent,
  recordedEvents,
  type Tick,
} from './event.ts'
export { halfWidth } from './half-width.ts'
export * from './metrics.ts'
export {
  defineMetric,
  isMetricLike,
  marked,
  markedCodec,
  metricFrom,
  type OwnMetric,
  ownFigures,
  ownIn,
  shownOwn,
  type ToldMetric,
  told,
} from './own-metric.ts'
export { change, percent } from './percent.ts'
export { type At, beginning, type Position, positionCodec } from './position.ts'
export type { Better, Metric, Protocol, Question, Score, ScoreMatrix, Trajectories } from './protocol.ts'
export {
  figureProps,
  type ProtocolName,
  protocolCodec,
  protocolOf,
  protocols,
  type Scores,
  scored,
  scoresOf,
} from './protocols.ts'
export { regression } from './regression.ts'
export { cosine, signed } from './signed.ts'
export { squaredErrors } from './squared-errors.ts'
export { eachAt, trajectoryColumns } from './trajectory.ts'
export { writtenNumber, writtenOption } from './written-number.ts'
