import { type Fault, fault } from '../../fault.ts'
import type { OfficialFile } from '../official-files.ts'
import { type Download, described } from './publications.ts'
import type { HostMishap } from './transfer.ts'

export const where = 'data fetch'

export const onDisk = (path: string, reason: string): Fault =>
  fault({
    where,
    rule: 'the folder must take the files',
    got: reason,
    path: [path],
    hint: 'make room on the disk, check its permissions, or name another folder with --data DIR',
  })

export const notFetched = (dir: string, of: Download, mishaps: readonly HostMishap[]): Fault =>
  fault({
    where,
    rule: `\`${of.file}\` must come from a host whole`,
    got: mishaps.map(({ url, reason }) => `${reason} (${url})`).join('; '),
    hint: [
      `where this machine has no network, fetch it elsewhere and put it into ${dir}`,
      ...(of.unpacked === undefined ? [] : [`and unpack it there: tar -xzf ${of.file}`]),
    ].join('\n'),
  })

export const notInside = (archive: string, names: readonly string[]): Fault =>
  fault({
    where,
    rule: `\`${archive}\` must hold the published files`,
    got: `none or others for ${names.join(', ')}`,
    hint: 'its checksum is right, so please report this',
  })

export const overfull = (archive: string, got: string): Fault =>
  fault({
    where,
    rule: `\`${archive}\` must hold hardly more than the published files`,
    got,
    hint: 'its checksum is right, so please report this',
  })

export const inTheWay = (place: string, path: string, known: OfficialFile, got: string): Fault =>
  fault({
    where,
    rule: `what is there already must be the published file, ${described(known)}`,
    got,
    path: [path],
    hint: `move ${place} away, then fetch again; nothing there was touched`,
  })
