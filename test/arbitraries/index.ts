export { dyadic, positiveDyadic, vector } from './dyadic.ts'
export { type Assembled, assemble, inputShapes, loopRecipe, point, type Recipe, recipe } from './programs.ts'
export { gradientOf, heightOf, polynomial, type Quadratic, quadratic, separableQuadratic } from './quadratic.ts'
export { shape, tensor, tensorOf } from './tensor.ts'
