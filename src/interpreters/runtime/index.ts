export { auxiliaryLayouts, auxiliaryNetworks } from './auxiliary.ts'
export { carryOut } from './carry-out.ts'
export { type Binding, evaluateTerms } from './evaluate-terms.ts'
export { alikeKey, type EventForm, formKey, loweredEvent } from './event-code.ts'
export type { Weights } from './first-state.ts'
export { type Meeting, meetingOn, type Work } from './lanes/meeting.ts'
export { whyAlone } from './lanes/why-alone.ts'
export { onVectors, type Vectors } from './on-vectors.ts'
export { outputsOf, type Question } from './outputs.ts'
export { predictionOn } from './prediction.ts'
export type { Predictor } from './predictors.ts'
export { type RuleCode, ruleCode } from './rule-code.ts'
export { planRunner } from './run-plan.ts'
export { type Adaptation, type Course, type Session, type SessionSettings, session } from './session.ts'
export { optionsReadBy } from './settable.ts'
export {
  initialMemory,
  initialMemorySlot,
  memoriesOf,
  releaseState,
  remembered,
  type SlotValue,
  type State,
  shapesOf,
  withMemories,
} from './state.ts'
export type { Drawn, StreamEvent } from './stream-event.ts'
export { type Setting, surroundingsOf } from './surroundings.ts'
export { countsOf, type Range, type TaskStep, taskSteps } from './task-steps.ts'
