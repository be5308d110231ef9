import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { cudaWheels, packages, partsOf, versions, type Wheel } from '../pinned.ts'
import { addons } from './addon.ts'
import { linked, type Own, wantedOf } from './cuda.ts'
import { brought, stripped, wanted } from './library.ts'
import type { Work } from './order.ts'
import { installed } from './package.ts'
import type { Step } from './steps.ts'

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** A wheel as a step: about 10 MB come in a second, and as many are unpacked in a tenth of one. */
const wheelStep = (
  { making, parts, tools, call }: Work,
  wheel: Wheel,
  patterns: readonly string[],
  more: Step['work'],
): Step => {
  const { name, version } = partsOf(wheel)
  return {
    name: `${name}-${version}`,
    what: `${name} ${version}, ${megabytes(wheel.bytes)} of the Python registry, checked by its sha256`,
    weight: wheel.bytes / 1e7,
    work: (tell) =>
      pipe(
        brought(wheel, patterns, making, parts, tools, call, (bytes) => tell((0.9 * bytes) / wheel.bytes)),
        TE.chain(() => more(tell)),
      ),
  }
}

const nothing: Step['work'] = () => TE.right(undefined)

/** The steps to a build's CUDA: NVIDIA's wheels, or links to the machine's, which may lack the run-time library of CUDA 12. */
const cudaSteps = (work: Work, own: Own | undefined): readonly Step[] => {
  const wheels =
    own === undefined
      ? cudaWheels
      : cudaWheels.filter(
          (wheel) => own.missing.includes('libcudart.so.12') && partsOf(wheel).name === 'nvidia-cuda-runtime-cu12',
        )
  return [
    ...wheels.map((wheel) => wheelStep(work, wheel, wantedOf(partsOf(wheel).name), nothing)),
    ...(own === undefined
      ? []
      : [
          {
            name: 'links',
            what: `links to the machine's own CUDA: ${own.links[0]?.[1] ?? ''} and ${own.links.length - 1} more`,
            weight: 1,
            work: () => TE.fromEither(linked(work.making, own)),
          },
        ]),
  ]
}

/** The steps to a build, with what each weighs. */
export const stepsOf = (work: Work, library: Wheel, own: Own | undefined): readonly Step[] => {
  const { order, making, parts, tools, call, binding } = work
  const { kind } = order
  return [
    {
      name: `package-${versions.package}`,
      what: `${packages[kind]} ${versions.package} by npm, without its own download`,
      weight: 10,
      work: () => installed(kind, making, parts, tools, call),
    },
    wheelStep(work, library, wanted, () => stripped(making, call)),
    ...(kind === 'gpu' ? cudaSteps(work, own) : []),
    {
      name: `addon-${binding}`,
      what: `the addon, compiled by ${tools.compiler}`,
      weight: 12,
      work: () => addons(kind, making, parts, tools, call),
    },
  ]
}
