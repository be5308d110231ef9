export { codeOf } from './code.ts'
export { held, holding, type Wanted } from './holding.ts'
export { type Lock, lock, lockFileOf, type Refusal } from './lock.ts'
export { type Content, moveWhole, writeWhole } from './write-whole.ts'
