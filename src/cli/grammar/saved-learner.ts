/** Flags of commands that read a saved learner. */

export const backend = ['--backend <NAME>', 'wasm, cpu, node or node-gpu; wasm unless given'] as const

export const oneTask = [
  '--task <N>',
  'inputs of this task, 1 for the first: shown as it shows them; the last that was learned unless given',
] as const

export const ownNetwork = [
  '--network <FILE>',
  'the file of its network, where that has a layer or a loss of its own',
] as const
