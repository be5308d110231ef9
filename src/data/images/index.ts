export { type Picture, resized } from './area.ts'
export { type Decode, decoder } from './decode.ts'
export { lanczosResized } from './lanczos.ts'
