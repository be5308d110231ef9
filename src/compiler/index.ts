export { type CompiledEvent, compileHandler, planEvent } from './compile.ts'
export { type EventLanes, eventLanes, whyAskedAlone } from './event-lanes.ts'
export type { Example } from './host/example.ts'
export { feedInto, feedValues, roomFor } from './host/feed-values.ts'
export { examplesOf } from './host/host-rows.ts'
export { type HostEvent, type HostValues, hostValues } from './host/host-values.ts'
export { emptyReservoir, emptyRing, held, type MemoryValue, pastTasks, refilled } from './host/memory.ts'
export { type Feed, inputsOf } from './lower/feed.ts'
export type { LanesAsked, LanesChoice } from './lower/lanes-asked.ts'
export { batchesOf, countersOf, type Origin, originsOf } from './lower/origins.ts'
export type { Asked } from './lower/question.ts'
export type { Work } from './lower/work.ts'
export { type LoweredEvent, lowerHandler } from './lower-event.ts'
export { lengthSlot, type Padding, paddedLength, paddedShapes, paddingOf, surely } from './padding.ts'
export { type Plan, planOf, type Step } from './plan.ts'
export {
  foldSlot,
  type Kept,
  keptAs,
  type MemoryShape,
  mapSlot,
  mapSlots,
  memoriesIn,
  type Slot,
  type SlotShape,
  type Slots,
  type Snapshot,
  slotOf,
  tensorShapes,
  tensorsIn,
  traverseSlots,
  withTensors,
} from './slots.ts'
export { runningMoments, statisticsKind, statisticsLayout, statisticsSlot } from './statistics.ts'
export { type CompiledTerms, compileTerms } from './terms.ts'
export { factorLayouts, madeLayouts, matrixLayouts, numbersIn } from './widths.ts'
