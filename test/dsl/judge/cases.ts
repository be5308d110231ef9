import { everySort, type kinds, type SortName, sorts, type Written } from './nodes.ts'

/** What a node gives and takes. There is a case for each node: the table is as long as the language. */
export interface Case {
  readonly node: Written
  readonly gives: string
  /** For each field that a node stands in, the sorts that it takes as long as the others are as they are. */
  readonly takes?: Readonly<Record<string, readonly SortName[]>>
  /** For each field that a variable stands in, the kinds that it takes. */
  readonly binds?: Readonly<Record<string, readonly (keyof typeof kinds)[]>>
  /** Lists that must have as many entries as they have. */
  readonly counted?: readonly string[]
  /** Lists that must have an entry. */
  readonly some?: readonly string[]
}

export const numeric = ['scalar', 'params', 'other'] as const
/** What arithmetic is of. */
const wide = [...numeric, 'rows', 'column', 'otherColumn'] as const
const rows = ['rows', 'column', 'otherColumn'] as const
const valued = everySort.filter((sort) => sort !== 'several')
export const several = sorts.several

export const cases: Readonly<Record<string, Case>> = {
  Literal: { node: { _tag: 'Literal', value: 1 }, gives: sorts.scalar },
  Unary: { node: { _tag: 'Unary', operator: 'negate', of: '@other' }, gives: sorts.other, takes: { of: wide } },
  'Unary of rows': { node: { _tag: 'Unary', operator: 'tanh', of: '@rows' }, gives: sorts.rows },
  Binary: {
    node: { _tag: 'Binary', operator: 'add', left: '@params', right: '@scalar' },
    gives: sorts.params,
    takes: { left: wide, right: ['scalar', 'params'] },
  },
  'Binary of rows and a number a row': {
    node: { _tag: 'Binary', operator: 'multiply', left: '@rows', right: '@column' },
    gives: sorts.rows,
    takes: { left: ['scalar', 'rows', 'column'], right: ['scalar', 'rows', 'column'] },
  },
  'Binary of a number a row and rows': {
    node: { _tag: 'Binary', operator: 'multiply', left: '@column', right: '@rows' },
    gives: sorts.rows,
  },
  'Binary of a scalar and a vector': {
    node: { _tag: 'Binary', operator: 'add', left: '@scalar', right: '@other' },
    gives: sorts.other,
    takes: { left: ['scalar', 'other'], right: wide },
  },
  'Binary of scalars': {
    node: { _tag: 'Binary', operator: 'add', left: '@scalar', right: '@scalar' },
    gives: sorts.scalar,
  },
  Compare: {
    node: { _tag: 'Compare', operator: 'less', left: '@params', right: '@scalar' },
    gives: sorts.truths,
    takes: { left: wide, right: ['scalar', 'params'] },
  },
  'Compare of scalars': {
    node: { _tag: 'Compare', operator: 'equal', left: '@scalar', right: '@scalar' },
    gives: sorts.condition,
  },
  'Compare of rows': {
    node: { _tag: 'Compare', operator: 'less', left: '@column', right: '@rows' },
    gives: sorts.rowTruths,
    takes: { left: ['scalar', 'rows', 'column'] },
  },
  'Select of rows': {
    node: { _tag: 'Select', condition: '@rowTruths', then: '@column', otherwise: '@scalar' },
    gives: sorts.rows,
    takes: {
      condition: ['condition', 'rowTruths'],
      then: ['scalar', 'rows', 'column'],
      otherwise: ['scalar', 'rows', 'column'],
    },
  },
  Select: {
    node: { _tag: 'Select', condition: '@truths', then: '@params', otherwise: '@scalar' },
    gives: sorts.params,
    takes: { condition: ['condition', 'truths'], then: ['scalar', 'params'], otherwise: ['scalar', 'params'] },
  },
  'Select of scalars': {
    node: { _tag: 'Select', condition: '@condition', then: '@scalar', otherwise: '@scalar' },
    gives: sorts.scalar,
    takes: { condition: ['condition', 'truths', 'otherTruths', 'rowTruths'], then: wide, otherwise: wide },
  },
  'Select by truths': {
    node: { _tag: 'Select', condition: '@otherTruths', then: '@scalar', otherwise: '@scalar' },
    gives: sorts.other,
    takes: { then: ['scalar', 'other'], otherwise: ['scalar', 'other'] },
  },
  Like: {
    node: { _tag: 'Like', of: '@other', value: '@scalar' },
    gives: sorts.other,
    takes: { of: ['params', 'other', ...rows], value: ['scalar'] },
  },
  Reduce: { node: { _tag: 'Reduce', operator: 'sum', of: '@params' }, gives: sorts.scalar, takes: { of: numeric } },
  Only: { node: { _tag: 'Only', of: '@other', groups: [] }, gives: sorts.other, takes: { of: ['params', 'other'] } },
  PerOutput: {
    node: { _tag: 'PerOutput', of: '@perOutput', like: '@params', groups: [] },
    gives: sorts.params,
    takes: { of: [], like: ['params'] },
  },
  PerTensor: {
    node: { _tag: 'PerTensor', operator: 'sum', of: '@other' },
    gives: 'parameters of `tensors of h`',
    takes: { of: ['params', 'other'] },
  },
  OnTensors: {
    node: { _tag: 'OnTensors', of: '@eachTensor', like: '@params' },
    gives: sorts.params,
    takes: { of: [], like: ['params'] },
  },
  KroneckerFactors: {
    node: { _tag: 'KroneckerFactors', parameters: '@params', batch: '@batch' },
    gives: 'parameters of `factors of learner`',
    takes: { parameters: ['params'], batch: ['batch'] },
  },
  KroneckerIdentity: {
    node: { _tag: 'KroneckerIdentity', of: '@params' },
    gives: 'parameters of `factors of learner`',
    takes: { of: ['params'] },
  },
  KroneckerProduct: {
    node: { _tag: 'KroneckerProduct', factors: '@factors', of: '@params' },
    gives: sorts.params,
    takes: { factors: [], of: ['params'] },
  },
  Copies: {
    node: { _tag: 'Copies', of: '@other', count: 3 },
    gives: 'parameters of `3 copies of h`',
    takes: { of: ['params', 'other'] },
  },
  CopyAt: {
    node: { _tag: 'CopyAt', of: '@copies', index: '@scalar' },
    gives: sorts.params,
    takes: { of: [], index: ['scalar'] },
  },
  Reinitialise: {
    node: { _tag: 'Reinitialise', of: '@other', groups: [], iterations: ['@$scalar1'] },
    gives: sorts.other,
    takes: { of: ['params', 'other'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  Apply: {
    node: { _tag: 'Apply', network: 'h', parameters: '@other', to: '@params', grid: 0 },
    gives: sorts.params,
    takes: { parameters: ['other'], to: ['params', 'other'] },
  },
  Coordinates: {
    node: { _tag: 'Coordinates', network: 'learner', count: 3, iterations: ['@$scalar1'] },
    gives: 'parameters of `3 coordinates`',
    binds: { 'iterations[0]': ['scalar'] },
  },
  Noise: {
    node: { _tag: 'Noise', distribution: 'gaussian', like: '@other', iterations: ['@$scalar1'] },
    gives: sorts.other,
    takes: { like: ['params', 'other', ...rows] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  Pick: {
    node: { _tag: 'Pick', of: '@params', coordinates: '@coordinates' },
    gives: 'parameters of `3 coordinates`',
    takes: { coordinates: [], of: ['params'] },
  },
  Measure: {
    node: { _tag: 'Measure', measure: 'loss', parameters: '@params', batch: '@batch' },
    gives: sorts.scalar,
    takes: { parameters: ['params'], batch: ['batch'] },
  },
  Outputs: {
    node: { _tag: 'Outputs', parameters: '@params', batch: '@batch' },
    gives: sorts.rows,
    takes: { parameters: ['params'], batch: ['batch'] },
  },
  Features: {
    node: { _tag: 'Features', parameters: '@params', batch: '@batch', layer: 'output', side: 'preactivations' },
    gives: 'rows of `preactivations:output`',
    takes: { parameters: ['params'], batch: ['batch'] },
  },
  Onward: {
    node: { _tag: 'Onward', rows: '@features', parameters: '@params', batch: '@batch' },
    gives: sorts.rows,
    takes: { rows: [], parameters: ['params'], batch: ['batch'] },
  },
  FieldOf: {
    node: { _tag: 'FieldOf', batch: '@batch', field: 'inputs' },
    gives: 'rows of `inputs`',
    takes: { batch: ['batch'] },
  },
  Columns: { node: { _tag: 'Columns', of: '@rows' }, gives: sorts.rows, takes: { of: rows } },
  'Columns of a matrix': {
    node: { _tag: 'Columns', of: '@matrix' },
    gives: 'parameters of `outputs × features:layer1`',
    takes: { of: rows },
  },
  'Columns down a matrix': {
    node: { _tag: 'Columns', of: '@matrix', down: true },
    gives: 'parameters of `outputs × features:layer1`',
    takes: { of: [] },
  },
  AlongRow: { node: { _tag: 'AlongRow', operator: 'mean', of: '@rows' }, gives: sorts.column, takes: { of: rows } },
  OverBatch: {
    node: { _tag: 'OverBatch', operator: 'mean', batch: '@batch', of: '@column' },
    gives: sorts.scalar,
    takes: { batch: ['batch'], of: ['column'] },
  },
  OuterProducts: {
    node: { _tag: 'OuterProducts', operator: 'sum', batch: '@batch', left: '@rows', right: '@column' },
    gives: 'parameters of `outputs × 1`',
    takes: { batch: ['batch'], left: ['rows', 'column'], right: ['rows', 'column'] },
  },
  Matrix: {
    node: { _tag: 'Matrix', rows: 'outputs', columns: '3' },
    gives: 'parameters of `outputs × 3`',
  },
  RowsTimes: {
    node: { _tag: 'RowsTimes', of: '@rows', matrix: '@matrix', transposed: false },
    gives: 'rows of `features:layer1`',
    takes: { of: ['rows'], matrix: [] },
  },
  'RowsTimes rows': {
    node: { _tag: 'RowsTimes', of: '@column', matrix: '@otherColumn', transposed: true },
    gives: 'rows of one number for each example of a batch',
    takes: { of: ['column', 'otherColumn'], matrix: ['column', 'otherColumn'] },
  },
  'Gradient at rows': {
    node: { _tag: 'Gradient', bound: ['@$rows1'], body: '@scalar', at: ['@rows'] },
    gives: several,
    takes: { 'at[0]': ['rows'] },
    binds: { 'bound[0]': ['rows'] },
  },
  'Loop of rows': {
    node: { _tag: 'Loop', times: 1, index: '@$scalar1', bound: ['@$rows1'], initial: ['@rows'], next: ['@scalar'] },
    gives: several,
    takes: { 'initial[0]': ['rows'], 'next[0]': ['scalar', 'rows'] },
    binds: { 'bound[0]': ['rows'] },
  },
  Gradient: {
    node: { _tag: 'Gradient', bound: ['@$params1'], body: '@scalar', at: ['@params'] },
    gives: several,
    takes: { body: ['scalar'], 'at[0]': ['params'] },
    binds: { 'bound[0]': ['params'] },
    counted: ['bound', 'at'],
  },
  FirstOrder: {
    node: { _tag: 'FirstOrder', of: '@truths' },
    gives: sorts.truths,
    takes: { of: [...wide, 'condition', 'truths', 'otherTruths', 'rowTruths'] },
  },
  Loop: {
    node: { _tag: 'Loop', times: 2, index: '@$scalar1', bound: ['@$params1'], initial: ['@params'], next: ['@scalar'] },
    gives: several,
    takes: { 'initial[0]': ['params'], 'next[0]': ['scalar', 'params'] },
    binds: { index: ['scalar'], 'bound[0]': ['params'] },
    counted: ['bound', 'initial', 'next'],
  },
  'Loop of a scalar': {
    node: { _tag: 'Loop', times: 0, index: '@$scalar1', bound: ['@$scalar2'], initial: ['@scalar'], next: ['@scalar'] },
    gives: several,
    takes: { 'initial[0]': ['scalar'], 'next[0]': ['scalar'] },
  },
  'Loop over samples': {
    node: {
      _tag: 'Loop',
      times: { samplesOf: '@batch', size: 1 },
      index: '@$scalar1',
      sample: '@$batch1',
      bound: ['@$params1'],
      initial: ['@params'],
      next: ['@params'],
    },
    gives: several,
    takes: { 'times.samplesOf': ['batch'] },
    binds: { sample: ['batch'] },
  },
  'Loop over episodes': {
    node: {
      _tag: 'Loop',
      times: { samplesOf: '@episodes', size: 1 },
      index: '@$scalar1',
      sample: '@$episodes1',
      bound: ['@$params1'],
      initial: ['@params'],
      next: ['@params'],
    },
    gives: several,
    takes: { 'times.samplesOf': ['episodes'] },
    binds: { sample: ['episodes'] },
  },
  'Loop over steps': {
    node: {
      _tag: 'Loop',
      times: { samplesOf: '@steps', size: 1 },
      index: '@$scalar1',
      bound: ['@$params1'],
      initial: ['@params'],
      next: ['@params'],
    },
    gives: several,
    takes: { 'times.samplesOf': ['steps'] },
  },
  Along: {
    node: { _tag: 'Along', operator: 'sum', loop: '@loop', bound: ['@$params1'], body: '@other' },
    gives: sorts.other,
    takes: { loop: [], body: numeric },
    binds: { 'bound[0]': ['params'] },
    counted: ['bound'],
  },
  Expectation: {
    node: { _tag: 'Expectation', batch: '@batch', size: 1, sample: '@$batch1', index: '@$scalar1', body: ['@other'] },
    gives: several,
    takes: { batch: ['batch'], 'body[0]': numeric },
    binds: { sample: ['batch'], index: ['scalar'] },
    some: ['body'],
  },
  'Expectation over episodes': {
    node: {
      _tag: 'Expectation',
      batch: '@episodes',
      size: 1,
      sample: '@$episodes1',
      index: '@$scalar1',
      body: ['@other'],
    },
    gives: several,
    takes: { batch: ['episodes'], 'body[0]': numeric },
    binds: { sample: ['episodes'], index: ['scalar'] },
    some: ['body'],
  },
  Component: { node: { _tag: 'Component', of: '@loop', index: 0 }, gives: sorts.params, takes: { of: ['several'] } },
  Join: {
    node: { _tag: 'Join', first: '@batch', second: '@batch' },
    gives: sorts.batch,
    takes: { first: ['batch'], second: ['batch'] },
  },
  Take: { node: { _tag: 'Take', batch: '@batch', from: 0, size: 1 }, gives: sorts.batch, takes: { batch: ['batch'] } },
  Shuffle: {
    node: { _tag: 'Shuffle', batch: '@batch', iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { batch: ['batch'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  Side: {
    node: { _tag: 'Side', episodes: '@episodes', side: 'support' },
    gives: sorts.batch,
    takes: { episodes: ['episodes'] },
  },
  Draw: {
    node: { _tag: 'Draw', memory: '@memory', count: 1, replacement: true, iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { memory: ['memory'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  All: { node: { _tag: 'All', memory: '@memory' }, gives: sorts.batch, takes: { memory: ['memory'] } },
  Relabel: {
    node: { _tag: 'Relabel', batch: '@batch', parameters: '@params', iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { batch: ['batch'], parameters: ['params'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  SoftLabels: {
    node: { _tag: 'SoftLabels', batch: '@batch', parameters: '@params' },
    gives: sorts.batch,
    takes: { batch: ['batch'], parameters: ['params'] },
  },
  ReplaceAt: {
    node: { _tag: 'ReplaceAt', memory: '@memory', at: '@scalar', accept: '@condition', entry: '@batch' },
    gives: sorts.memory,
    takes: { memory: ['memory'], at: ['scalar'], accept: ['condition'], entry: ['batch'] },
  },
  WithField: {
    node: { _tag: 'WithField', batch: '@batch', name: 'logits', rows: '@rows' },
    gives: 'a batch with `logits` of `outputs`',
    takes: { batch: ['batch'], rows: ['rows', 'column'] },
  },
  EveryLabel: { node: { _tag: 'EveryLabel', batch: '@batch' }, gives: sorts.batch, takes: { batch: ['batch'] } },
  Place: { node: { _tag: 'Place', shuffle: '@shuffle', example: 0 }, gives: sorts.scalar, takes: { shuffle: [] } },
  Reservoir: { node: { _tag: 'Reservoir', capacity: 1, inclusive: true }, gives: sorts.memory },
  Ring: { node: { _tag: 'Ring', capacity: 1 }, gives: sorts.memory },
  Push: {
    node: { _tag: 'Push', memory: '@memory', batch: '@batch', iterations: ['@$scalar1'] },
    gives: sorts.memory,
    takes: { memory: ['memory'], batch: ['batch'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  EmptyList: {
    node: { _tag: 'EmptyList', names: [], elements: ['@other'] },
    gives: 'a list over tasks of parameters of `h`',
    takes: { 'elements[0]': numeric },
    counted: ['elements'],
  },
  'EmptyList of slots': {
    node: { _tag: 'EmptyList', names: ['a', 'b'], elements: ['@params', '@scalar'] },
    gives: 'a list over tasks of parameters of `learner` and a scalar',
    counted: ['elements'],
  },
  Append: {
    node: { _tag: 'Append', list: '@vectors', values: ['@params'] },
    gives: sorts.vectors,
    takes: { list: ['vectors'], 'values[0]': ['params'] },
    counted: ['values'],
  },
  MapTasks: {
    node: {
      _tag: 'MapTasks',
      over: '@vectors',
      bound: ['@$params1'],
      index: '@$scalar1',
      names: [],
      body: ['@scalar'],
    },
    gives: sorts.numbers,
    takes: { over: ['vectors'], 'body[0]': [...numeric, 'batch'] },
    binds: { 'bound[0]': ['params'], index: ['scalar'] },
    counted: ['bound', 'body'],
  },
  'MapTasks over a memory': {
    node: {
      _tag: 'MapTasks',
      over: '@memory',
      bound: ['@$batch1'],
      index: '@$scalar1',
      names: ['a'],
      body: ['@params'],
    },
    gives: sorts.vectors,
    takes: { over: ['memory'] },
    binds: { 'bound[0]': ['batch'] },
    counted: ['bound', 'body'],
  },
  Fold: {
    node: {
      _tag: 'Fold',
      over: '@vectors',
      element: ['@$params1'],
      index: '@$scalar1',
      bound: ['@$params3'],
      initial: ['@params'],
      next: ['@scalar'],
    },
    gives: several,
    takes: { over: ['vectors'], 'initial[0]': ['params'], 'next[0]': ['scalar', 'params'] },
    binds: { 'element[0]': ['params'], index: ['scalar'], 'bound[0]': ['params'] },
    counted: ['element', 'initial', 'next'],
    some: ['bound'],
  },
  'Fold over a memory, of a list': {
    node: {
      _tag: 'Fold',
      over: '@memory',
      element: ['@$batch1'],
      index: '@$scalar1',
      bound: ['@$vectors1'],
      initial: ['@vectors'],
      next: ['@vectors'],
    },
    gives: several,
    takes: { over: ['memory'], 'initial[0]': ['vectors'], 'next[0]': ['vectors'] },
    binds: { 'element[0]': ['batch'], 'bound[0]': ['vectors'] },
    counted: ['element', 'initial', 'next'],
  },
  Total: {
    node: { _tag: 'Total', operator: 'mean', list: '@vectors' },
    gives: sorts.params,
    takes: { list: ['vectors', 'numbers'] },
  },
  ConeProjection: {
    node: { _tag: 'ConeProjection', constraints: '@vectors', gradient: '@params', margin: '@scalar', ridge: '@scalar' },
    gives: sorts.params,
    takes: { constraints: ['vectors'], gradient: ['params'], margin: ['scalar'], ridge: ['scalar'] },
  },
  When: {
    node: { _tag: 'When', condition: '@condition', then: ['@params'], otherwise: ['@scalar'] },
    gives: several,
    takes: { condition: ['condition'], 'then[0]': numeric, 'otherwise[0]': ['scalar', 'params'] },
    counted: ['then', 'otherwise'],
  },
  Combinator: {
    node: {
      _tag: 'Combinator',
      name: 'mine',
      parts: { a: { node: '@scalar' }, f: { bound: ['@$params1'], body: '@scalar' }, n: { number: 1 } },
      definition: ['@truths'],
    },
    gives: sorts.truths,
    takes: { 'definition[0]': valued, 'parts.a.node': valued, 'parts.f.body': valued },
    some: ['definition'],
  },
  'Combinator of several': {
    node: { _tag: 'Combinator', name: 'mine', parts: {}, definition: ['@scalar', '@params'] },
    gives: several,
  },
}
