const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A line of comma-separated values (RFC 4180), without its end. */
export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  cells.map((cell) => quoted(`${cell ?? ''}`)).join(',')
