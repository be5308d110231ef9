/**
 * What TensorFlow is to find in the environment of the process, where nothing of that name is there: it tells of errors alone, and
 * takes a GPU's memory as it needs it. Of a convolution's threads one is the one that asks for it, which would wait for the others.
 */
export const environment: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD: '1',
}

/** An environment as NAME=VALUE. */
export const pairsOf = (of: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(of).map(([name, value]) => `${name}=${value}`)

/** What TensorFlow is to find, as NAME=VALUE. */
export const pairs: readonly string[] = pairsOf(environment)

/** Sets what isn't set. In a worker of Node.js that is a copy, which no library sees: there a build's opener does it. */
export const prepare = (env: Record<string, string | undefined>): void => {
  for (const [name, value] of Object.entries(environment)) env[name] ??= value
}
