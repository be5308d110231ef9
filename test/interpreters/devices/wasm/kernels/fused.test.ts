import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fuses } from '../../../../../src/interpreters/devices/wasm/assembler/index.ts'

interface Told {
  readonly worst: number
  readonly told: readonly number[]
}

interface Seen {
  readonly isFused: boolean
  readonly twice: Told
  readonly once?: Told
  readonly backend: { readonly products?: string; readonly value: number }
}

/** Relaxed SIMD is there by itself since Node.js 21, and behind a flag in 20. */
const isNew = Number(process.versions.node.split('.')[0]) >= 21

const seen = (flags: readonly string[]): Seen => {
  const script = fileURLToPath(new URL('fused-products.ts', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--import', 'tsx', script], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const relaxed = seen(isNew ? [] : ['--experimental-wasm-relaxed-simd'])

describe('products where the runtime fuses', () => {
  it('are not fused by Node.js 20', () => {
    if (!isNew) expect(fuses()).toBe(false)
  })

  it.skipIf(!relaxed.isFused)('are the sums, and round each term once', () => {
    expect(relaxed.once!.worst).toBeLessThanOrEqual(1)
    expect(new Set(relaxed.once!.told)).toEqual(new Set([2 ** -24]))
    expect(relaxed.backend).toEqual({ products: 'fused multiply-add', value: 2 ** -24 })
  })

  it('round each term twice where they are asked to', () => {
    expect(relaxed.twice.worst).toBeLessThanOrEqual(1)
    expect(new Set(relaxed.twice.told)).toEqual(new Set([0]))
  })

  it.skipIf(isNew)(
    'round each term twice where the runtime knows no other way, and the backend says nothing of it',
    () => {
      const plain = seen([])
      expect(plain.isFused).toBe(false)
      expect(plain.backend).toEqual({ value: 0 })
      expect(plain.twice).toEqual(relaxed.twice)
    },
  )
})
