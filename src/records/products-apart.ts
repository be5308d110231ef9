import type { RunStarted } from '../experiment/protocol/index.ts'

const wordsOf = ({ versions: { products } }: RunStarted): string =>
  products ?? 'a rounding of each product and each sum'

/** In words, that two runs sum products of matrices in another way, which their numbers show in the last bits. Nothing where they don't. */
export const productsApart = (there: RunStarted, here: RunStarted): readonly string[] =>
  there.backend !== here.backend || there.versions.products === here.versions.products
    ? []
    : [
        `seed ${here.seed}: products are summed with ${wordsOf(there)} there (Node.js ${there.versions.node}) and with ${wordsOf(here)} here (Node.js ${here.versions.node}): last bits differ`,
      ]
