export { type NamedTensor, type Numbers, sizeOfShape } from './named-tensor.ts'
export { decodeSafetensors, type Safetensors } from './safetensors/decode.ts'
export { encodeSafetensors } from './safetensors/encode.ts'
