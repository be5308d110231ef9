/** The curves of runs, written as they are drawn into files that other tools read. */
export { csvLog } from './csv.ts'
export { type Log, type LogForm, type LogSettings, logIn, together } from './log.ts'

/** The form of TensorBoard's event files; what writes them is loaded when it is asked for. */
export const tensorboardLog = async () => (await import('./tensorboard.ts')).tensorboardLog
