"""The cells of recurrent layers, equations beside gradients, and how they run along the time.

In a cell, a = W_ih x_t + b_ih is the input's part (computed for all time steps at once) and
b = W_hh h + b_hh the state's; both hold the gates side by side, (N, gates · H). A cell returns the
new state and backward(gh, ...), which turns the gradients of that state into those of a, of b, of h
where it does not go through b, and of c.
"""

import numpy as np

from ...machine import dot
from ...ops import _total


def _sigmoid(x):
    """σ(x); e⁻ˣ may overflow to ∞, then σ is 0, as it should be"""
    return 1 / (1 + np.exp(-x))


def _gates(a, count):
    """The gates side by side in (N, count · H), one by one: views (N, H)"""
    return a.reshape(len(a), count, a.shape[1] // count).swapaxes(0, 1)


def tanh_step(a, b, h):
    """h' = tanh(a + b)"""
    new = np.tanh(a + b)

    def backward(gh):
        g = gh * (1 - new * new)
        return g, g, 0

    return (new,), backward


def relu_step(a, b, h):
    """h' = max(0, a + b)"""
    new = np.maximum(a + b, 0)

    def backward(gh):
        g = gh * (new > 0)
        return g, g, 0

    return (new,), backward


def lstm_step(a, b, h, c):
    """c' = f c + i g and h' = o tanh(c'), with the gates (i, f, g, o) = (σ, σ, tanh, σ)(a + b).

    (Hochreiter and Schmidhuber, 1997; the forget gate f by Gers et al., 2000)
    """
    i, f, g, o = _gates(a + b, 4)
    i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
    new = f * c + i * g
    t = np.tanh(new)

    def backward(gh, gc):
        gc = gc + gh * o * (1 - t * t)
        gi, gf, gg, go = gc * g, gc * c, gc * i, gh * t
        slopes = [gi * i * (1 - i), gf * f * (1 - f), gg * (1 - g * g), go * o * (1 - o)]
        gates = np.concatenate(slopes, axis=1)
        return gates, gates, 0, gc * f

    return (o * t, new), backward


def gru_step(a, b, h):
    """h' = (1 − z) n + z h with r = σ(a_r + b_r), z = σ(a_z + b_z), n = tanh(a_n + r b_n).

    (Cho et al., 2014; as in PyTorch, r multiplies after the product with W_hn.)
    """
    (ar, az, an), (br, bz, bn) = _gates(a, 3), _gates(b, 3)
    r, z = _sigmoid(ar + br), _sigmoid(az + bz)
    n = np.tanh(an + r * bn)

    def backward(gh):
        gn = gh * (1 - z) * (1 - n * n)
        gz = gh * (h - n) * z * (1 - z)
        gr = gn * bn * r * (1 - r)
        return np.concatenate([gr, gz, gn], 1), np.concatenate([gr, gz, gn * r], 1), gh * z

    return ((1 - z) * n + z * h,), backward


def recur_array(a, weight, bias, h, *c, step, reverse=False, there=None):
    """h_t = step(a_t, W h_{t−1} + b, h_{t−1}) for all times: a (L, N, gates · H) → h (L, N, H).

    An LSTM's c_{t−1} goes in and out, too; its last one is appended to the value. `reverse` goes from
    the last time to the first. The gradients are backpropagation through time: h_t receives those
    of the output at t *and* of the next step; W and b collect from all steps, in one product.
    """
    times = slice(None, None, -1 if reverse else 1)
    length, state = len(a), (h, *c)
    value = np.empty((length + len(c), *h.shape), h.dtype)
    before, backwards = [], []
    goes_on = [None] * length if there is None else there[times]
    for at, place, on in zip(a[times], value[:length][times], goes_on):
        before.append(state[0])
        b = dot(state[0], weight.T)
        b += bias
        new, back = step(at, b, *state)
        state = new if on is None else [np.where(on, after, old) for after, old in zip(new, state)]
        backwards.append(back)
        place[...] = state[0]
    if c:
        value[length:] = state[1:]

    def backward(g, need):
        ga, gb = np.empty((2, *a.shape), g.dtype)
        gh, gc = 0, g[length:]
        steps = [*zip(backwards, g[:length][times], ga[times], gb, goes_on)]
        for back, g_t, ga_t, gb_t, on in reversed(steps):
            gs = [g_t + gh, *gc]
            ga_t[...], gb_t[...], direct, *gc = back(*(gs if on is None else [on * g for g in gs]))
            gh = dot(gb_t, weight) + direct
            if on is not None:
                gh, *gc = [new + ~on * old for new, old in zip((gh, *gc), gs)]
        gb = gb.reshape(-1, len(weight))
        gw = dot(gb.T, np.concatenate(before))
        return ga, gw, _total(gb, 0, False, short=64), gh, *gc

    return value, backward
