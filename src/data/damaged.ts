import { type Fault, render } from '../fault.ts'

/** What reading an input throws that is found damaged only then; `readBatch` takes it off. */
export class DamagedInput extends Error {
  readonly fault: Fault
  constructor(of: Fault) {
    super(render(of))
    this.fault = of
  }
}
