import { backend } from './backend.ts'
import { event } from './event.ts'
import { layer } from './layer.ts'
import { penalty } from './penalty.ts'
import { primitive } from './primitive.ts'
import type { Recipe } from './recipe.ts'

/** How things are added to the house, as docs/house.md lists it. */
export const recipes: readonly Recipe[] = [penalty, primitive, layer, event, backend]
