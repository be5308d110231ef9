import fc from 'fast-check'
import {
  abs,
  add,
  all,
  append,
  argMax,
  type Batch,
  chunk,
  classBalanced,
  classesIn,
  clipByNorm,
  coneProjection,
  type DeclaredFields,
  defineMethod,
  divide,
  draw,
  everyLabel,
  expectation,
  features,
  field,
  firstOrder,
  gaussian,
  grad,
  huber,
  innerLoop,
  innerProducts,
  join,
  kindOf,
  labelledOutput,
  largestAlong,
  less,
  like,
  loss,
  lossBy,
  type Method,
  mapTasks,
  mean,
  meanOuter,
  meanOver,
  meanOverTasks,
  mixtures,
  multiply,
  named,
  norm,
  oneHot,
  only,
  outputs,
  outputsFrom,
  overInputs,
  overSamples,
  type Params,
  perTask,
  pick,
  placeIn,
  positive,
  preactivations,
  push,
  type Rows,
  reinitialise,
  replaceAt,
  reservoir,
  ring,
  rowsOf,
  type Scalar,
  type Structure,
  type Syntax,
  sampleCoordinates,
  sampleLabels,
  scored,
  select,
  shuffle,
  slidingWindow,
  softLabels,
  softmax,
  sqrt,
  squaredOutputNorm,
  sum,
  sumAlong,
  take,
  tanh,
  timesRows,
  total,
  totalOverTasks,
  trajectory,
  transform,
  uniform,
  when,
  withField,
  zeroMatrix,
} from '../../src/dsl/index.ts'
import { type Choices, choicesOf, type Gain, gainOf, type Having, keptBy, type Modulator, more } from './having.ts'

/**
 * A program as it comes: most of what is made is well kinded, some of it in places where it can't be done. Long because every operation of
 * the language has its line.
 */
const making = (c: Choices) => {
  const one = <A>(from: readonly A[]): A => from[c.below(from.length)]!
  /** Now and then something that should not be there. */
  const rarely = (): boolean => c.below(12) === 11
  const any = (h: Having): Syntax =>
    one([one(h.params), one(h.scalars), one(h.batches), one(h.memories), one(h.lists), one(h.rows), one(h.own)])
  const times = (): number => (rarely() ? one([0, -1, 0.5, Number.NaN, 1e6, 1e12]) : c.below(4))
  const size = (): number => (rarely() ? one([0, -1, 1e6, 1e12]) : 1 + c.below(4))

  /** The batch with rows of its own beside its examples. */
  const beside = (batch: Batch, h: Having): Batch =>
    withField(batch, 'logits', rarely() ? one(h.rows) : outputs(batch, one(h.params)))
  /** A name that a memory may keep rows by, and now and then none that it can. */
  const kept = (): string => (rarely() ? one(['targets', 'weight', '']) : one(['logits', 'score', 'other']))
  const fields = (): DeclaredFields =>
    rarely() ? { [kept()]: rowsOf(one(['outputs', 1, 'nowhere'] as const) as never) } : { logits: rowsOf('outputs') }

  /** What loops carry: a record of slots of any kind. */
  const carried = (h: Having): Record<string, Syntax> => ({
    theta: one(h.params),
    ...(c.below(2) === 1 ? { count: one(h.scalars) } : {}),
    ...(c.below(2) === 1 ? { memory: one(h.memories) } : {}),
    ...(c.below(3) === 1 ? { phi: one(h.own) } : {}),
    ...(rarely() ? { more: any(h) } : {}),
  })

  const stepped = (h: Having, at: Record<string, Syntax>, depth: number): Record<string, Syntax> => {
    const inside = made(more(h, gainOf(Object.values(at))), depth)
    const next: Record<string, Syntax> = {}
    for (const [slot, leaf] of Object.entries(at)) {
      const kind = kindOf(leaf)._tag
      next[slot] =
        kind === 'Params'
          ? tanh(one<Syntax>(slot === 'phi' ? inside.own : inside.params) as Params)
          : kind === 'Scalar'
            ? one(inside.scalars)
            : kind === 'Memory'
              ? (push(leaf as never, pushed(leaf, inside) as never) as Syntax)
              : any(inside)
    }
    if (rarely()) next.stranger = one(inside.params)
    if (rarely()) next.theta = any(inside)
    return next
  }

  /** Examples that a memory takes, or now and then any. */
  const pushed = (memory: Syntax, h: Having): Batch => {
    const batch = one(h.batches)
    return keptBy(memory).includes('logits') && !rarely() ? beside(batch, h) : batch
  }

  const step = (h: Having, depth: number): Gain => {
    const inner = depth > 0
    const ops: readonly (() => Gain)[] = [
      () => ({ params: [add(one(h.params), one(h.params))] }),
      () => ({ params: [multiply(one(h.scalars), one(h.params))] }),
      () => ({ params: [clipByNorm(1)(one(h.params)), like(one(h.params), one(h.scalars))] }),
      () => ({ scalars: [loss(one(h.batches))(one(h.params))] }),
      () => ({ scalars: [squaredOutputNorm(one(h.batches))(one(h.params)), sum(one(h.params))] }),
      () => ({ scalars: [labelledOutput(one(h.batches))(one(h.params)), norm(one(h.params))] }),
      () => ({ scalars: [divide(one(h.scalars), add(abs(one(h.scalars)), 1)), sqrt(abs(one(h.scalars)))] }),
      () => ({ params: [grad(loss(one(h.batches)))(one(h.params))] }),
      () => ({ params: [select(less(one(h.params), one(h.scalars)), one(h.params), one(h.params))] }),
      () => ({ batches: [join(one(h.batches), one(h.batches))] }),
      () => ({ batches: [take(one(h.batches), size(), c.below(3))] }),
      () => ({ batches: chunk(one(h.batches), 1, 2) }),
      () => {
        const shuffled = shuffle(one(h.batches))
        return { batches: [shuffled], scalars: [placeIn(shuffled, c.below(2))] }
      },
      () => ({ batches: [draw(one(h.memories) as never, size(), (old) => old, { replacement: c.below(2) === 0 })] }),
      () => ({ batches: [sampleLabels(one(h.batches), one(h.params))] }),
      () => ({ batches: [softLabels(one(h.batches), one(h.params)), everyLabel(one(h.batches))] }),
      () => ({
        rows: [outputs(one(h.batches), one(h.params)), field(one(h.batches), one(['targets', 'heads'] as const))],
      }),
      () => ({
        rows: [
          outputs(one(h.batches), one(h.own)),
          multiply(outputs(one(h.batches), one(h.params)), outputs(one(h.batches), one(h.own))),
        ],
      }),
      () => ({ own: [multiply(one(h.scalars), one(h.own)), reinitialise('layer1')(one(h.own))] }),
      () => ({ rows: [add(one(h.rows), one(h.rows)), multiply(one(h.scalars), tanh(one(h.rows)))] }),
      () => ({ rows: [softmax(one(h.rows)), oneHot(argMax(one(h.rows)), one(h.rows))] }),
      () => {
        const layer = rarely() ? 'nowhere' : one(['layer1', 'output'] as const)
        const [batch, theta] = [one(h.batches), one(h.params)]
        const inside = (c.below(2) === 0 ? features : preactivations)(batch, theta, layer as never) as never as Rows
        const matrix = meanOuter(batch, inside as Rows, one(h.rows))
        return {
          rows: [
            outputsFrom(tanh(inside) as never, one(h.params)),
            timesRows(inside, matrix),
            transform(matrix, one(h.rows)) as never,
          ],
          scalars: [norm(matrix as never)],
        }
      },
      () => {
        const products = innerProducts(one(h.rows), one(h.rows))
        return { rows: [mixtures(softmax(products), one(h.rows)), multiply(one(h.rows), sumAlong(products))] }
      },
      () => {
        const of = one(h.rows)
        const kind = kindOf(of)
        const batch = kind._tag === 'Rows' && !rarely() ? (kind.batch as Batch) : one(h.batches)
        return { scalars: [meanOver(batch, largestAlong(of)), lossBy(huber({ threshold: 1 }))(batch)(one(h.params))] }
      },
      () => ({
        rows: [gaussian(one(h.rows)), select(less(one(h.rows), one(h.scalars)), one(h.rows), like(one(h.rows), 1))],
      }),
      () => {
        const memory = one(h.memories)
        return { memories: [push(memory as never, pushed(memory, h) as never) as Syntax] }
      },
      () => ({ memories: [reservoir(size()), ring(size())] }),
      () => ({
        memories: [
          one([reservoir, classBalanced, slidingWindow])(size(), fields()),
          scored(size(), c.below(2) === 0 ? {} : { perClass: size() }, fields()) as never as Syntax,
        ],
      }),
      () => ({ batches: [beside(one(h.batches), h), withField(one(h.batches), kept() as never, one(h.rows))] }),
      () => ({ batches: [withField(one(h.batches), 'score', timesRows(one(h.rows), zeroMatrix('outputs', 1)))] }),
      () => {
        const memory = one(h.memories)
        const old = c.below(2) === 0 ? all(memory as never) : draw(memory as never, size(), (drawn) => drawn)
        return { batches: [old], rows: [field(old as never, kept() as never) as never as Rows] }
      },
      () => {
        const memory = one(h.memories)
        const entry = take(pushed(memory, h), 1)
        return {
          memories: [replaceAt(memory as never, one(h.scalars), less(one(h.scalars), 0.5), entry as never) as Syntax],
        }
      },
      () => ({
        memories: [when(less(one(h.scalars), 0.5), one(h.memories) as never, one(h.memories) as never) as Syntax],
      }),
      () => ({ lists: [append(one(h.lists) as never, { anchor: one(h.params), weight: one(h.scalars) } as never)] }),
      () => ({ params: [firstOrder(one(h.params)), only('output')(one(h.params))] }),
      () => ({ params: [gaussian(one(h.params)), uniform(one(h.params))] }),
      () => ({
        params: [
          reinitialise('output')(one(h.params)),
          reinitialise('output', classesIn(one(h.batches)))(one(h.params)),
        ],
      }),
      () => ({ scalars: [norm(pick(sampleCoordinates(1 + c.below(3)))(one(h.params)))] }),
      () => {
        const { theta, count } = when(
          less(one(h.scalars), 0.5),
          { theta: one(h.params), count: one(h.scalars) },
          { theta: one(h.params), count: one(h.scalars) },
        )
        return { params: [theta], scalars: [count] }
      },
      () => ({
        params: [
          coneProjection({ margin: 0, ridge: 0.01 })(
            mapTasks(one(h.lists) as never, (e) => (e as { anchor: Params }).anchor),
          )(one(h.params)),
        ],
      }),
      () => ({
        params: [
          totalOverTasks(
            mapTasks(one(h.lists) as never, (e) =>
              multiply((e as { anchor: Params; weight: Scalar }).weight, (e as { anchor: Params }).anchor),
            ),
          ),
        ],
        scalars: [meanOverTasks(mapTasks(one(h.lists) as never, (e) => (e as { weight: Scalar }).weight))],
      }),
      () => ({
        scalars: [totalOverTasks(mapTasks(one(h.memories) as never, (m) => loss(m as never)(one(h.params)))) as never],
      }),
      () => ({ lists: [mapTasks(one(h.lists) as never, (e) => e as never) as Syntax] }),
      () => {
        const examples = mapTasks(one(h.memories) as never, (m) => m)
        const seen = (m: Batch): Scalar => loss(c.below(2) === 0 ? m : join(m, one(h.batches)))(one(h.params))
        return { scalars: [totalOverTasks(mapTasks(examples as never, seen as never)) as never] }
      },
      () => {
        const few = pick(sampleCoordinates(2))
        const picked = mapTasks(one(h.lists) as never, (e) => few((e as { anchor: Params }).anchor) as never)
        return { scalars: [norm(totalOverTasks(picked as never) as never)] }
      },
      () => gainOf([named('any', { of: one(h.params) }, any(h) as Structure) as Syntax]),
      () => gainOf(Object.values(named('record', {}, carried(h)) as Record<string, Syntax>)),
      ...(inner
        ? [
            () =>
              gainOf(
                Object.values(
                  innerLoop(times(), (at: Record<string, Syntax>, i) =>
                    stepped(more(h, { scalars: [i] }), at, depth - 1),
                  )(carried(h)),
                ),
              ),
            () =>
              gainOf(
                Object.values(
                  overSamples(
                    one(h.batches),
                    (at: Record<string, Syntax>, x, i) =>
                      stepped(more(h, { scalars: [i], batches: [x] }), at, depth - 1),
                    size(),
                  )(carried(h)),
                ),
              ),
            () => {
              const along = trajectory(times(), (at: Record<string, Syntax>, i) =>
                stepped(more(h, { scalars: [i] }), at, depth - 1),
              )(carried(h))
              const read = c.below(2) === 0 ? mean : total
              return {
                scalars: [read(along, (at) => one(made(more(h, gainOf(Object.values(at))), depth - 1).scalars))],
              }
            },
            () => ({
              params: [grad((p: Params) => one(made(more(h, { params: [p] }), depth - 1).scalars))(one(h.params))],
            }),
            () => ({
              own: [grad((p: Modulator) => one(made(more(h, { own: [p] }), depth - 1).scalars))(one(h.own))],
            }),
            () => {
              const g = grad(({ p, s }: { readonly p: Params; readonly s: Scalar }) =>
                multiply(s, one(made(more(h, { params: [p] }), depth - 1).scalars)),
              )({ p: one(h.params), s: one(h.scalars) })
              return { params: [g.p], scalars: [g.s] }
            },
            () => {
              const inside = (z: Rows) => one(made(more(h, { rows: [z] }), depth - 1).scalars)
              return { rows: [grad(inside)(one(h.rows)), innerLoop(times(), (z: Rows) => tanh(z))(one(h.rows))] }
            },
            () => ({
              params: [
                expectation(one(h.batches), (x) => one(made(more(h, { batches: [x] }), depth - 1).params), size()),
              ],
            }),
          ]
        : []),
    ]
    return one(ops)()
  }

  const made = (start: Having, depth: number): Having => {
    let having = start
    for (let n = 1 + c.below(4); n > 0 && c.left() > 0; n -= 1) having = more(having, step(having, depth))
    return having
  }

  const handled = (h: Having): Record<string, Syntax> => {
    const end = more(made(h, 2), {})
    const far = made(end, 2)
    return {
      theta: tanh(one(far.params)),
      phi: tanh(one(far.own)),
      count: one(far.scalars),
      memory: one(rarely() ? far.memories : far.memories.filter((memory) => keptBy(memory).length === 0)),
      dark: push(h.memories[1] as never, pushed(h.memories[1]!, h) as never) as Syntax,
      ...(rarely() ? { past: one(far.lists) } : {}),
      ...(rarely() ? { rings: any(far) } : {}),
    }
  }
  /** What a rule says of inputs: mostly outputs of theirs. */
  const answered = (h: Having, inputs: Batch): Rows => {
    const end = made(h, 2)
    return rarely() ? one(end.rows) : add(outputs(inputs, one(end.params), 'predicting'), multiply(0.5, h.rows[0]!))
  }
  return { handled, answered, one }
}

/** The method that these numbers decide, and those its rule of prediction. */
const methodOf = (numbers: readonly number[], rule: readonly number[]): Method =>
  defineMethod({
    name: 'built',
    source: 'drawn by chance',
    options: { rate: positive(0.1, { symbol: 'α' }) },
    networks: () => ({ m: overInputs({ gives: 'outputs', hidden: [2] }) }),
    state: (_, theta0, { m }) => ({
      phi: m,
      count: 0,
      memory: reservoir(3),
      dark: reservoir(3, { logits: rowsOf('outputs') }),
      rings: ring(2),
      past: perTask({ anchor: theta0, weight: sum(theta0) }) as never as Syntax,
    }),
    onBatch: (o) => (slots) => {
      const { theta, phi, count, memory, dark, rings, past, batch } = slots
      const h: Having = {
        params: [theta],
        own: [phi],
        scalars: [count, o.rate],
        batches: [batch],
        rows: [outputs(batch, theta)],
        memories: [memory, dark, rings],
        lists: [past as Syntax],
      }
      return making(choicesOf(numbers)).handled(h) as never
    },
    predict: (o) => (slots) => {
      const { theta, phi, count, memory, dark, rings, past } = slots
      return (inputs: Batch) => {
        const h: Having = {
          params: [theta],
          own: [phi],
          scalars: [count, o.rate],
          batches: [inputs, all(dark)],
          rows: [outputs(inputs, theta, 'predicting')],
          memories: [memory, dark, rings],
          lists: [past as Syntax],
        }
        return making(choicesOf(rule)).answered(h, inputs)
      }
    },
    onTaskEnd:
      () =>
      ({ theta, count, past, rings, data }) =>
        ({ past: append(past as never, { anchor: theta, weight: count } as never), rings: push(rings, data) }) as never,
  })

/** Programs with everything that the language has, built as people build them, also in places where it can't be done. */
export const built: fc.Arbitrary<Method> = fc
  .tuple(
    fc.array(fc.nat(1e6), { minLength: 10, maxLength: 120, size: 'max' }),
    fc.array(fc.nat(1e6), { maxLength: 40, size: 'max' }),
  )
  .map(([numbers, rule]) => methodOf(numbers, rule))
