import type { Buffer } from '../../machine.ts'
import { tally } from '../../tally.ts'

/** The part of tfjs's wasm module that its heap is reached by. The views go stale when the heap grows: never keep one. */
export interface WasmModule {
  readonly HEAPF32: Float32Array
  readonly _malloc: (bytes: number) => number
  readonly _free: (offset: number) => void
}

/** Places of one size that are free at present. */
export interface Shelf {
  readonly bytes: number
  readonly free: number[]
}

/** A counted piece of the heap, or a view of a part of another, which it keeps alive. */
export interface Block extends Buffer {
  readonly heap: Heap
  readonly offset: number
  readonly elements: number
  readonly shelf: Shelf
  readonly parent: Block | undefined
  references: number
}

/**
 * Blocks of tfjs's wasm heap. A block that is released goes on a shelf and is the first to be taken again: no malloc, and
 * its memory is still in the cache. A kernel of tfjs can be given a block by registering its offset as a tensor.
 */
export interface Heap {
  readonly module: WasmModule
  readonly shelf: (elements: number) => Shelf
  readonly take: (shelf: Shelf, elements: number) => Block
  readonly view: (parent: Block, from: number, elements: number) => Block
  readonly retain: (block: Block) => Block
  readonly release: (block: Block) => void
  /** Makes sure that kernels have so much room to work in. */
  readonly reserve: (bytes: number) => void
  readonly scratch: () => number
  readonly references: () => number
  readonly held: () => number
  /** The most bytes that blocks and the room of kernels have had together, since this was last asked. */
  readonly peak: () => number
}

/** Sizes are rounded up to a cache line, so that fewer differ. */
const line = 64

export const heap = (module: WasmModule): Heap => {
  const shelves = new Map<number, Shelf>()
  let references = 0
  let held = 0
  let scratch = { offset: 0, bytes: 0 }
  const bytes = tally()

  const empty = (): void => {
    for (const { free } of shelves.values()) for (const offset of free.splice(0)) module._free(offset)
  }
  const allocate = (bytes: number): number => {
    const offset = module._malloc(bytes)
    if (offset !== 0) return offset >>> 0
    empty()
    const again = module._malloc(bytes)
    if (again === 0) throw new Error(`out of memory: no ${bytes} bytes are left in the heap of the wasm backend`)
    return again >>> 0
  }
  const free = (block: Block): void => {
    if (block.parent === undefined) {
      block.shelf.free.push(block.offset)
      held -= 1
      bytes.give(block.shelf.bytes)
    } else release(block.parent)
  }
  const release = (block: Block): void => {
    if (block.references === 0) throw new Error('internal: a buffer was released twice')
    references -= 1
    block.references -= 1
    if (block.references === 0) free(block)
  }
  const retain = (block: Block): Block => {
    references += 1
    block.references += 1
    return block
  }
  const self: Heap = {
    module,
    shelf: (elements) => {
      const bytes = Math.max(1, Math.ceil((4 * elements) / line)) * line
      const known = shelves.get(bytes) ?? { bytes, free: [] }
      shelves.set(bytes, known)
      return known
    },
    take: (shelf, elements) => {
      references += 1
      held += 1
      bytes.take(shelf.bytes)
      const offset = shelf.free.pop() ?? allocate(shelf.bytes)
      return { heap: self, offset, elements, shelf, parent: undefined, references: 1 }
    },
    view: (parent, from, elements) => {
      references += 1
      const { offset, shelf } = retain(parent)
      return { heap: self, offset: offset + 4 * from, elements, shelf, parent, references: 1 }
    },
    retain,
    release,
    reserve: (room) => {
      if (room <= scratch.bytes) return
      if (scratch.bytes > 0) module._free(scratch.offset)
      bytes.take(room - scratch.bytes)
      scratch = { offset: allocate(room), bytes: room }
    },
    scratch: () => scratch.offset,
    references: () => references,
    held: () => held,
    peak: bytes.peak,
  }
  return self
}

/** A module that hands out offsets and holds nothing. */
export const dryModule = (): WasmModule => {
  let next = 64
  return {
    HEAPF32: new Float32Array(0),
    _malloc: (bytes) => {
      const offset = next
      next += bytes
      return offset
    },
    _free: () => {},
  }
}
