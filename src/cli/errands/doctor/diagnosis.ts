import * as t from 'io-ts'

const node = t.strict({
  version: t.string,
  platform: t.string,
  cores: t.number,
  fine: t.boolean,
  advice: t.string,
})

const backend = t.intersection([
  t.strict({
    name: t.string,
    package: t.string,
    version: t.string,
    works: t.boolean,
    advice: t.string,
  }),
  t.exact(
    t.partial({
      /** Why it does not work. */
      reason: t.string,
      /** The library of its kernels and its version, where that isn't the package, and the folder that it lies in. */
      library: t.string,
      place: t.string,
      /** The GPUs of this machine, and the driver of NVIDIA; what isn't there is left out. */
      gpus: t.array(t.string),
      driver: t.string,
      loadMilliseconds: t.number,
      /** From a program that it has not seen to its result; and once more. */
      firstKernelMilliseconds: t.number,
      nextKernelMilliseconds: t.number,
    }),
  ),
])

const memory = t.strict({
  totalBytes: t.number,
  freeBytes: t.number,
  /** What objects of JavaScript may take. */
  heapLimitBytes: t.number,
  /** What all buffers of the backend wasm together may take: a memory of 32-bit addresses, without its last page. */
  wasmLimitBytes: t.number,
  advice: t.string,
})

const source = t.strict({
  name: t.string,
  where: t.string,
  found: t.boolean,
  /** How many examples there are, or why it can't be used. */
  detail: t.string,
  advice: t.string,
})

/** What `retain doctor --json` prints. */
export const diagnosisCodec = t.strict({
  retain: t.string,
  node,
  /** The one to prefer first. */
  backends: t.array(backend),
  memory,
  data: t.array(source),
})

export type Diagnosis = t.TypeOf<typeof diagnosisCodec>
export type BackendFinding = t.TypeOf<typeof backend>
export type MemoryFinding = t.TypeOf<typeof memory>
export type NodeFinding = t.TypeOf<typeof node>
export type SourceFinding = t.TypeOf<typeof source>
