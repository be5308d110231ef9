"""Steps of the networks of bench/performance.ts, as a user of PyTorch or of JAX writes them: it is asked line by line.

    python bench/rivals.py torch 2        PyTorch on two threads
    python bench/rivals.py jax

A line CASE N in, as sgd:mlp:10 20, a line of milliseconds a step out, over N steps."""
import sys
import time

framework = sys.argv[1]
rate = 0.1
classes = 10
# EMCL, as bench/emcl.ts chooses its options.
inner, gamma, lam, decay, r, floor, cap = 5, 0.1, 1.0, 0.999, 0.1, 0.01, 100.0
shapes = {"mlp": (784, 100, 100, 10), "wide": (784, 2000, 2000, 10)}
images = {"resNet32": 32, "resNet84": 84}


def torch_steps():
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    torch.manual_seed(0)

    class Block(nn.Module):
        def __init__(self, before, channels, stride):
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(before, channels, 3, stride, 1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
                nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
                nn.BatchNorm2d(channels),
            )
            changes = stride != 1 or before != channels
            self.shortcut = (
                nn.Sequential(nn.Conv2d(before, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))
                if changes
                else nn.Identity()
            )

        def forward(self, x):
            return F.relu(self.body(x) + self.shortcut(x))

    def network(name):
        if name in shapes:
            sizes = shapes[name]
            layers = []
            for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
                layers += [nn.Linear(a, b)] + ([nn.ReLU()] if i + 2 < len(sizes) else [])
            return nn.Sequential(*layers), (sizes[0],)
        side = images[name]
        layers, before = [nn.Conv2d(3, 20, 3, 1, 1, bias=False), nn.BatchNorm2d(20), nn.ReLU()], 20
        for stage in range(4):
            for part in range(2):
                channels = 20 * 2**stage
                layers.append(Block(before, channels, 2 if stage > 0 and part == 0 else 1))
                before = channels
        pooled = (side // 8) // 4 if side % 8 == 0 else -(-side // 8) // 4
        layers += [nn.AvgPool2d(4), nn.Flatten(), nn.Linear(160 * pooled**2, classes)]
        return nn.Sequential(*layers), (3, side, side)

    def step_of(method, name, batch):
        net, shape = network(name)
        x, y = torch.rand(batch, *shape), torch.arange(batch) % classes
        params = list(net.parameters())
        if method in ("sgd", "finetune"):

            def sgd():
                for g, p in zip(torch.autograd.grad(F.cross_entropy(net(x), y), params), params):
                    p.data.sub_(g, alpha=rate)

            return sgd
        h = [torch.ones_like(p) for p in params]
        count = sum(p.numel() for p in params)

        def emcl():
            start = [p.detach().clone() for p in params]
            for _ in range(inner):
                gradients = torch.autograd.grad(F.cross_entropy(net(x), y), params)
                with torch.no_grad():
                    for p, g, w, s in zip(params, gradients, h, start):
                        pull = gamma * lam * w
                        p.copy_((p - gamma * g + pull * s) / (1 + pull))
            with torch.no_grad():
                direction = [lam * w * (s - p) for p, w, s in zip(params, h, start)]
                impact = [(d * s).abs() for d, s in zip(direction, start)]
                mean = sum(i.sum() for i in impact) / count
                for k, (p, d, i, s) in enumerate(zip(params, direction, impact, start)):
                    h[k] = torch.clamp(decay * h[k] + (1 - decay) * i / mean, min=floor)
                    p.copy_(s - torch.clamp(r / h[k], max=cap) * d)

        return emcl

    return step_of, lambda: None


def jax_steps():
    import jax
    import jax.numpy as jnp

    def step_of(method, name, batch):
        if name not in shapes:
            return None
        sizes = shapes[name]
        keys = jax.random.split(jax.random.PRNGKey(0), len(sizes))
        theta = []
        for key, a, b in zip(keys, sizes, sizes[1:]):
            theta += [jax.random.uniform(key, (a, b), minval=-1, maxval=1) * (6 / a) ** 0.5, jnp.zeros(b)]
        x = jax.random.uniform(keys[-1], (batch, sizes[0]))
        y = jnp.arange(batch) % classes

        def loss(p):
            z = x
            for i in range(0, len(p) - 2, 2):
                z = jax.nn.relu(z @ p[i] + p[i + 1])
            z = jax.nn.log_softmax(z @ p[-2] + p[-1])
            return -jnp.mean(z[jnp.arange(batch), y])

        @jax.jit
        def sgd(state):
            p, h = state
            return [a - rate * g for a, g in zip(p, jax.grad(loss)(p))], h

        @jax.jit
        def emcl(state):
            start, h = state
            p = start
            for _ in range(inner):
                p = [
                    (a - gamma * g + gamma * lam * w * s) / (1 + gamma * lam * w)
                    for a, g, w, s in zip(p, jax.grad(loss)(p), h, start)
                ]
            direction = [lam * w * (s - a) for a, w, s in zip(p, h, start)]
            impact = [jnp.abs(d * s) for d, s in zip(direction, start)]
            mean = sum(jnp.sum(i) for i in impact) / sum(a.size for a in start)
            h = [jnp.maximum(decay * w + (1 - decay) * i / mean, floor) for w, i in zip(h, impact)]
            return [s - jnp.minimum(r / w, cap) * d for s, w, d in zip(start, h, direction)], h

        held = [(theta, [jnp.ones_like(a) for a in theta])]
        one = sgd if method in ("sgd", "finetune") else emcl

        def step():
            held[0] = one(held[0])

        step.wait = lambda: jax.block_until_ready(held[0])
        return step

    return step_of, lambda: None


step_of, _ = torch_steps() if framework == "torch" else jax_steps()
known = {}
for line in sys.stdin:
    case, times = line.split()
    method, name, batch = case.split(":")
    if case not in known:
        known[case] = step_of(method, name, int(batch)) if method in ("sgd", "finetune", "emcl") else None
        for _ in range(3 if known[case] else 0):
            known[case]()
    step = known[case]
    if step is None:
        print("nan", flush=True)
        continue
    wait = getattr(step, "wait", lambda: None)
    wait()
    start = time.perf_counter()
    for _ in range(int(times)):
        step()
    wait()
    print(1e3 * (time.perf_counter() - start) / int(times), flush=True)
