import { type Fault, fault } from '../fault.ts'

/**
 * That a data set isn't embedded and no folder was named.
 *
 * @param holding the files that make it up
 * @param from how one comes by it; by the command that fetches it if it isn't given
 */
export const notNamed = (
  name: string,
  holding: string,
  from = `where the network allows, \`retain data fetch ${name} --data DIR\` fetches it`,
): Fault =>
  fault({
    where: 'data',
    rule: `a folder that holds ${name} must be named, with ${holding}`,
    got: 'none',
    hint: `name it with --data DIR; ${from}`,
  })
