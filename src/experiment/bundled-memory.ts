import type { Options } from '../dsl/index.ts'
import type { Benchmark } from '../streams/index.ts'

/**
 * The option `memory` of a method that remembers examples of its own accord, for a number of them over all tasks; a method that
 * counts them by the task gets its share of each.
 *
 *   memory = total,  or max(1, ⌊total / tasks⌋) where the option is per task
 *
 * @returns nothing for a method without such an option, for one that remembers none unless told to, and where its number is fixed
 */
export const memoryOption = (
  options: Options,
  { total, tasks }: { readonly total: number; readonly tasks: number },
): { readonly memory?: number } => {
  const option = Object.hasOwn(options, 'memory') ? options.memory : undefined
  if (option === undefined || !(option.fallback > 0)) return {}
  const memory = option.per === 'task' ? Math.max(1, Math.floor(total / tasks)) : total
  return option.codec.is(memory) ? { memory } : {}
}

/** What a method remembers unless it is told otherwise: as many examples as are asked for, else as the benchmark's protocol has. */
export const bundledMemory = (
  options: Options,
  of: { readonly benchmark: Benchmark; readonly tasks?: number | undefined; readonly memory?: number | undefined },
): { readonly memory?: number } => {
  const total = of.memory ?? of.benchmark.memory
  return total === undefined ? {} : memoryOption(options, { total, tasks: of.tasks ?? of.benchmark.tasks })
}
