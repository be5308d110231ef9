import { opaque } from './families/opaque.ts'
import { numbersOnly } from './numbers-only.ts'
import { alongLanes } from './over-lanes.ts'

/** 1 at each index and 0 elsewhere: […] → […, depth]; an index outside 0 … depth − 1 gives a row of zeros. Its derivative is 0. */
export const oneHot = opaque<'oneHot'>({
  typing: ([indices], { depth }) => {
    numbersOnly('oneHot', [indices!])
    return { shape: [...indices!.shape, depth], type: 'float' }
  },
  derivative: () => [undefined],
  overLanes: alongLanes,
})
