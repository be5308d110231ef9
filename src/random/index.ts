export { integers, normals, permutation, sampleWithoutReplacement, uniforms } from './draws.ts'
export { generator } from './generator.ts'
export { child, type Key, type KeyPart, key } from './key.ts'
