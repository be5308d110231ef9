import type { Mutant } from '../mutant.ts'

export const ofExperiments: readonly Mutant[] = [
  {
    name: 'BWT over T in place of T − 1',
    breaks: 'the two denominators differ by (T − 1) / T',
    file: 'src/experiment/metrics.ts',
    from: "(over === 'T' ? matrix.length : changes.length)",
    to: 'matrix.length',
    test: 'test/experiment/metrics.test.ts',
  },
  {
    name: 'forgetting from the accuracy right after learning',
    breaks: 'forgetting is from the best',
    file: 'src/experiment/metrics.ts',
    from: 'Math.max(...earlier.slice(task).map((row) => row[task] ?? 0))',
    to: '(earlier[task]?.[task] ?? 0)',
    test: 'test/experiment/metrics.test.ts',
  },
  {
    name: 'a test set that is permuted another way',
    breaks: 'one order a task, to train and to test',
    file: 'src/streams/permuted.ts',
    from: 'test: rearranged(test, order)',
    to: 'test',
    test: 'test/streams/permuted.test.ts',
    only: 'one order a task',
  },
  {
    name: 'children of a key that ignore their parent',
    breaks: 'two seeds give different numbers',
    file: 'src/streams/permuted.ts',
    from: "child(key(settings.seed), 'permuted', index)",
    to: "child(key(0), 'permuted', index)",
    test: 'test/streams/permuted.test.ts',
    only: 'orders differ from task to task',
  },
]
