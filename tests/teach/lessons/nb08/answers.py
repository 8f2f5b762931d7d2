"""Answers to the exercises of notebook 08, as students give them."""

import math

import numpy as np

import minidl
from minidl import optim

# --- 08.2 -------------------------------------------------------------------------------------------------


def momentum(w, g, v, lr, mu):
    v = mu * v + g
    return w - lr * v, v


def as_list(w, g, v, lr, mu):
    new = v * mu + g
    return [w - new * lr, new]


def by_minidl(w, g, v, lr, mu):
    v = minidl.tensor(v) * mu + minidl.tensor(g)
    return minidl.tensor(w) - lr * v, v


def loop(w, g, v, lr, mu):
    new_w, new_v = w.copy(), v.copy()
    for i in np.ndindex(w.shape):
        new_v[i] = mu * v[i] + g[i]
        new_w[i] = w[i] - lr * new_v[i]
    return new_w, new_v


def by_optimizer(w, g, v, lr, mu):
    parameter = minidl.tensor(w, requires_grad=True)
    optimizer = optim.SGD([parameter], lr=lr, momentum=mu or 1e-300)
    optimizer.state[parameter]["momentum_buffer"] = minidl.tensor(v)
    parameter.grad = minidl.tensor(g)
    optimizer.step()
    return parameter.detach(), optimizer.state[parameter]["momentum_buffer"]


def in_one_line(w, g, v, lr, mu):
    return w - lr * (g + mu * v), g + mu * v


def with_numpy(w, g, v, lr, mu):
    v = np.add(np.multiply(mu, v), g)
    return np.subtract(w, lr * v), v


def in_place(w, g, v, lr, mu):
    v *= mu
    v += g
    w -= lr * v
    return w, v


def w_in_place(w, g, v, lr, mu):
    v = mu * v + g
    w -= lr * v
    return w, v


def printed(w, g, v, lr, mu):
    v = mu * v + g
    w = w - lr * v
    print(w, v)


def w_first(w, g, v, lr, mu):
    w = w - lr * v
    v = mu * v + g
    return w, v


def w_alone(w, g, v, lr, mu):
    v = mu * v + g
    return w - lr * v


def v_alone(w, g, v, lr, mu):
    return mu * v + g


def texts(w, g, v, lr, mu):
    return str(w - lr * (mu * v + g)), str(mu * v + g)


def by_norm(w, g, v, lr, mu):
    v = mu * v + g / np.linalg.norm(g)
    return w - lr * v, v


def rounded(w, g, v, lr, mu):
    v = mu * v + g
    return (w - lr * v).round(1), v.round(1)


def only_if_moving(w, g, v, lr, mu):
    if mu > 0:
        v = mu * v + g
        return w - lr * v, v


UPDATE_WRONG = [
    (lambda w, g, v, lr, mu: (w * lr - mu * v - g, mu * v + g), "lr multiplies w"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g).sum(), mu * v + g), "add up v"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g)[0], mu * v + g), "v[0]"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g.mean()), mu * v + g.mean()), "average g"),
    (lambda w, g, v, lr, mu: (w - mu * (lr * v + g), lr * v + g), "exchanged"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g), mu * v + g, lr), "3 things; expected are 2"),
    (lambda w, g, v, lr, mu: w - lr * (mu * v + g), "expected are 2 things"),
    (lambda w, g, v, lr, mu: (w - lr * g, v), "That is SGD"),
    (lambda w, g, v, lr, mu: (w - lr * g, g), "forgets all old gradients"),
    (lambda w, g, v, lr, mu: (w - lr * g, mu * v + g), "step along g"),
    (lambda w, g, v, lr, mu: (w + lr * (mu * v + g), mu * v + g), "uphill"),
    (lambda w, g, v, lr, mu: (w - (mu * v + lr * g), mu * v + lr * g), "Other books"),
    (lambda w, g, v, lr, mu: (w + mu * v - lr * g, mu * v - lr * g), "points downhill"),
    (lambda w, g, v, lr, mu: (w + lr * (mu * v - g), mu * v - g), None),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + (1 - mu) * g), mu * v + (1 - mu) * g), "makes an average"),
    (lambda w, g, v, lr, mu: (w - lr * ((1 - mu) * v + mu * g), (1 - mu) * v + mu * g), None),
    (lambda w, g, v, lr, mu: (w - lr * ((1 - mu) * v + g), (1 - mu) * v + g), "keep the share 1 - mu"),
    (lambda w, g, v, lr, mu: (w - lr * (v + g), v + g), "forgets nothing"),
    (lambda w, g, v, lr, mu: (w - lr * mu * (v + g), mu * (v + g)), "Only the old v is"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v - g), mu * v - g), "subtract g"),
    (lambda w, g, v, lr, mu: (w - (mu * v + g), mu * v + g), "learning rate is missing"),
    (lambda w, g, v, lr, mu: (w - (mu * v + g) / lr, mu * v + g), "divide by lr"),
    (w_first, "old v"),
    (lambda w, g, v, lr, mu: (w - lr * (g + mu * (mu * v + g)), mu * v + g), "Nesterov"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g), v), "return the old v"),
    (lambda w, g, v, lr, mu: (mu * v + g, w - lr * (mu * v + g)), "v first"),
    (lambda w, g, v, lr, mu: (-lr * (mu * v + g), mu * v + g), "step alone"),
    (lambda w, g, v, lr, mu: (lr * (mu * v + g), mu * v + g), "step alone"),
    (lambda w, g, v, lr, mu: (w - lr * mu * (mu * v + g), mu * v + g), "also in the step"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + lr * g), mu * v + lr * g), "inside v"),
    (lambda w, g, v, lr, mu: (w - lr * (mu * v + g), w - lr * (mu * v + g)), "in the place of v"),
    (lambda w, g, v, lr, mu: (w + lr * (mu * v + g), v), None),
    (in_place, "changes"),
    (w_in_place, "changes"),
    (printed, "return"),
    (w_alone, None),
    (v_alone, None),
    (texts, "text"),
    (by_norm, None),
    (rounded, None),
    (only_if_moving, "return"),
    (lambda w, g, v, lr, mu: (w - lr * v(mu) + g, v), None),
]  # fmt: skip

# --- 08.3 -------------------------------------------------------------------------------------------------


def adam(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + eps), m, v


def as_minidl_does(w, g, m, v, t, lr, beta1, beta2, eps):
    m = m + (1 - beta1) * (g - m)
    v = beta2 * v + (1 - beta2) * np.square(g)
    size = np.sqrt(v) / math.sqrt(1 - beta2**t) + eps
    return [w - lr / (1 - beta1**t) * m / size, m, v]


def adam_of_tensors(w, g, m, v, t, lr, beta1, beta2, eps):
    w, g, m, v = (minidl.tensor(a) for a in (w, g, m, v))
    return adam(w, g, m, v, t, lr, beta1, beta2, eps)


def adam_by_optimizer(w, g, m, v, t, lr, beta1, beta2, eps):
    p = minidl.tensor(w, requires_grad=True)
    o = optim.Adam([p], lr=lr, betas=(beta1, beta2), eps=eps)
    o.state[p].update(step=t - 1, exp_avg=minidl.tensor(m), exp_avg_sq=minidl.tensor(v))
    p.grad = minidl.tensor(g)
    o.step()
    return p.detach(), o.state[p]["exp_avg"], o.state[p]["exp_avg_sq"]


def adam_loop(w, g, m, v, t, lr, beta1, beta2, eps):
    w, m, v = w.copy(), m.copy(), v.copy()
    for i in np.ndindex(w.shape):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
        w[i] -= lr * (m[i] / (1 - beta1**t)) / (math.sqrt(v[i] / (1 - beta2**t)) + eps)
    return w, m, v


def wrong_adam(
    first=lambda b, t: 1 - b**t, second=lambda b, t: 1 - b**t, power=2, root=0.5, inside=0, back="plain"
):
    def f(w, g, m, v, t, lr, beta1, beta2, eps):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**power
        mh, vh = m / first(beta1, t), v / second(beta2, t)
        with np.errstate(all="ignore"):
            w = w - lr * mh / ((vh + inside * eps) ** root + (1 - inside) * eps)
        return {"plain": (w, m, v), "hats": (w, mh, vh), "w": w, "turned": (m, v, w)}[back]

    return f


def rmsprop(w, g, m, v, t, lr, beta1, beta2, eps):
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * g / (np.sqrt(v) + eps), m, v


def swapped(w, g, m, v, t, lr, beta1, beta2, eps):
    return adam(w, g, m, v, t, lr, beta2, beta1, eps)


def m_in_place(w, g, m, v, t, lr, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_printed(*case):
    print(adam(*case))


def adam_climbs(w, g, m, v, t, lr, beta1, beta2, eps):
    new, m, v = adam(w, g, m, v, t, lr, beta1, beta2, eps)
    return 2 * w - new, m, v


def adam_sums(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + g
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_sums_v(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + g * g
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_shares(w, g, m, v, t, lr, beta1, beta2, eps):
    m = (1 - beta1) * m + beta1 * g
    v = (1 - beta2) * v + beta2 * g * g
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_share_of_m(w, g, m, v, t, lr, beta1, beta2, eps):
    m = (1 - beta1) * m + beta1 * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_old_hats(w, g, m, v, t, lr, beta1, beta2, eps):
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_twice_g(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * 2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_summed(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g**2).sum()
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


ADAM_WRONG = [
    (lambda w, g, m, *c: (adam(w, g, m, *c)[0], m, c[0]), "old m and v"),
    (adam_twice_g, "is twice g"),
    (adam_shares, "m: keep beta1"),
    (adam_share_of_m, "m: keep beta1"),
    (adam_old_hats, "old m and v"),
    (adam_summed, "sum g * g"),
    (wrong_adam(first=lambda b, t: 1), "m is not corrected"),
    (wrong_adam(second=lambda b, t: 1), "v is not corrected"),
    (wrong_adam(first=lambda b, t: 1, second=lambda b, t: 1), None),
    (wrong_adam(first=lambda b, t: 1 - b), "correction of m ignores t"),
    (wrong_adam(second=lambda b, t: 1 - b), "correction of v ignores t"),
    (wrong_adam(first=lambda b, t: 1 - b, second=lambda b, t: 1 - b), None),
    (wrong_adam(first=lambda b, t: 1 - b * t, second=lambda b, t: 1 - b * t), "No power"),
    (wrong_adam(first=lambda b, t: 1 - b ** (t + 1), second=lambda b, t: 1 - b ** (t + 1)), "not t + 1"),
    (wrong_adam(power=1), "averages g."),
    (wrong_adam(root=1), "root is missing"),
    (wrong_adam(inside=1), "under the root"),
    (wrong_adam(back="hats"), "return the hats"),
    (wrong_adam(back="w"), "w only"),
    (wrong_adam(back="turned"), "The text says w, m, v."),
    (lambda *c: (lambda w, m, v: (w, v, m))(*adam(*c)), "v before m"),
    (rmsprop, None),
    (swapped, None),
    (m_in_place, "changes"),
    (adam_printed, "return"),
    (adam_climbs, "uphill"),
    (adam_sums, "adds all of g."),
    (adam_sums_v, "adds all of g²"),
    (lambda w, g, m, v, t, lr, b1, b2, e: adam(w, g, m, v, t, lr, b1, b2, 0.0), None),
    (lambda w, g, m, v, t, lr, b1, b2, e: adam(w, abs(g), m, v, t, lr, b1, b2, e), None),
]  # fmt: skip

# --- all -------------------------------------------------------------------------------------------------

RIGHT = {
    "08.1": [0.04, 2 / 50, 1 / 25, np.float64(0.04), minidl.tensor(0.04)],
    "08.2": [momentum, as_list, by_minidl, loop, by_optimizer, in_one_line, with_numpy],
    "08.3": [adam, as_minidl_does, adam_of_tensors, adam_by_optimizer, adam_loop],
}  # fmt: skip
WRONG = {
    "08.1": [
        (0.08, "gradient of 25y²"), (1 / 3, "limit of x"), (0.33, "limit of x"), (2 / 3, "curvature is 6"), (0.02, "lands exactly"), (2 / 56, "fastest rate"),
        (0.0357, "fastest rate"), (0.1, "picture's ravine"), (50, "curvature"), (0.5, "1 − 50η"), (1, "1 − 50η"), (2 / 28, "3 + 25"), (2 / 53, "3 + 50"), (0.039, "still settles"), (-0.04, "positive"), (0, "//"), (0.0399, "exactly −1"), (0.05, "exactly −1"), (2 / 300, "each direction"),
        ("0.04", None), ((0, 4), "point"), (4, None), (25, "1 − 50η"),
    ],
    "08.2": UPDATE_WRONG,
    "08.3": ADAM_WRONG,
}  # fmt: skip
EQUIVALENT = {}
