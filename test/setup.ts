import fc from 'fast-check'

/** Properties draw fresh cases at every local run; `RETAIN_SEED` pins them, and CI must pass one. */
const given = process.env.RETAIN_SEED
if (process.env.CI !== undefined && given === undefined)
  throw new Error('CI must name the seed of its properties: set RETAIN_SEED to an integer')
fc.configureGlobal({ ...(given === undefined ? {} : { seed: Number(given) }), verbose: 1 })
