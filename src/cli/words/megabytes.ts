/** A number of bytes in whole megabytes, at least one. */
export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`
