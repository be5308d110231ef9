export {
  dyadic,
  gradientOf,
  heightOf,
  positiveDyadic,
  type Quadratic,
  quadratic,
  separableQuadratic,
  vector,
} from '../../src/laws/arbitraries/index.ts'
export { polynomial } from './polynomial.ts'
export { type Assembled, assemble, inputShapes, loopRecipe, point, type Recipe, recipe } from './programs.ts'
export { shape, tensor, tensorOf } from './tensor.ts'
