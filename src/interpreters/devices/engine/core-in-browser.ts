import * as tfjs from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'

export { start } from './start.ts'

export type Core = typeof tfjs

/** tfjs without its banners. */
export const core = (): Core => {
  tfjs.env().set('PROD', true)
  return tfjs
}

/** A bundle has its packages in it. */
export const load = Object.assign((_name: string): unknown => undefined, { resolve: (name: string): string => name })
