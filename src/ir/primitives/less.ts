import { comparison } from './families/elementwise.ts'

/** x < y, a condition; its derivative is 0. */
export const less = comparison('less')
