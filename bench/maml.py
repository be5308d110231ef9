"""A meta-step of MAML and the Fisher information by samples, as a user of JAX writes them, jitted: see lanes.ts, which calls it.

Reads one JSON object, writes one: milliseconds a step, the median and the least tenth, and the parameters after three steps."""
import json
import sys
import time

import jax
import jax.numpy as jnp

given = json.load(sys.stdin)
theta = [jnp.array(p["values"], jnp.float32).reshape(p["shape"]) for p in given["parameters"]]


def outputs(p, x):
    for i in range(0, len(p) - 2, 2):
        x = jax.nn.relu(x @ p[i] + p[i + 1])
    return x @ p[-2] + p[-1]


def maml(steps, inner, outer, shots):
    def loss(p, x, y):
        return 0.5 * jnp.mean(jnp.sum((outputs(p, x) - y) ** 2, axis=1))

    def task(p, x, y):
        for _ in range(steps):
            g = jax.grad(loss)(p, x[:shots], y[:shots])
            p = [a - inner * b for a, b in zip(p, g)]
        return loss(p, x[shots:], y[shots:])

    def meta(p, x, y):
        return jnp.mean(jax.vmap(task, in_axes=(None, 0, 0))(p, x, y))

    def step(state, x, y):
        p, m, v, t = state
        g = jax.grad(meta)(p, x, y)
        t = t + 1
        m = [0.9 * a + 0.1 * b for a, b in zip(m, g)]
        v = [0.999 * a + 0.001 * b * b for a, b in zip(v, g)]
        scale = outer / (1 - 0.9**t)
        p = [a - scale * b / (jnp.sqrt(c / (1 - 0.999**t)) + 1e-8) for a, b, c in zip(p, m, v)]
        return p, m, v, t

    return jax.jit(step)


def fisher():
    def log_p(p, x, y):
        return jnp.sum(y * jax.nn.log_softmax(outputs(p, x[None])[0]))

    def step(state, x, y):
        g = jax.vmap(jax.grad(log_p), in_axes=(None, 0, 0))(state[0], x, y)
        return ([a - 1e-3 * jnp.mean(b**2, axis=0) for a, b in zip(state[0], g)],)

    return jax.jit(step)


x, y = (jnp.array(given[k]["values"], jnp.float32).reshape(given[k]["shape"]) for k in ("x", "y"))
if given["what"] == "maml":
    zeros = [jnp.zeros_like(p) for p in theta]
    step, state = maml(given["steps"], given["inner"], given["outer"], given["shots"]), (theta, zeros, zeros, 0.0)
else:
    step, state = fisher(), (theta,)
for _ in range(3):
    state = step(state, x, y)
after = [a.reshape(-1).tolist() for a in state[0]]
for _ in range(given["warm"]):
    state = jax.block_until_ready(step(state, x, y))
times = []
for _ in range(given["times"]):
    start = time.perf_counter()
    state = jax.block_until_ready(step(state, x, y))
    times.append(1e3 * (time.perf_counter() - start))
times.sort()
json.dump({"median": times[len(times) // 2], "tenth": times[len(times) // 10], "parameters": after}, sys.stdout)
