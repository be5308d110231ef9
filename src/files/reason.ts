/** What the system says of a failure, such as `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there (EACCES)',
  EPERM: 'no permission to write there (EPERM)',
  EROFS: 'a file system that is read-only (EROFS)',
  ENOSPC: 'a full disk (ENOSPC)',
  EDQUOT: 'a full quota (EDQUOT)',
  EISDIR: 'a folder of that name',
  ENOTREG: 'something else than a file',
  ENOENT: 'no such folder',
  EEXIST: 'one that exists',
}

/** Why a file or a folder couldn't be written, in words where they are known. */
export const reasonOf = (error: unknown): string => {
  const code = codeOf(error)
  return reasons[code] ?? code
}
