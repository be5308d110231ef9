export { decodeState } from './state/decode.ts'
export { type EncodedState, encodeState, type Naming } from './state/encode.ts'
export { type StateForm, stateForm } from './state/form.ts'
