import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Whole experiments and everything with everything: `npm run test:long`. What is not long is `npm test`; a file that is named runs in any case. */
const long = 'test/**/*.long.test.ts'
const every = 'test/**/*.test.ts'

/**
 * Floors whose tests share what they import: none of them changes a module, the environment or the working directory. To load the language
 * anew for each file would take longer than the tests.
 */
const sharing = [
  'compiler',
  'data',
  'dsl',
  'experiment',
  'files',
  'formats',
  'interpreters',
  'ir',
  'laws',
  'methods',
  'networks',
  'random',
  'records',
  'saved',
  'streams',
  'sweep',
].map((floor) => `test/${floor}/**/*.test.ts`)

const source = (module: string): string => fileURLToPath(new URL(`src/${module}.ts`, import.meta.url))

export default defineConfig(({ mode }) => ({
  // The package names what is compiled; tests are of the sources.
  resolve: { alias: { 'retain-lang/laws': source('laws/index'), 'retain-lang': source('index') } },
  test: {
    setupFiles: ['test/setup.ts'],
    // Whole commands run in tests, and machines differ tenfold.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'threads',
    maxWorkers: '100%',
    ...(mode === 'short'
      ? {
          projects: [
            { extends: true, test: { name: 'sharing', include: sharing, exclude: [long], isolate: false } },
            { extends: true, test: { name: 'apart', include: [every], exclude: [...sharing, long] } },
          ],
        }
      : // A project extends what this is in no mode, which must include nothing of its own: Vitest's pattern is every test.
        mode === 'long'
        ? { include: [long] }
        : {}),
  },
}))
