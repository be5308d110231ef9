import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Whole commands run in tests, and machines differ tenfold.
    testTimeout: 240_000,
    pool: 'threads',
    maxWorkers: '100%',
  },
})
