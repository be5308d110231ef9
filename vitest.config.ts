import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Whole experiments and everything with everything: `npm run test:long`. What is not long is `npm test`; a file that is named runs in any case. */
const long = 'test/**/*.long.test.ts'
const every = 'test/**/*.test.ts'

const source = (module: string): string => fileURLToPath(new URL(`src/${module}.ts`, import.meta.url))

export default defineConfig(({ mode }) => ({
  // The package names what is compiled; tests are of the sources.
  resolve: { alias: { 'retain-lang/laws': source('laws/index'), 'retain-lang': source('index') } },
  test: {
    include: [mode === 'long' ? long : every],
    exclude: mode === 'short' ? [long] : [],
    setupFiles: ['test/setup.ts'],
    // Whole commands run in tests, and machines differ tenfold.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'threads',
    maxWorkers: '100%',
  },
}))
