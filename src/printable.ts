/** Control characters, and those that turn the direction of writing: none of them is a letter that can be read. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const hidden = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const spelled = (letter: string): string => {
  const code = letter.charCodeAt(0)
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
}

/**
 * A text from outside (a name, a path, what a file holds) as it may be shown: what a terminal would obey instead of showing it is
 * spelt out. Lines stay lines.
 *
 * @example printable('a\u001b[2Jb')   // => 'a\\x1b[2Jb'
 */
export const printable = (text: string): string => text.replace(hidden, spelled)
