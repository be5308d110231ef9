import type { Mutant } from '../mutant.ts'

export const ofDerivatives: readonly Mutant[] = [
  {
    name: 'a difference differentiated as a sum',
    breaks: 'gradients are finite differences',
    file: 'src/ir/primitives/subtract.ts',
    from: 'o.negate(ct)',
    to: 'ct',
    test: 'test/ir/random-programs.test.ts',
  },
  {
    name: 'tanh without its square',
    breaks: 'gradients are finite differences',
    file: 'src/ir/primitives/tanh.ts',
    from: 'o.multiply(node, node)',
    to: 'node',
    test: 'test/ir/primitives/derivatives.test.ts',
    only: 'tanh',
  },
  {
    name: 'a loop differentiated forwards',
    breaks: 'the derivative of the loop written out',
    file: 'src/ir/loop-derivative.ts',
    from: 'reverse: !l.reverse',
    to: 'reverse: l.reverse',
    test: 'test/ir/loop-derivative.test.ts',
    only: 'is the derivative of the loop written out',
  },
  {
    name: 'a product pulled back once a condition',
    breaks: 'work is shared where no mask is followed',
    file: 'src/ir/differentiate.ts',
    from: 'parts.length > 1 &&',
    to: 'parts.length > 9 &&',
    test: 'test/ir/pulling-back.test.ts',
    only: 'a product is pulled back once',
  },
]
