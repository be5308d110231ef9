import type { RunStarted } from '../experiment/protocol/index.ts'

/** The settings of a run by name, as far as they decide its numbers. Where the data lies doesn't. */
const settingsIn = (started: RunStarted): ReadonlyMap<string, string> => {
  const {
    _tag,
    format: _format,
    versions,
    backend,
    passedOver: _passedOver,
    chosen: _chosen,
    together: _together,
    ownMetrics: _told,
    folder: _folder,
    data: _data,
    options,
    ...rest
  } = started
  const plain = Object.entries(rest).filter(([name]) => name !== 'digests')
  return new Map(
    [
      ...plain,
      ...(backend === 'auto' ? [] : [['backend', backend] as const]),
      ['version of Retain', versions.retain] as const,
      ...Object.entries(options).map(([name, value]) => [`option ${name}`, value] as const),
    ].map(([name, value]) => [name, `${value}`]),
  )
}

/** The digests of a run, by what they are of, as far as they are read by people. */
const digestsIn = (started: RunStarted): ReadonlyMap<string, string> =>
  new Map(
    started.format === 1
      ? []
      : Object.entries(started.digests).map(([name, digest]) => [`digest of the ${name}`, digest.slice(0, 12)]),
  )

const apart = (was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const free = name === 'backend' && !(was.has(name) && is.has(name))
    return free || was.get(name) === is.get(name)
      ? []
      : [`\`${name}\` ${was.get(name) ?? 'not set'} there and ${is.get(name) ?? 'not set'} here`]
  })

/** What other settings change by themselves: their digests say nothing more. */
const followOn = ['digest of the network', 'digest of the protocol']

/**
 * What differs between two runs, in words: settings and values of options by name, and program, network, protocol and data by their
 * digests. Nothing for two runs of the same, which may have their data in other folders.
 */
export const differences = (there: RunStarted, here: RunStarted): readonly string[] => {
  const settings = apart(settingsIn(there), settingsIn(here))
  const named = settings.some((words) => !words.startsWith('`option '))
  const [was, is] = [digestsIn(there), digestsIn(here)]
  const digests = apart(was, is).filter((words) => !(named && followOn.some((name) => words.startsWith(`\`${name}\``))))
  return [...settings, ...digests]
}
