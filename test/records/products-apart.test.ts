import { expect, it } from 'vitest'
import type { RunStarted } from '../../src/experiment/protocol/index.ts'
import { productsApart } from '../../src/records/products-apart.ts'

const run = (backend: string, node: string, products?: string): RunStarted =>
  ({
    seed: 3,
    backend,
    versions: { retain: '0', tfjs: '0', node, ...(products === undefined ? {} : { products }) },
  }) as RunStarted

it('says where products of one backend are summed in another way, and nothing where they are not', () => {
  const [old, fused] = [run('wasm', '20.20.2'), run('wasm', '22.23.3', 'fused multiply-add')]
  expect(productsApart(old, fused)).toEqual([
    'seed 3: products are summed with a rounding of each product and each sum there (Node.js 20.20.2) and with fused multiply-add here (Node.js 22.23.3): last bits differ',
  ])
  expect(productsApart(old, old)).toEqual([])
  expect(productsApart(fused, fused)).toEqual([])
  expect(productsApart(run('node', '20.20.2'), fused)).toEqual([])
})
