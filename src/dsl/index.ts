export { apply } from './apply.ts'
export * from './arithmetic.ts'
export { isArithmetic } from './arithmetic-terms.ts'
export { type AuxiliaryNetwork, type AuxiliaryNetworks, networkOf, takesInputs } from './auxiliary.ts'
export { chunk, everyLabel, join, placeIn, sampleLabels, shuffle, softLabels, take } from './batches.ts'
export { bottomUp, inductive, topDown } from './bottom-up.ts'
export { lambda, named } from './combinator.ts'
export * from './combinators/index.ts'
export { type CoordinateWise, coordinateWise } from './coordinate-wise.ts'
export { type Coordinates, pick, sampleCoordinates } from './coordinates.ts'
export { type Count, fewer } from './count.ts'
export { decidesMemory } from './decides.ts'
export { choose, when } from './decisions.ts'
export { type Episode, meanOverEpisodes, overEpisodes, queryOf, supportOf } from './episodes.ts'
export {
  batchNames,
  type EventName,
  type EventRow,
  eventNames,
  events,
  givenBy,
  givenTo,
  type HandlerName,
  handlerNames,
  headingOfRule,
  onlyBatch,
  ruleName,
  streamEvents,
} from './events.ts'
export { batchesIn, examplesIn, makesLabels, ofBatch, ofMemory } from './examples.ts'
export { expectation } from './expectation.ts'
export { fieldsIn } from './field-widths.ts'
export { type Declared, type DeclaredFields, rowsOf, withField } from './fields.ts'
export { fitsFloat32, float32Range } from './float32.ts'
export { freeParams, freeScalar } from './free.ts'
export { freeVariables } from './free-variables.ts'
export { firstOrder, grad } from './gradient.ts'
export * from './json/index.ts'
export { limits } from './judge/limits.ts'
export { judgeProgram, judgeTerms } from './judge/program.ts'
export { sameSort, spellSort } from './judge/sort.ts'
export { kindOf } from './kind.ts'
export { type Factors, kroneckerFactors, kroneckerIdentity, kroneckerProduct } from './kronecker.ts'
export { type KroneckerSum, kroneckerSum, plusKronecker } from './kronecker-sum.ts'
export type { Learner, Transformer } from './learner.ts'
export { type Carrying, keepsLengths, ofList } from './list-lengths.ts'
export { logistic, logisticLoss } from './logistic.ts'
export * from './losses/index.ts'
export { labelledOutput, loss, type Objective, squaredOutputNorm } from './measures.ts'
export { all, classBalanced, draw, push, replaceAt, reservoir, ring, scored, slidingWindow } from './memory.ts'
export {
  type AuxiliaryProgram,
  defineMethod,
  type HandlerProgram,
  type Method,
  type MethodProgram,
  type MethodSpecification,
} from './method.ts'
export { type Mode, modes } from './mode.ts'
export { gaussian, rademacher, reparameterised, uniform } from './noise.ts'
export * from './notation/index.ts'
export {
  type Choice,
  count,
  decay,
  decodeOptions,
  defaults,
  nonNegativeNumber,
  type Option,
  type Options,
  oneOf,
  positive,
  type Seen,
  unit,
  type Values,
} from './options.ts'
export { type GivenWidth, type OverInputs, overInputs } from './over-inputs.ts'
export { ownSlots } from './own-slots.ts'
export * from './penalties/index.ts'
export { atStep, type PerStep, perStep } from './per-step.ts'
export { meanPerTensor, onTensors, type PerTensor, perTensor, sumPerTensor } from './per-tensor.ts'
export { type PredictionRule, predictionRule } from './prediction-rule.ts'
export { rebuild } from './rebuild.ts'
export { classesIn, type PerOutput, perOutput, reinitialise } from './reinitialise.ts'
export { norm, rescaled } from './rescaled.ts'
export { definitionOf, hasSeveral, ofSeveral, resultsOf, type Several } from './results.ts'
export {
  averageAlong,
  columns,
  features,
  field,
  innerProducts,
  largestAlong,
  type Matrix,
  meanOuter,
  meanOver,
  mixtures,
  outputs,
  outputsFrom,
  preactivations,
  rowNumbers,
  sumAlong,
  sumOuter,
  sumOver,
  targets,
  timesRows,
  transform,
  zeroMatrix,
} from './rows.ts'
export {
  type Binder,
  bindersOf,
  childrenOf,
  isBinder,
  isRandom,
  mentionsOf,
  ofBinder,
  type Scope,
  scopesOf,
  scopesRun,
} from './scopes.ts'
export { slot } from './slot.ts'
export { argMax, logSoftmax, logSumExp, ofHeads, oneHot, softmax, within } from './softmax.ts'
export {
  andThen,
  identity,
  innerLoop,
  mean,
  overSamples,
  partSize,
  partsOf,
  type Step,
  type Trajectory,
  total,
  trajectory,
} from './steps.ts'
export { isOfElements, mapsMemory, partsOfList } from './summed-lists.ts'
export type * from './syntax.ts'
export { isFieldOfBatch } from './syntax.ts'
export { append, coneProjection, foldTasks, mapTasks, meanOverTasks, perTask, totalOverTasks } from './tasks.ts'
export { copiesFrom, factorsFrom, factorsOf, tensorsFrom } from './tensors.ts'
export type {
  Batch,
  Condition,
  Episodes,
  FieldsOf,
  Holding,
  List,
  Memory,
  Params,
  Rows,
  RowWidth,
  Scalar,
  Steps,
  Structure,
  Term,
} from './term.ts'
export { coordinatesIn, fresh } from './term.ts'
export * from './transformers/index.ts'
export { unitRows } from './unit-rows.ts'
export { isUnrolled, turnsIn, unrolledTerms } from './unrolled.ts'
export { batchesNamed, matrixOf, nameGiving, spellWidth, widthGiven, widthsOf } from './width.ts'
