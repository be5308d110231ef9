import type { Definition } from './definition.ts'

/** x under another identity; d = dx. */
export const alias: Definition<'alias'> = {
  typing: ([of]) => ({ shape: of!.shape, type: of!.type }),
  derivative: (_node, ct) => [ct],
}
