import { isLeft } from 'fp-ts/lib/Either.js'
import { render } from '../src/fault.ts'
import { tfjsDevice } from '../src/interpreters/tfjs/index.ts'
import { type Contest, compare } from './compare.ts'
import { idiomaticStep } from './idiomatic-step.ts'
import { dataOf } from './network.ts'
import { ourStep } from './our-step.ts'

/** Further contests join here: one EMCL batch, once methods compile to plans. */
const contests = async (): Promise<readonly Contest[]> => {
  const opened = await tfjsDevice('wasm')()
  if (isLeft(opened)) {
    console.error(render(opened.left))
    process.exit(opened.left.code)
  }
  return [1, 10, 64].map((batch) => {
    const data = dataOf(batch)
    return { name: `SGD step, batch ${batch}`, ours: ourStep(opened.right, data), theirs: idiomaticStep(data) }
  })
}

console.log('784-100-100-10 ReLU net, mean softmax cross-entropy, wasm backend, one process, medians over blocks\n')
for (const contest of await contests()) console.log(compare(contest))
