/** The rows of comma-separated values by the names in their head. */
export const readCsv = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [head = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
        .slice(0, line.split(',').length),
    )
  return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])))
}

/** Whether each tag that is opened is closed, in order. */
export const tagsBalance = (xml: string): boolean => {
  const open: string[] = []
  for (const [, closing, name, , alone] of xml.matchAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) return false
    } else if (alone !== '/' && name !== undefined) open.push(name)
  }
  const rest = xml.replaceAll(/<\/?[\w:-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
  return open.length === 0 && !/[<>]/.test(rest)
}

/** JSON without what a clock measured. */
export const withoutSeconds = (json: string): string =>
  JSON.stringify(JSON.parse(json), (key, value) => (/Seconds$/.test(key) ? undefined : value))
