/** What a run says of itself, without what runs it: light enough for a thread that only listens. */
export {
  type Digests,
  digestsCodec,
  metricsCodec,
  type Place,
  type RecordedEvent,
  type RunEvent,
  type RunStarted,
  recordedEvent,
  recordedEvents,
  type Tick,
} from './event.ts'
export * from './metrics.ts'
export { writtenNumber, writtenOption } from './written-number.ts'
