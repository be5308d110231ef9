import { methods, orThrow, train } from '../src/index.ts'
for (const [name, method] of Object.entries(methods)) {
  try {
    const t = await orThrow(train(method as never, { benchmark: 'permuted-mnist', tasks: 3, samples: 60, seed: 3 }))
    console.log(name, JSON.stringify([t.before, t.matrix]))
  } catch (e) { console.log(name, 'fault', String((e as Error).message).slice(0, 200)) }
}
