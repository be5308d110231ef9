export { initialise } from './initialise.ts'
export { type Layout, layoutOf, sizeOfLayout, type Tensor, vectorLayout } from './layout.ts'
export { mlp } from './mlp.ts'
export type { Initialisation, Interface, Layer, Network } from './network.ts'
