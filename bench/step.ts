import { isLeft } from 'fp-ts/lib/Either.js'
import { render } from '../src/fault.ts'
import { type MachineDevice, tfjsDevice } from '../src/interpreters/devices/index.ts'
import { type Contest, compare, heading } from './compare.ts'
import { emclContest } from './emcl.ts'
import { idiomaticStep } from './idiomatic-step.ts'
import { dataOf } from './network.ts'
import { ourStep } from './our-step.ts'

const contests = async (device: MachineDevice): Promise<readonly Contest[]> => [
  ...[1, 10, 64].map((batch) => {
    const data = dataOf(batch)
    return { name: `SGD step, batch ${batch}`, ours: ourStep(device, data), theirs: idiomaticStep(data) }
  }),
  await emclContest(device, dataOf(10)),
]

const opened = await tfjsDevice('wasm')()
if (isLeft(opened)) {
  console.error(render(opened.left))
  process.exit(opened.left.code)
}
console.log(
  'A 784-100-100-10 ReLU net, mean softmax cross-entropy, on wasm: compiled by Retain against idiomatic tfjs.',
)
console.log('Both in one process, in turn; medians over blocks. After three steps both hold the same parameters.\n')
console.log(heading)
for (const contest of await contests(opened.right)) console.log(await compare(contest))
