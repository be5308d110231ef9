import { backends, type MachineDevice } from '../../../../src/interpreters/devices/index.ts'
import { type Binding, functionDevice, registering } from '../../../../src/interpreters/devices/tensorflow/index.ts'
import { loadNative } from '../../../../src/interpreters/devices/tfjs/native-tensorflow.ts'

const loaded = async (): Promise<Binding | undefined> => {
  const node = backends.find((backend) => backend.name === 'node')!
  if (!node.present()) return undefined
  return registering((await loadNative('cpu')).backend.binding)
}

/** TensorFlow's addon, where one that registers functions is set up. */
export const binding = await loaded()

/** Every loop is one of TensorFlow, its products TensorFlow's usual ones or oneDNN's, or none is. */
export const forms = {
  kept: { unrolled: 0 },
  'kept, with products of oneDNN': { unrolled: 0, oneDnn: true },
  unrolled: { unrolled: Number.POSITIVE_INFINITY },
} as const

export const deviceOf = (form: keyof typeof forms): MachineDevice =>
  functionDevice(`loops ${form}`, binding!, { xla: false, ...forms[form] })
