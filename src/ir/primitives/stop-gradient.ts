import { numeric } from './families/elementwise.ts'
import { movement } from './families/movement.ts'
import { alongLanes } from './over-lanes.ts'

/** x itself; its derivative is 0 by decree. */
export const stopGradient = movement<'stopGradient'>({
  typing: numeric('stopGradient', 1),
  derivative: () => [undefined],
  simpler: (_node, [a]) => a,
  renames: () => true,
  fleeting: true,
  overLanes: alongLanes,
})
