import { movement } from './families/movement.ts'
import { alongLanes } from './over-lanes.ts'

/** x under another identity; d = dx. */
export const alias = movement<'alias'>({
  typing: ([of]) => ({ shape: of!.shape, type: of!.type }),
  derivative: (_node, ct) => [ct],
  follows: (_node, at) => at,
  simpler: (_node, [a]) => a,
  renames: () => true,
  fleeting: true,
  overLanes: alongLanes,
})
