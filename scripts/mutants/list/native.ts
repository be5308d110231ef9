import type { Mutant } from '../mutant.ts'

const setUp = 'test/native/setup/set-up.test.ts'

export const ofNativeBuilds: readonly Mutant[] = [
  {
    name: 'a wheel that is taken unseen in a set-up',
    breaks: 'what the registry sends is the published file',
    file: 'src/native/setup/fetch.ts',
    from: '=== bytes && (await sha256(path)) === known',
    to: '=== bytes',
    test: setUp,
    only: 'the published wheel',
  },
  {
    name: 'a build that is found by its description alone in a set-up',
    breaks: 'a build that lacks a part of a file is none',
    file: 'src/native/build.ts',
    from: 'O.filter((build) => isWhole(place, build))',
    to: 'O.filter(() => true)',
    test: setUp,
    only: 'lacks a part',
  },
  {
    name: 'steps that are done anew after an interruption of a set-up',
    breaks: 'what has come stays',
    file: 'src/native/setup/steps.ts',
    from: 'if (existsSync(markOf(making, name)))',
    to: 'if (false)',
    test: setUp,
    only: 'leaves nothing that is found',
  },
  {
    name: 'a trial of a set-up that no product is held to',
    breaks: 'what was built gives back what it is given, to the bit',
    file: 'src/native/setup/trial.ts',
    from: 'product && convolution,',
    to: 'convolution,',
    test: 'test/native/setup/trial.test.ts',
    only: 'a product of 10 bits',
  },
  {
    name: 'a device that auto passes over without a word, which a set-up would mend',
    breaks: 'what auto passes over is said',
    file: 'src/interpreters/devices/tfjs-device.ts',
    from: '(passedOver.length === 0 ? device : { ...device, passedOver })',
    to: 'device',
    test: 'test/interpreters/devices/backends.test.ts',
    only: 'passes over',
  },
]
