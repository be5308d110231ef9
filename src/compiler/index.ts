export {
  type CompiledEvent,
  type CompiledTerms,
  compileHandler,
  compileTerms,
  inputsOf,
  type SlotShape,
  type SlotUpdate,
} from './compile.ts'
export { feedValues, type HostEvent, hostValues } from './host/examples.ts'
export { emptyReservoir, emptyRing, held, type MemoryValue, pastTasks } from './host/memory.ts'
export { forward } from './layers/index.ts'
export type { Feed } from './lower/feed.ts'
export type { Plan, Step } from './plan.ts'
export { statisticsKind, statisticsLayout, statisticsSlot } from './statistics.ts'
