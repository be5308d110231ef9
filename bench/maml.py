"""A meta-step of MAML and the Fisher information by samples, as a user of JAX writes them, jitted: see jax.ts, which calls it.

Reads a line of JSON, writes the parameters after `proof` steps; then for each line with a number does so many steps, and writes the
milliseconds of each."""
import json
import sys
import time

import jax
import jax.numpy as jnp

given = json.loads(sys.stdin.readline())
theta = [jnp.array(p["values"], jnp.float32).reshape(p["shape"]) for p in given["parameters"]]


def outputs(p, x):
    for i in range(0, len(p) - 2, 2):
        x = jax.nn.relu(x @ p[i] + p[i + 1])
    return x @ p[-2] + p[-1]


def squared_error(p, x, y):
    return 0.5 * jnp.mean(jnp.sum((outputs(p, x) - y) ** 2, axis=1))


def conv4(p, x):
    for i in range(4):
        w, scale, shift = p[3 * i : 3 * i + 3]
        x = jax.lax.conv_general_dilated(x, w, (2, 2), ((1, 1), (1, 1)), dimension_numbers=("NHWC", "HWIO", "NHWC"))
        x = (x - x.mean((0, 1, 2))) * (scale / jnp.sqrt(x.var((0, 1, 2)) + 1e-5)) + shift
        x = jax.nn.relu(x)
    return x.reshape(x.shape[0], -1) @ p[12] + p[13]


def cross_entropy(p, x, y):
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(conv4(p, x)), axis=1))


def maml(loss, steps, inner, outer, shots):
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
if given["what"] == "fisher":
    step, state = fisher(), (theta,)
else:
    zeros = [jnp.zeros_like(p) for p in theta]
    loss = cross_entropy if given["what"] == "conv" else squared_error
    step, state = maml(loss, given["steps"], given["inner"], given["outer"], given["shots"]), (theta, zeros, zeros, 0.0)
for _ in range(given["proof"]):
    state = step(state, x, y)


def answer(value):
    print(json.dumps(value), flush=True)


answer([a.reshape(-1).tolist() for a in state[0]])
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        state = jax.block_until_ready(step(state, x, y))
        times.append(1e3 * (time.perf_counter() - start))
    answer(times)
