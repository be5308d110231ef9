import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { compileTerms } from '../../compiler/index.ts'
import type { Syntax, Values, Variable } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type Node, numbersAt } from '../../ir/index.ts'
import type { Layout, Network } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { planRunner } from './run-plan.ts'

/** A free variable of a term and its value: one array a tensor of its layout (a scalar is one number in one array). */
export interface Binding {
  readonly variable: Variable
  readonly tensors: readonly ArrayLike<number>[]
}

/** The values of terms without examples, tensor by tensor, on any device. */
export const evaluateTerms =
  <Buffer>(
    device: Device<Buffer>,
    layouts: Readonly<Record<string, Layout>>,
    options: Values = {},
    networks: Readonly<Record<string, Network>> = {},
  ) =>
  (
    bindings: readonly Binding[],
    terms: readonly Syntax[],
  ): TE.TaskEither<Fault, readonly (readonly ArrayLike<number>[])[]> =>
    pipe(
      TE.fromEither(
        compileTerms(
          'term',
          bindings.map((b) => b.variable),
          terms,
          { options, layouts, networks, counts: {} },
        ),
      ),
      TE.chain((code) =>
        TE.tryCatch(
          async () => {
            const values = new Map<Node, Buffer>()
            bindings.forEach(({ tensors }, i) => {
              code.inputs[i]!.forEach((node, j) => {
                values.set(node, device.upload(node.shape, tensors[j]!))
              })
            })
            const outputs = await planRunner(device).run(code.plan, values, numbersAt(code.prelude, options))
            for (const buffer of values.values()) device.release(buffer)
            const read = await Promise.all(outputs.map(device.read))
            outputs.forEach(device.release)
            let position = 0
            return code.outputs.map((nodes) => nodes.map(() => read[position++]!))
          },
          (error) => fault({ where: 'term', rule: 'the device must carry out every step', got: String(error) }),
        ),
      ),
    )
