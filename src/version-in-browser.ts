/** Told by the build of the bundle. */
declare const VERSION_OF_RETAIN: string

/** A bundle has no `package.json`. */
export const versionOf = (_path: string): string => 'unknown'

/** The version of Retain. */
export const retainVersion = (): string => VERSION_OF_RETAIN
