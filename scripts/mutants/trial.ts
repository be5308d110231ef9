import { resolve } from 'node:path'
import { createVitest, type TestCase, type TestSpecification, type Vitest } from 'vitest/node'

/** A change of one source, applied in memory only. */
export interface Edit {
  readonly file: string
  readonly of: (code: string) => string
}

/** What tests come to. */
export interface Verdict {
  /** How many tests passed. */
  readonly passed: number
  /** The first test that failed, and its file. */
  readonly failed: { readonly name: string; readonly file: string } | undefined
  /** Why a file of tests could not be run at all, and which where that is known. */
  readonly broken: { readonly says: string; readonly file: string | undefined } | undefined
  /** The files that were begun, in order, and how many seconds each took. */
  readonly ran: readonly { readonly file: string; readonly seconds: number }[]
}

export interface Trial {
  /** Runs files of tests one after the other, with the sources as they are or with one edit, until a test fails. */
  readonly run: (edit: Edit | undefined, tests: readonly string[], only?: string) => Promise<Verdict>
  /** Ends the run that is going on after the test that is going on. */
  readonly stop: () => Promise<void>
  readonly close: () => Promise<void>
}

const firstLineOf = (error: unknown): string =>
  (typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)).split(
    '\n',
  )[0]!

/**
 * Tests under edits, in one process that stays warm: what an edit doesn't touch is read once.
 *
 * @param root      of the project
 * @param isolate   whether every file of tests reads all modules anew; without it a run of many files takes half as long
 * @param beat      called whenever a test or a file has ended
 * @param setup     files that are read before each file of tests, after those of the project
 */
export const openTrial = async (
  root: string,
  {
    isolate = true,
    beat = () => {},
    setup = [],
  }: { readonly isolate?: boolean; readonly beat?: () => void; readonly setup?: readonly string[] } = {},
): Promise<Trial> => {
  const now: { edit: Edit | undefined; order: readonly string[] } = { edit: undefined, order: [] }
  const place = ({ moduleId }: TestSpecification): number => now.order.indexOf(moduleId)
  class AsGiven {
    sort(files: TestSpecification[]): TestSpecification[] {
      return [...files].sort((a, b) => place(a) - place(b))
    }
    shard(files: TestSpecification[]): TestSpecification[] {
      return files
    }
  }
  const vitest: Vitest = await createVitest(
    'test',
    {
      root,
      watch: false,
      run: true,
      maxWorkers: 1,
      fileParallelism: false,
      isolate,
      setupFiles: ['test/setup.ts', ...setup],
      reporters: [{ onTestCaseResult: beat, onTestModuleEnd: beat }],
      bail: 1,
      passWithNoTests: true,
      sequence: { sequencer: AsGiven },
    },
    {
      plugins: [
        {
          name: 'edit',
          enforce: 'pre',
          transform: (code: string, id: string) =>
            now.edit !== undefined && id.split('?')[0] === resolve(root, now.edit.file)
              ? { code: now.edit.of(code), map: null }
              : undefined,
        },
      ],
    },
  )
  const inProject = (path: string): string => path.slice(resolve(root).length + 1)
  const judged = async (tests: readonly string[]): Promise<Verdict> => {
    now.order = tests.map((test) => resolve(root, test))
    const asked = new Set(now.order)
    const specifications = (await vitest.globTestSpecifications([...tests])).filter(({ moduleId }) =>
      asked.has(moduleId),
    )
    const { testModules: all, unhandledErrors } = await vitest.runTestSpecifications(specifications)
    const modules = all.filter(({ moduleId }) => asked.has(moduleId))
    const among = (state: string): readonly TestCase[] =>
      modules.flatMap((module) => [...module.children.allTests()].filter((one) => one.result().state === state))
    const [failed] = among('failed')
    const unreadable = modules.find((module) => module.errors().length > 0)
    const [error] = [...(unreadable?.errors() ?? []), ...unhandledErrors]
    const verdict: Verdict = {
      passed: among('passed').length,
      failed: failed === undefined ? undefined : { name: failed.name, file: inProject(failed.module.moduleId) },
      broken:
        error === undefined
          ? undefined
          : {
              says: firstLineOf(error),
              file: unreadable === undefined ? undefined : inProject(unreadable.moduleId),
            },
      ran: modules
        .filter((module) =>
          [...module.children.allTests()].some((one) => ['passed', 'failed'].includes(one.result().state)),
        )
        // Without what it takes to read modules: where they are shared, that is the first file's alone.
        .map((module) => ({ file: inProject(module.moduleId), seconds: module.diagnostic().duration / 1000 })),
    }
    // A failure that is remembered would stop the next run at once.
    for (const { project, moduleId } of specifications) vitest.state.clearFiles(project, [moduleId])
    return verdict
  }
  return {
    run: async (edit, tests, only) => {
      if (only === undefined) vitest.resetGlobalTestNamePattern()
      else vitest.setGlobalTestNamePattern(only.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      const forget = (): void => {
        if (edit !== undefined) vitest.invalidateFile(resolve(root, edit.file))
      }
      now.edit = edit
      forget()
      try {
        return await judged(tests)
      } finally {
        now.edit = undefined
        forget()
      }
    },
    stop: () => vitest.cancelCurrentRun('keyboard-input'),
    close: () => vitest.close(),
  }
}
