import { describe, expect, it } from 'vitest'
import { cudaWheels, kinds, libraryOf, partsOf } from '../../src/native/pinned.ts'

const all = [
  ...kinds.flatMap((kind) => ['linux-x64', 'linux-arm64'].flatMap((platform) => libraryOf(kind, platform) ?? [])),
  ...cudaWheels,
]

describe('the wheels', () => {
  it('have names that say their project, version and platforms, and checksums', () => {
    expect(all).toHaveLength(15)
    for (const wheel of all) {
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(wheel.bytes).toBeGreaterThan(1e6)
      const { name, version, platforms } = partsOf(wheel)
      expect(name).toMatch(/^(tensorflow(-cpu)?|nvidia-[a-z]+(-[a-z]+)?-cu12)$/)
      expect(version).toMatch(/^\d+(\.\d+)+$/)
      for (const platform of platforms) expect(platform).toMatch(/^manylinux.*_(x86_64|aarch64)$/)
    }
  })

  it('are none for a platform without them', () => {
    expect([libraryOf('cpu', 'darwin-arm64'), libraryOf('gpu', 'linux-arm64'), libraryOf('cpu', 'win32-x64')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
