export { held, holding, type Wanted } from './holding.ts'
export { type Lock, lock, lockFileOf, type Refusal } from './lock.ts'
export { codeOf, reasonOf } from './reason.ts'
export { type Content, moveWhole, writeWhole } from './write-whole.ts'
