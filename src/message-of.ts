/** What an exception says, whatever was thrown. */
export const messageOf = (error: unknown): string => {
  try {
    const text = error instanceof Error ? error.message : String(error)
    return text.trim() === '' ? 'an exception that says nothing' : text
  } catch {
    return 'an exception that can not be printed'
  }
}
