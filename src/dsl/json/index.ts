export { decodeProgram } from './decode.ts'
export { encodeProgram } from './encode.ts'
export { methodFromJson, methodToJson } from './method.ts'
export { type Scope, scopesOf } from './scopes.ts'
