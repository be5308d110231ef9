export { canonicalProgram } from './canonical.ts'
export { decodeProgram } from './decode.ts'
export { encodeProgram } from './encode.ts'
export { methodFromJson, methodToJson } from './method.ts'
