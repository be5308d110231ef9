import { availableParallelism, totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { MemoryFinding, NodeFinding } from './diagnosis.ts'

/** The oldest Node.js that Retain is made for: `engines` of its package. */
export const oldestNode = [20, 19] as const

export const nodeFinding = (version: string = process.versions.node): NodeFinding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const fine = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return {
    version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    fine,
    advice: fine ? 'nothing to do' : `install Node.js ${oldestNode.join('.')} or newer`,
  }
}

/** What a run of the residual net on CIFAR-100 takes, or the test digits of twenty tasks, and something to spare. */
const bytesARun = 2 ** 30

export const memoryFinding = (
  freeBytes: number = process.availableMemory(),
  cores: number = availableParallelism(),
): MemoryFinding => {
  const runs = Math.min(cores, Math.floor(freeBytes / bytesARun))
  return {
    totalBytes: totalmem(),
    freeBytes,
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    wasmLimitBytes: 2 ** 32 - 2 ** 16,
    advice:
      runs === 0
        ? 'close other programs, or ask for fewer --tasks: a large run takes up to 1 GiB'
        : `room for retain compare --workers ${runs}: a large run takes up to 1 GiB`,
  }
}
