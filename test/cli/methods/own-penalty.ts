import { l1 } from '../../../src/dsl/index.ts'

export const sparse = l1({ strength: 0.25 })
