import type { Recipe } from './recipe.ts'

/** The kernels of plain JavaScript under another name. */
export const backend: Recipe = {
  name: 'A backend',
  steps: [
    { file: 'src/interpreters/devices/backend/backend.ts', after: 'export type BackendName = ', put: "'plain' | " },
    {
      file: 'src/interpreters/devices/tfjs/plain.ts',
      write: `import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { absent, type Backend, installed } from '../backend/index.ts'
import { core, load, start } from '../engine/index.ts'
import { machineDevice } from '../schedule/index.ts'
import { tensorMachine } from './tensor-machine.ts'

const needs = '@tensorflow/tfjs-backend-cpu'

/** tfjs's kernels in plain JavaScript, once more. */
export const plain: Backend = {
  name: 'plain',
  about: 'plain JavaScript kernels, once more',
  package: needs,
  needs,
  limits: 'a toy',
  present: () => installed(needs),
  open: tryCatch(
    async () => {
      const tf = core()
      load(needs)
      return machineDevice('plain', tensorMachine(tf, 'cpu', await start(tf, 'cpu')))
    },
    absent('plain', \`npm install \${needs}\`),
  ),
}
`,
    },
    {
      file: 'src/interpreters/devices/tfjs/index.ts',
      after: "export { nodeGpu } from './node-gpu.ts'\n",
      put: "export { plain } from './plain.ts'\n",
    },
    {
      file: 'src/interpreters/devices/backends.ts',
      after: 'import { cpu, node, nodeGpu',
      put: ', plain',
    },
    {
      file: 'src/interpreters/devices/backends.ts',
      after: 'export const backends: readonly Backend[] = [wasm, nodeGpu, node, cpu',
      put: ', plain',
    },
    { file: 'src/experiment/settings/rows/device.ts', after: '  auto: true,\n', put: '  plain: true,\n' },
  ],
  law: { file: 'test/interpreters/devices/random-programs.test.ts', only: 'plain' },
}
