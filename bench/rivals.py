"""Steps of the cases of bench/performance.ts, as a user of PyTorch or of JAX writes them: it is asked line by line.

    python bench/rivals.py torch 2        PyTorch on two threads
    python bench/rivals.py torch cuda     PyTorch on a GPU, a step as one CUDA graph
    python bench/rivals.py jax            JAX on what it takes by itself

A line `load CASE FILE` in: the case as METHOD:NETWORK:BATCH, and an archive of NumPy with examples x and y, parameters theta0, theta1, …,
and after0, after1, …, what some steps from there come to. Out comes the largest difference from these after as many steps, over the largest
of them. A line `time CASE N` in: milliseconds a step out, over N steps. Either is nan for a case that is not here."""
import sys
import time

import numpy as np

# The defaults of the package's methods: what is compared is what a user of either gets.
defaults = {
    "sgd": dict(rate=0.1),
    "finetune": dict(rate=0.022),
    "ewc": dict(rate=0.16, lam=0.84),
    "emcl": dict(inner=10, gamma=0.26, lam=3.6, decay=0.999, r=0.13, floor=0.1, cap=100.0, glances=2),
    "laMaml": dict(rate=0.15, rates=0.3, glances=5, clip=2.0),
}
stages = [(stage, part) for stage in range(4) for part in range(2)]


def convolutions(side):
    """The residual net in the order of its parameters: what each block is, and how large the images are after it."""
    blocks, before = [], 20
    for stage, part in stages:
        channels, stride = 20 * 2**stage, 2 if stage > 0 and part == 0 else 1
        side = -(-side // stride)
        blocks.append((stride, before != channels or stride != 1))
        before = channels
    return blocks, side // 4


class Torch:
    def __init__(self, place):
        import torch
        import torch.nn.functional as F

        self.torch, self.F = torch, F
        self.device = "cuda" if place == "cuda" else "cpu"
        if place == "cuda":
            # As ours: factors of products keep all their bits.
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
            torch.backends.cudnn.benchmark = True
        else:
            torch.set_num_threads(int(place))

    def captured(self, step, *held):
        """A step as one CUDA graph: what it leaves in lists of tensors is copied to where that was before it, so that a replay goes on from
        there. Tried on another stream first, as PyTorch asks for; then all is put back."""
        torch = self.torch
        places = [list(tensors) for tensors in held]
        before = [[t.detach().clone() for t in tensors] for tensors in held]

        def back():
            with torch.no_grad():
                for tensors, to, values in zip(held, places, before):
                    for t, value in zip(to, values):
                        t.copy_(value)
                    tensors[:] = to

        def whole():
            step()
            with torch.no_grad():
                for tensors, to in zip(held, places):
                    for t, value in zip(to, tensors):
                        if t is not value:
                            t.copy_(value)
                    tensors[:] = to

        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                whole()
        torch.cuda.current_stream().wait_stream(aside)
        back()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            whole()
        back()
        replay = lambda: graph.replay()
        replay.wait = torch.cuda.synchronize
        return replay

    def placed(self, step, *held):
        return self.captured(step, *held) if self.device == "cuda" else step

    def tensors(self, network, given):
        """Parameters and examples in the layouts of PyTorch: channels before places, outputs before inputs."""
        torch, F = self.torch, self.F
        at = lambda a: torch.from_numpy(np.ascontiguousarray(a)).to(self.device)
        x, y = given["x"], at(given["y"])
        arrays = [given[f"theta{i}"] for i in range(sum(k.startswith("theta") for k in given))]
        if not network.startswith("resNet"):
            self.back = lambda p: p.detach().cpu().numpy().T
            return at(x), y, [at(a.T) for a in arrays]
        side = x.shape[1]
        self.blocks, pooled = convolutions(side)
        shape = (pooled, pooled, arrays[-2].shape[0] // pooled**2, arrays[-2].shape[1])
        self.running = [(torch.zeros(a.shape, device=self.device), torch.ones(a.shape, device=self.device)) for a in [a for a in arrays[:-2] if a.ndim == 1][::2]]

        def back(p):
            a = p.detach().cpu().numpy()
            if a.ndim == 4:
                return a.transpose(2, 3, 1, 0)
            return a if a.ndim == 1 else a.reshape(shape[3], shape[2], pooled, pooled).transpose(2, 3, 1, 0).reshape(-1, shape[3])

        self.back = back
        dense = arrays[-2].reshape(shape).transpose(3, 2, 0, 1).reshape(shape[3], -1)
        params = [at(a.transpose(3, 2, 0, 1)) if a.ndim == 4 else at(a) for a in arrays[:-2]] + [at(dense), at(arrays[-1])]
        return at(x.transpose(0, 3, 1, 2)), y, params

    def logits(self, network, params, x):
        F = self.F
        if not network.startswith("resNet"):
            z = x
            for i in range(0, len(params) - 2, 2):
                z = F.relu(F.linear(z, params[i], params[i + 1]))
            return F.linear(z, params[-2], params[-1])
        rest, running = iter(params), iter(self.running)

        def normalised(z, stride):
            weight = next(rest)
            z = F.conv2d(z, weight, stride=stride, padding=weight.shape[2] // 2)
            return F.batch_norm(z, *next(running), next(rest), next(rest), training=True)

        z = F.relu(normalised(x, 1))
        for stride, changes in self.blocks:
            inner = normalised(F.relu(normalised(z, stride)), 1)
            z = F.relu(inner + (normalised(z, stride) if changes else z))
        return F.linear(F.avg_pool2d(z, 4).flatten(1), next(rest), next(rest))

    def step_of(self, method, network, given):
        torch, F, o = self.torch, self.F, defaults[method]
        x, y, params = self.tensors(network, given)
        loss = lambda p: F.cross_entropy(self.logits(network, p, x), y)
        back = self.back
        if method in ("sgd", "finetune", "ewc"):
            params = [p.requires_grad_() for p in params]
            past = [[torch.from_numpy(np.ascontiguousarray(given[f"{of}{i}"].T)).to(self.device) for i in range(len(params))] for of in ("f", "anchor")] if method == "ewc" else None

            def descend():
                held = loss(params)
                if past is not None:
                    held = held + o["lam"] / 2 * sum((f * (p - a) ** 2).sum() for p, f, a in zip(params, *past))
                gradients = torch.autograd.grad(held, params)
                with torch.no_grad():
                    for p, g in zip(params, gradients):
                        p.sub_(g, alpha=o["rate"])

            return self.placed(descend, params), lambda: [back(p) for p in params]
        h = [torch.ones_like(p) for p in params]
        count = sum(p.numel() for p in params)

        def emcl():
            for _ in range(o["glances"]):
                start = [p.detach().clone() for p in params]
                pulls = [o["gamma"] * o["lam"] * w for w in h]
                for _ in range(o["inner"]):
                    for p in params:
                        p.requires_grad_()
                    gradients = torch.autograd.grad(loss(params), params)
                    with torch.no_grad():
                        for i, (p, g, pull, s) in enumerate(zip(params, gradients, pulls, start)):
                            params[i] = (p - o["gamma"] * g + pull * s) / (1 + pull)
                direction = [o["lam"] * w * (s - p) for p, w, s in zip(params, h, start)]
                impact = [(d * s).abs() for d, s in zip(direction, start)]
                mean = sum(i.sum() for i in impact) / count
                for k, (d, i, s) in enumerate(zip(direction, impact, start)):
                    h[k] = torch.clamp(o["decay"] * h[k] + (1 - o["decay"]) * i / mean, min=o["floor"])
                    params[k] = s - torch.clamp(o["r"] / h[k], max=o["cap"]) * d

        rates = [torch.full_like(p, o.get("rate", 0)) for p in params]
        whole = (torch.cat([x, x]), torch.cat([y, y]))

        def clipped(gradients):
            norm = torch.sqrt(sum((g * g).sum() for g in gradients))
            return [g * torch.clamp(o["clip"] / norm, max=1) for g in gradients]

        def la_maml():
            n = len(params)
            for _ in range(o["glances"]):
                leaves = [p.detach().requires_grad_() for p in params + rates]
                theta, steps = leaves[:n], [F.relu(a) for a in leaves[n:]]
                ahead = 0
                for i in range(len(x)) if self.device == "cuda" else torch.randperm(len(x)).tolist():
                    g = torch.autograd.grad(F.cross_entropy(self.logits(network, theta, x[i : i + 1]), y[i : i + 1]), theta, retain_graph=True)
                    theta = [p - a * d for p, a, d in zip(theta, steps, g)]
                    ahead = ahead + F.cross_entropy(self.logits(network, theta, whole[0]), whole[1])
                both = torch.autograd.grad(ahead / len(x), leaves)
                rates[:] = [a - o["rates"] * g for a, g in zip(rates, clipped(both[n:]))]
                params[:] = [p - F.relu(a) * g for p, a, g in zip(params, rates, clipped(both[:n]))]

        step = self.placed(emcl, params, h) if method == "emcl" else self.placed(la_maml, params, rates)
        return step, lambda: [back(p) for p in params]


class Jax:
    def __init__(self):
        import jax

        self.jax = jax

    def logits(self, network, p, x):
        jax, jnp = self.jax, self.jax.numpy
        if not network.startswith("resNet"):
            for i in range(0, len(p) - 2, 2):
                x = jax.nn.relu(x @ p[i] + p[i + 1])
            return x @ p[-2] + p[-1]
        rest = iter(p)
        blocks, pooled = convolutions(x.shape[1])

        def normalised(z, stride):
            weight = next(rest)
            side = weight.shape[0] // 2
            z = jax.lax.conv_general_dilated(
                z, weight, (stride, stride), [(side, side)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            mean, variance = z.mean((0, 1, 2)), z.var((0, 1, 2))
            return (z - mean) / jnp.sqrt(variance + 1e-5) * next(rest) + next(rest)

        z = jax.nn.relu(normalised(x, 1))
        for stride, changes in blocks:
            inner = normalised(jax.nn.relu(normalised(z, stride)), 1)
            z = jax.nn.relu(inner + (normalised(z, stride) if changes else z))
        z = z[:, : 4 * pooled, : 4 * pooled].reshape(len(z), pooled, 4, pooled, 4, -1).mean((2, 4))
        return z.reshape(len(z), -1) @ next(rest) + next(rest)

    def step_of(self, method, network, given):
        jax, jnp, o = self.jax, self.jax.numpy, defaults[method]
        count = sum(k.startswith("theta") for k in given)
        params = [jnp.asarray(given[f"theta{i}"]) for i in range(count)]
        x, y = jnp.asarray(given["x"]), jnp.asarray(given["y"])

        def loss(p, x=x, y=y):
            return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(self.logits(network, p, x)), 1))

        def descend(p, past):
            held = lambda p: loss(p) + sum(o["lam"] / 2 * jnp.sum(f * (a - b) ** 2) for a, f, b in zip(p, *past)) if past else loss(p)
            return [a - o["rate"] * g for a, g in zip(p, jax.grad(held)(p))], past

        def emcl(start, h):
            for _ in range(o["glances"]):
                pulls = [o["gamma"] * o["lam"] * w for w in h]
                inner = lambda _, p, start=start, pulls=pulls: [
                    (a - o["gamma"] * g + pull * s) / (1 + pull) for a, g, pull, s in zip(p, jax.grad(loss)(p), pulls, start)
                ]
                p = jax.lax.fori_loop(0, o["inner"], inner, start)
                direction = [o["lam"] * w * (s - a) for a, w, s in zip(p, h, start)]
                impact = [jnp.abs(d * s) for d, s in zip(direction, start)]
                mean = sum(jnp.sum(i) for i in impact) / sum(a.size for a in start)
                h = [jnp.maximum(o["decay"] * w + (1 - o["decay"]) * i / mean, o["floor"]) for w, i in zip(h, impact)]
                start = [s - jnp.minimum(o["r"] / w, o["cap"]) * d for s, w, d in zip(start, h, direction)]
            return start, h

        def clipped(gradients):
            norm = jnp.sqrt(sum(jnp.sum(g * g) for g in gradients))
            return [g * jnp.minimum(o["clip"] / norm, 1) for g in gradients]

        def la_maml(p, state):
            rates, key = state

            def ahead(p, rates, order):
                def inner(theta, i):
                    g = jax.lax.stop_gradient(jax.grad(loss)(theta, x[i][None], y[i][None]))
                    theta = [a - jax.nn.relu(r) * d for a, r, d in zip(theta, rates, g)]
                    return theta, loss(theta, jnp.concatenate([x, x]), jnp.concatenate([y, y]))

                return jnp.mean(jax.lax.scan(inner, p, order)[1])

            def glance(_, held):
                p, rates, key = held
                key, own = jax.random.split(key)
                on_p, on_rates = jax.grad(ahead, (0, 1))(p, rates, jax.random.permutation(own, len(x)))
                rates = [a - o["rates"] * g for a, g in zip(rates, clipped(on_rates))]
                return [a - jax.nn.relu(r) * g for a, r, g in zip(p, rates, clipped(on_p))], rates, key

            p, rates, key = jax.lax.fori_loop(0, o["glances"], glance, (p, rates, key))
            return p, (rates, key)

        past = [[jnp.asarray(given[f"{of}{i}"]) for i in range(count)] for of in ("f", "anchor")] if method == "ewc" else None
        if method == "emcl":
            one, second = emcl, [jnp.ones_like(a) for a in params]
        elif method == "laMaml":
            one, second = la_maml, ([jnp.full_like(a, o["rate"]) for a in params], jax.random.PRNGKey(0))
        else:
            one, second = descend, past
        one = jax.jit(one)
        held = [(params, second)]

        def step():
            held[0] = one(*held[0])

        step.wait = lambda: jax.block_until_ready(held[0])
        return step, lambda: [np.asarray(a) for a in held[0][0]]


framework = Torch(sys.argv[2]) if sys.argv[1] == "torch" else Jax()
known = {}
proof = 3
for line in sys.stdin:
    what, case, more = line.split()
    method, network, _ = case.split(":")
    if what == "load" and method in defaults:
        given = dict(np.load(more))
        known[case], read = framework.step_of(method, network, given)
        for _ in range(proof):
            known[case]()
        pairs = [(a, given[f"after{i}"]) for i, a in enumerate(read())]
        print(max(np.abs(a - b).max() for a, b in pairs) / max(np.abs(b).max() for _, b in pairs), flush=True)
    elif what == "time" and case in known:
        step = known[case]
        wait = getattr(step, "wait", lambda: None)
        wait()
        start = time.perf_counter()
        for _ in range(int(more)):
            step()
        wait()
        print(1e3 * (time.perf_counter() - start) / int(more), flush=True)
    else:
        print("nan", flush=True)
