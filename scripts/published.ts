/** ACC and BWT (denominator T) in percent, as published, 5 runs, memory 200. The protocols differ: see docs/results.md. */
export interface Published {
  readonly acc: string
  readonly bwt: string
  readonly source: string
}

const mer = 'MER paper (batch 1)'
const laMaml = 'La-MAML paper (batch 10)'
const emclSlides = 'EMCL slides'
const vanDeVen = 'van de Ven & Tolias (batch 128)'

export const published: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
  'permuted-mnist': {
    finetune: { acc: '55.42 ± 0.65', bwt: '−13.76 ± 1.19', source: mer },
    ewc: { acc: '62.32 ± 1.34', bwt: '−13.32 ± 2.24', source: mer },
    gem: { acc: '55.42 ± 1.10', bwt: '−24.42 ± 1.10', source: mer },
    agem: { acc: '56.04 ± 2.36', bwt: '−24.05 ± 2.47', source: emclSlides },
    mer: { acc: '73.46 ± 0.45', bwt: '−9.96 ± 0.45', source: mer },
    cMaml: { acc: '74.54 ± 0.54', bwt: '−10.36 ± 0.14', source: laMaml },
    syncLaMaml: { acc: '70.54 ± 1.54', bwt: '−14.02 ± 2.14', source: laMaml },
    laMaml: { acc: '74.34 ± 0.67', bwt: '−7.60 ± 0.51', source: laMaml },
    emcl: { acc: '73.61 ± 1.12', bwt: '−10.25 ± 0.73', source: emclSlides },
  },
  'rotated-mnist': {
    finetune: { acc: '53.38 ± 1.53', bwt: '−5.44 ± 1.70', source: mer },
    ewc: { acc: '57.96 ± 1.33', bwt: '−20.42 ± 1.60', source: mer },
    gem: { acc: '67.38 ± 1.75', bwt: '−18.02 ± 1.99', source: mer },
    mer: { acc: '77.42 ± 0.78', bwt: '−5.60 ± 0.70', source: mer },
    cMaml: { acc: '77.33 ± 0.29', bwt: '−7.88 ± 0.05', source: laMaml },
    syncLaMaml: { acc: '74.07 ± 0.58', bwt: '−6.66 ± 0.44', source: laMaml },
    laMaml: { acc: '77.42 ± 0.65', bwt: '−8.64 ± 0.40', source: laMaml },
  },
  'many-permutations': {
    finetune: { acc: '32.62 ± 0.43', bwt: '−19.06 ± 0.86', source: mer },
    ewc: { acc: '33.46 ± 0.46', bwt: '−17.84 ± 1.15', source: mer },
    gem: { acc: '32.14 ± 0.50', bwt: '−23.52 ± 0.87', source: mer },
    agem: { acc: '29.98 ± 1.84', bwt: '−27.23 ± 1.79', source: emclSlides },
    mer: { acc: '47.40 ± 0.35', bwt: '−17.78 ± 0.39', source: mer },
    laMaml: { acc: '47.69 ± 0.41', bwt: '−13.24 ± 0.95', source: emclSlides },
    emcl: { acc: '48.12 ± 1.48', bwt: '−14.09 ± 0.74', source: emclSlides },
  },
  // ACC as read off the figure of van de Ven & Tolias' code: 2000 batches of 128 a task, 100 examples a class; within a point.
  'split-mnist/class': {
    finetune: { acc: '20', bwt: '', source: vanDeVen },
    lwf: { acc: '22', bwt: '', source: vanDeVen },
    er: { acc: '89', bwt: '', source: vanDeVen },
    icarl: { acc: '92', bwt: '', source: vanDeVen },
    joint: { acc: '98', bwt: '', source: vanDeVen },
  },
  'split-mnist/domain': {
    finetune: { acc: '60', bwt: '', source: vanDeVen },
    lwf: { acc: '72', bwt: '', source: vanDeVen },
    er: { acc: '94', bwt: '', source: vanDeVen },
    joint: { acc: '98', bwt: '', source: vanDeVen },
  },
  'split-mnist/task': {
    finetune: { acc: '84', bwt: '', source: vanDeVen },
    lwf: { acc: '98 and more', bwt: '', source: vanDeVen },
    er: { acc: '98 and more', bwt: '', source: vanDeVen },
    joint: { acc: '98 and more', bwt: '', source: vanDeVen },
  },
}
