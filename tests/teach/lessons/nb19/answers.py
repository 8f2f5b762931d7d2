"""Answers to the exercises of notebook 19, as students write them.

Most are one text with one place changed: (old, new, words that the report must contain).
"""

import itertools
import linecache
import math
from collections import Counter

import numpy as np

import minidl
from minidl import nn

NUMBER = itertools.count()


def made(source):
    """The function of a text, whose source can be looked at as that of any other."""
    path = f"<answer {next(NUMBER)} of lesson 19>"
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    space = {"np": np, "math": math, "minidl": minidl, "nn": nn, "Counter": Counter}
    known = set(space)
    exec(compile(source, path, "exec"), space)
    return next(value for name, value in space.items() if name not in known and callable(value))


def changed(source, changes):
    """[(function, words)] of the text with one place changed at a time."""
    found = []
    for *pairs, words in changes:
        text = source
        for old, new in zip(pairs[::2], pairs[1::2]):
            assert old in text, old
            text = text.replace(old, new)
        found.append((made(text), words))
    return found


# --- 19.1 -------------------------------------------------------------------------------------------------

STATES = """def states(x, W_x, W_h, b):
    h = np.zeros(len(b))
    found = []
    for x_t in x:
        h = np.tanh(W_x @ x_t + W_h @ h + b)
        found.append(h)
    return np.stack(found)
"""
NEW = "np.tanh(W_x @ x_t + W_h @ h + b)"


def by_minidl(x, W_x, W_h, b):
    layer = nn.RNN(x.shape[1], len(b)).double()
    with minidl.no_grad():
        for name, value in (("weight_ih", W_x), ("weight_hh", W_h), ("bias_ih", b), ("bias_hh", 0 * b)):
            getattr(layer, f"{name}_l0").copy_(minidl.tensor(value))
    return layer(minidl.tensor(x))[0].detach()


def by_rows(x, W_x, W_h, b):
    out = np.zeros((len(x), len(b)))
    before = np.zeros(len(b))
    for t in range(len(x)):
        out[t] = np.tanh(x[t] @ W_x.T + before @ W_h.T + b)
        before = out[t]
    return out


def by_units(x, W_x, W_h, b):
    h, found = [0.0] * len(b), []
    for x_t in x:
        new = []
        for j in range(len(b)):
            z = b[j] + sum(W_x[j][k] * x_t[k] for k in range(len(x_t)))
            z += sum(W_h[j][k] * h[k] for k in range(len(h)))
            new.append(math.tanh(z))
        h = new
        found.append(h)
    return found


def by_index(x, W_x, W_h, b):
    a = x @ W_x.T + b
    out = np.zeros_like(a)
    out[0] = np.tanh(a[0])
    for t in range(1, len(x)):
        out[t] = np.tanh(a[t] + W_h @ out[t - 1])
    return out


def by_recursion(x, W_x, W_h, b):
    if len(x) == 1:
        return np.tanh(x @ W_x.T + b)
    first = by_recursion(x[:-1], W_x, W_h, b)
    return np.vstack([first, np.tanh(W_x @ x[-1] + W_h @ first[-1] + b)])


def by_one_matrix(x, W_x, W_h, b):
    W, h, found = np.hstack([W_x, W_h]), np.zeros(len(b)), []
    for x_t in x:
        h = np.tanh(W @ np.concatenate([x_t, h]) + b)
        found.append(h)
    return np.array(found)


def by_exponentials(x, W_x, W_h, b):
    h, found = np.zeros_like(b), []
    for x_t in x:
        z = W_x.dot(x_t) + W_h.dot(h) + b
        h = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
        found += [h]
    return found


def by_cell(x, W_x, W_h, b):
    h, found = minidl.zeros(len(b), dtype=minidl.float64), []
    for x_t in x:
        h = (minidl.tensor(W_x @ x_t + b) + minidl.tensor(W_h) @ h).tanh()
        found.append(h)
    return minidl.stack(found)


def by_columns(x, W_x, W_h, b):
    h, found = np.zeros((len(b), 1)), []
    for x_t in x:
        h = np.tanh(W_x @ x_t[:, None] + W_h @ h + b[:, None])
        found.append(h[:, 0])
    return np.stack(found)


def by_accumulate(x, W_x, W_h, b):
    step = lambda h, x_t: np.tanh(W_x @ x_t + W_h @ h + b)
    return list(itertools.accumulate(x, step, initial=np.zeros(len(b))))[1:]


def by_stored_start(x, W_x, W_h, b):
    found = [np.zeros(len(b))]
    for x_t in x:
        found.append(np.tanh(W_x @ x_t + W_h @ found[-1] + b))
    return found[1:]


def by_inner(x, W_x, W_h, b):
    h, found = np.zeros(W_h.shape[0]), np.empty((0, W_h.shape[0]))
    for t, _ in enumerate(x):
        h = np.tanh(np.inner(W_x, x[t]) + np.inner(W_h, h) + b)
        found = np.append(found, [h], axis=0)
    return found


STATES_WRONG = changed(STATES, [
    (NEW, "W_x @ x_t + W_h @ h + b", "tanh is missing"),
    (NEW, "1 / (1 + np.exp(-(W_x @ x_t + W_h @ h + b)))", "σ"),
    (NEW, "np.maximum(0, W_x @ x_t + W_h @ h + b)", "ReLU"),
    (NEW, "np.tanh(W_x @ x_t + b)", "forgets the one before"),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h)", None),
    (NEW, "np.tanh(W_h @ h + b)", "Where is the input"),
    (NEW, "np.tanh(W_x @ x_t + h + b)", "is multiplied by W_h"),
    (NEW, "np.tanh(W_x @ x_t + W_h.T @ h + b)", "turned round"),
    (NEW, "np.tanh(W_x @ x_t + h @ W_h + b)", "turned round"),
    (NEW, "np.tanh(W_x @ x_t - W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h - b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + 2 * b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h) + b", "inside tanh"),
    (NEW, "np.tanh(W_x @ x_t) + W_h @ h + b", "whole sum"),
    (NEW, "W_x @ x_t + W_h @ np.tanh(h) + b", None),
    (NEW, "np.tanh(x_t @ W_x + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x * x_t + W_h * h + b)", None),
    (NEW, "np.tanh(W_x @ x_t + np.diag(W_h) * h + b)", None),
    (NEW, "np.sinh(W_x @ x_t + W_h @ h + b)", None),
    (NEW, "np.tan(W_x @ x_t + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h * b)", None),
    (NEW, "np.tanh(W_x @ x_t * (W_h @ h) + b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + b) + h", None),
    (NEW, "0.5 * h + 0.5 * np.tanh(W_x @ x_t + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x[0] + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x[-1] + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + b[0])", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + sum(b))", None),
    (NEW, "np.tanh(-(W_x @ x_t + W_h @ h + b))", "too much"),
    (NEW, "np.tanh(2 * (W_x @ x_t + W_h @ h + b))", None),
    (NEW, "np.tanh", None),
    (NEW, "tanh(W_x @ x_t + W_h @ h + b)", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + b).round()", None),
    (NEW, "np.tanh(W_x @ x_t + W_h @ h + b).astype(int)", None),
    ("    for x_t in x:\n", "    for x_t in x:\n        h = np.zeros(len(b))\n", "forgets the one before"),
    ("    for x_t in x:", "    for x_t in x[::-1]:", None),
    ("    for x_t in x:", "    for x_t in x[1:]:", None),
    ("    for x_t in x:", "    for x_t in x[:-1]:", None),
    ("    for x_t in x:", "    for x_t in x.T:", None),
    ("    for x_t in x:", "    for x_t in range(len(x)):", None),
    ("np.zeros(len(b))", "np.ones(len(b))", None),
    ("np.zeros(len(b))", "b", None),
    ("np.zeros(len(b))", "0", None),
    ("np.zeros(len(b))", "np.zeros(len(x))", None),
    ("np.stack(found)", "found[-1]", "last state"),
    ("np.stack(found)", "h", "last state"),
    ("np.stack(found)", "np.stack(found).T", None),
    ("np.stack(found)", "np.stack(found, axis=1)", None),
    ("np.stack(found)", "np.concatenate(found)", "one row"),
    ("np.stack(found)", "sum(found)", None),
    ("np.stack(found)", "np.mean(found, axis=0)", None),
    ("np.stack(found)", "found[0]", None),
    ("np.stack(found)", "np.stack(found), h", "two things"),
    ("np.stack(found)", "str(found)", "text"),
    ("np.stack(found)", "len(found)", None),
    ("np.stack(found)", "np.stack([np.zeros(len(b))] + found)", "no state of a step"),
    ("np.stack(found)", "np.stack(found)[::-1]", None),
    ("    return np.stack(found)", "    print(np.stack(found))", "prints"),
    ("    return np.stack(found)\n", "", "returns nothing"),
    ("    return np.stack(found)", "        return np.stack(found)", "inside the loop"),
    ("        h = " + NEW + "\n        found.append(h)", "        found.append(h)\n        h = " + NEW, "*before* the step"),
    ("        h = np", "        new = np", "append(h)", "append(new)", None),
    ("        h = " + NEW, "        z = W_x @ x_t + W_h @ h + b\n        h = z", "append(h)", "append(np.tanh(z))", "before tanh"),
    ("found.append(h)", "found.append", None),
    ("found.append(h)", "found = h", None),
    ("    found = []\n", "", "    for x_t in x:\n", "    for x_t in x:\n        found = []\n", None),
    ("        found.append(h)", "        found.append(h)\n        x_t *= 0", "changes what it is given"),
])  # fmt: skip

# --- 19.3 -------------------------------------------------------------------------------------------------

STEP = """def lstm_step(a, c):
    sigmoid = lambda v: 1 / (1 + np.exp(-v))
    i = sigmoid(a[0])
    f = sigmoid(a[1])
    g = np.tanh(a[2])
    o = sigmoid(a[3])
    c_new = f * c + i * g
    h = o * np.tanh(c_new)
    return h, c_new
"""


def step_cell(a, c):
    layer = nn.LSTMCell(1, len(c)).double()
    with minidl.no_grad():
        for p in layer.parameters():
            p.zero_()
        layer.bias_ih.copy_(minidl.tensor(a.reshape(-1)))
    h, new = layer(minidl.zeros(1, dtype=minidl.float64), (minidl.tensor(0 * c), minidl.tensor(c)))
    return h.detach(), new.detach()


def step_loop(a, c):
    hs, cs = [], []
    for k in range(len(c)):
        i, f, g, o = (float(a[row][k]) for row in range(4))
        new = c[k] / (1 + math.exp(-f)) + math.tanh(g) / (1 + math.exp(-i))
        cs.append(new)
        hs.append(math.tanh(new) / (1 + math.exp(-o)))
    return hs, cs


def step_tensors(a, c):
    i, f, g, o = minidl.tensor(a)
    new = f.sigmoid() * minidl.tensor(c) + i.sigmoid() * g.tanh()
    return o.sigmoid() * new.tanh(), new


def step_half(a, c):
    s = (1 + np.tanh(a / 2)) / 2
    new = s[1] * c + s[0] * np.tanh(a[2])
    return s[3] * np.tanh(new), new


STEP_RIGHT = [
    step_cell, step_loop, step_tensors, step_half,
    *(made(text) for text in (
        STEP,
        STEP.replace("return h, c_new", "return [h, c_new]"),
        STEP.replace("return h, c_new", "return np.stack([h, c_new])"),
        STEP.replace("f * c + i * g", "i * g + c * f"),
        STEP.replace("1 / (1 + np.exp(-v))", "np.exp(v) / (np.exp(v) + 1)"),
        STEP.replace("i * g\n", "g / (1 + np.exp(-a[0]))\n"),
        STEP.replace("np.tanh(c_new)", "(1 - 2 / (np.exp(2 * c_new) + 1))"),
        STEP.replace("return h, c_new", "return tuple(map(list, (h, c_new)))"),
        STEP.replace("c_new = f * c", "c = f * c").replace("c_new", "c"),
    )),
]  # fmt: skip
STEP_WRONG = changed(STEP, [
    ("sigmoid(a[0])", "a[0]", None),
    ("sigmoid(a[1])", "a[1]", None),
    ("sigmoid(a[3])", "a[3]", None),
    ("1 / (1 + np.exp(-v))", "v", "no shares"),
    ("1 / (1 + np.exp(-v))", "np.tanh(v)", "not tanh"),
    ("1 / (1 + np.exp(-v))", "1 / (1 + np.exp(v))", None),
    ("1 / (1 + np.exp(-v))", "1 / 1 + np.exp(-v)", None),
    ("1 / (1 + np.exp(-v))", "1 / (1 - np.exp(-v))", None),
    ("1 / (1 + np.exp(-v))", "np.exp(-v) / (1 + np.exp(-v))", None),
    ("1 / (1 + np.exp(-v))", "(v > 0) * 1.0", None),
    ("1 / (1 + np.exp(-v))", "np.maximum(v, 0)", None),
    ("np.tanh(a[2])", "sigmoid(a[2])", "can be negative"),
    ("np.tanh(a[2])", "a[2]", "passes through tanh, too"),
    ("np.tanh(a[2])", "np.tanh(a[3])", None),
    ("np.tanh(a[2])", "np.tan(a[2])", None),
    ("f * c + i * g", "(1 - f) * c + i * g", "what is *kept*"),
    ("f * c + i * g", "c + i * g", "forget gate is missing"),
    ("f * c + i * g", "i * g", "old cell is missing"),
    ("f * c + i * g", "f * c + g", "input gate is missing"),
    ("f * c + i * g", "f * c + i", "candidate is missing"),
    ("f * c + i * g", "f * c - i * g", None),
    ("f * c + i * g", "f * c + i + g", None),
    ("f * c + i * g", "f + c + i * g", None),
    ("f * c + i * g", "f * c * i * g", None),
    ("f * c + i * g", "(f * c + i) * g", None),
    ("f * c + i * g", "f * (c + i * g)", None),
    ("f * c + i * g", "i * c + f * g", "i and f are exchanged"),
    ("f * c + i * g", "f * c + (1 - f) * g", "gate of its own"),
    ("f * c + i * g", "f * c", None),
    ("f * c + i * g", "f * i * g + c", None),
    ("f * c + i * g", "f * c + o * g", None),
    ("f * c + i * g", "np.tanh(f * c + i * g)", None),
    ("f * c + i * g", "f @ c + i @ g", None),
    ("f * c + i * g", "f * c[0] + i * g", None),
    ("o * np.tanh(c_new)", "o * c_new", "tanh is missing"),
    ("o * np.tanh(c_new)", "o * sigmoid(c_new)", "not σ(c)"),
    ("o * np.tanh(c_new)", "np.tanh(c_new)", "output gate is missing"),
    ("o * np.tanh(c_new)", "o * np.tanh(c)", "*new* cell"),
    ("o * np.tanh(c_new)", "np.tanh(o * c_new)", "tanh acts on c alone"),
    ("o * np.tanh(c_new)", "o + np.tanh(c_new)", None),
    ("o * np.tanh(c_new)", "(1 - o) * np.tanh(c_new)", None),
    ("o * np.tanh(c_new)", "i * np.tanh(c_new)", None),
    ("o * np.tanh(c_new)", "o * np.tanh(g)", None),
    ("o * np.tanh(c_new)", "o", None),
    ("a[0]", "a[1]", "sigmoid(a[1])\n    g", "sigmoid(a[0])\n    g", None),
    ("a[2]", "a[3]", "sigmoid(a[3])", "sigmoid(a[2])", None),
    ("a[0]", "a[3]", "o = sigmoid(a[3])", "o = sigmoid(a[0])", None),
    ("a[0]", "a[:, 0]", "a[1]", "a[:, 1]", "a[2]", "a[:, 2]", "a[3]", "a[:, 3]", None),
    ("a[1]", "a[2]", None),
    ("a[3]", "a[4]", None),
    ("return h, c_new", "return c_new, h", "h first"),
    ("return h, c_new", "return h", "h alone"),
    ("return h, c_new", "return c_new", "c alone"),
    ("return h, c_new", "return h, c", None),
    ("return h, c_new", "return np.concatenate([h, c_new])", "one row"),
    ("return h, c_new", "return h + c_new", None),
    ("return h, c_new", "return h, c_new, o", "three things"),
    ("return h, c_new", "print(h, c_new)", "prints"),
    ("    return h, c_new\n", "", "returns nothing"),
    ("return h, c_new", "return str((h, c_new))", "text"),
    ("return h, c_new", "return np.stack([h, c_new], axis=1)", None),
    ("return h, c_new", "return {'h': h, 'c': c_new}", None),
    ("c_new = f * c", "c *= f\n    c_new = c", "changes what it is given"),
])  # fmt: skip

# --- 19.4 -------------------------------------------------------------------------------------------------

BLEU = """def bleu1(candidate, reference):
    hits = 0
    for word in set(candidate):
        hits += min(candidate.count(word), reference.count(word))
    c, r = len(candidate), len(reference)
    share = hits / c
    if c < r:
        share *= math.exp(1 - r / c)
    return share
"""


def bleu_counter(candidate, reference):
    hits = sum((Counter(candidate) & Counter(reference)).values())
    c, r = len(candidate), len(reference)
    return hits / c * min(1, math.exp(1 - r / c))


def bleu_removing(candidate, reference):
    left, hits = list(reference), 0
    for word in candidate:
        if word in left:
            left.remove(word)
            hits += 1
    c, r = len(candidate), len(reference)
    return hits / c if c >= r else hits / c * np.exp(1 - r / c)


def bleu_dictionary(candidate, reference):
    allowed = {}
    for word in reference:
        allowed[word] = allowed.get(word, 0) + 1
    hits = 0
    for word in candidate:
        if allowed.get(word, 0) > 0:
            allowed[word] -= 1
            hits += 1
    penalty = 1.0
    if len(candidate) < len(reference):
        penalty = math.e ** (1 - len(reference) / len(candidate))
    return penalty * hits / len(candidate)


def bleu_sorted(candidate, reference):
    a, b = sorted(candidate), sorted(reference)
    i = j = hits = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            i, j, hits = i + 1, j + 1, hits + 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return hits / len(a) * math.exp(min(0, 1 - len(b) / len(a)))


BLEU_RIGHT = [
    bleu_counter, bleu_removing, bleu_dictionary, bleu_sorted,
    *(made(text) for text in (
        BLEU,
        BLEU.replace("math.exp", "np.exp"),
        BLEU.replace("if c < r", "if c <= r"),
        BLEU.replace("share *= math.exp(1 - r / c)", "return share * math.exp((c - r) / c)"),
        BLEU.replace("set(candidate)", "dict.fromkeys(candidate)"),
        BLEU.replace("set(candidate)", "set(candidate) & set(reference)"),
        BLEU.replace("math.exp(1 - r / c)", "math.e / math.exp(r / c)"),
        BLEU.replace("return share", "return np.float64(share)"),
        BLEU.replace("return share", "return minidl.tensor(share, dtype=minidl.float64)"),
    )),
]  # fmt: skip
MIN = "min(candidate.count(word), reference.count(word))"
BLEU_WRONG = changed(BLEU, [
    (MIN, "candidate.count(word)", None),
    (MIN, "reference.count(word)", None),
    (MIN, "max(candidate.count(word), reference.count(word))", None),
    (MIN, "1", None),
    (MIN, "candidate.count(word) * (word in reference)", "the the the"),
    (MIN, "word in reference", None),
    (MIN, "candidate.count(word) * reference.count(word)", None),
    (MIN, "abs(candidate.count(word) - reference.count(word))", None),
    (MIN, "min(candidate.count(word), 1)", None),
    (MIN, "min(candidate.count(word), reference.count(word), 1)", "counts twice"),
    ("set(candidate)", "candidate", None),
    ("set(candidate)", "reference", None),
    ("set(candidate)", "list(set(candidate))[1:]", None),
    ("hits += ", "hits = ", None),
    ("hits += ", "hits -= ", None),
    ("hits = 0", "hits = 1", None),
    ("hits / c", "hits / r", "words of the reference"),
    ("hits / c", "hits / len(set(candidate))", "different ones"),
    ("hits / c", "hits / max(c, r)", None),
    ("hits / c", "hits / min(c, r)", None),
    ("hits / c", "hits / (c + r)", None),
    ("hits / c", "2 * hits / (c + r)", None),
    ("hits / c", "hits", None),
    ("hits / c", "hits // c", None),
    ("hits / c", "c / max(hits, 1)", None),
    ("hits / c", "hits / (c - 1)", None),
    ("hits / c", "100 * hits / c", None),
    ("    if c < r:\n        share *= math.exp(1 - r / c)\n", "", "short candidate is missing"),
    ("    if c < r:\n    ", "", "*shorter*"),
    ("if c < r", "if c > r", None),
    ("if c < r", "if c != r", None),
    ("if c < r", "if True", "*shorter*"),
    ("1 - r / c", "1 - c / r", "r is the reference"),
    ("1 - r / c", "-r / c", None),
    ("1 - r / c", "r / c - 1", None),
    ("1 - r / c", "1 + r / c", None),
    ("1 - r / c", "1 - r // c", None),
    ("1 - r / c", "(1 - r) / c", None),
    ("1 - r / c", "c - r", None),
    ("math.exp(1 - r / c)", "1 - r / c", None),
    ("math.exp(1 - r / c)", "c / r", "not c/r"),
    ("math.exp(1 - r / c)", "2 ** (1 - r / c)", None),
    ("math.exp(1 - r / c)", "10 ** (1 - r / c)", None),
    ("math.exp(1 - r / c)", "0.82", None),
    ("math.exp(1 - r / c)", "math.log(r / c)", None),
    ("share *= math", "share += math", None),
    ("share *= math", "share /= math", None),
    ("share *= math", "share = math", None),
    ("share *= ", "hits *= ", "short candidate is missing"),
    ("return share", "return hits", None),
    ("return share", "return hits, share", None),
    ("return share", "return 100 * share", None),
    ("return share", "return round(share, 1)", None),
    ("return share", "return round(share)", None),
    ("return share", "return 1 - share", None),
    ("return share", "return share > 0.5", None),
    ("return share", "return str(share)", "text"),
    ("return share", "print(share)", "prints"),
    ("    return share\n", "", "returns nothing"),
    ("    return share", "        return share", "returns nothing in this case"),
    ("len(candidate), len(reference)", "len(reference), len(candidate)", None),
    ("len(candidate), len(reference)", "len(''.join(candidate)), len(''.join(reference))", None),
    ("    c, r", "    candidate.sort()\n    c, r", "changes what it is given"),
])  # fmt: skip


def bleu_in_place(candidate, reference):
    hits = sum(a == b for a, b in zip(candidate, reference))
    share = hits / len(candidate)
    if len(candidate) < len(reference):
        share *= math.exp(1 - len(reference) / len(candidate))
    return share


def bleu_sets(candidate, reference):
    return len(set(candidate) & set(reference)) / len(set(candidate))


def bleu_same(candidate, reference):
    return candidate == reference


BLEU_WRONG += [
    (bleu_in_place, "at which place"),
    (bleu_sets, "sets of words"),
    (bleu_same, "both are the same"),
]

# --- all --------------------------------------------------------------------------------------------------

RIGHT = {
    "19.1": [by_minidl, by_rows, by_units, by_index, by_recursion, by_one_matrix, by_exponentials, by_cell,
             by_columns, by_accumulate, by_stored_start, by_inner, made(STATES)],
    "19.2": [0.9**20, 0.1216, 0.12158, 0.122, 0.12, 0.121577, np.float64(0.9) ** 20, minidl.tensor(0.9) ** 20,
             math.exp(20 * math.log(0.9)), float(np.prod([0.9] * 20)), 0.1215766546, np.power(0.9, 20)],
    "19.3": STEP_RIGHT,
    "19.4": BLEU_RIGHT,
}  # fmt: skip
WRONG = {
    "19.1": STATES_WRONG,
    "19.2": [
        (18, "once more"), (18.0, "once more"), (0.9 * 20, "once more"), (-1, "a tenth of what is *left*"),
        (1 - 20 * 0.1, "a tenth of what is *left*"), (0, "Too little"), (0.5**20, "Too little"), (0.1**20, "Too little"),
        (1e-6, "Too little"), (9.5e-7, "Too little"), (0.001, "Too little"), (0.009, "Too little"),
        (1 - 0.9**20, "what is lost"), (0.878, "what is lost"), (0.88, "what is lost"), (0.9**19, "19 steps"),
        (0.135, "19 steps"), (0.14, None), (0.9**21, "21 steps"), (0.1094, "21 steps"), (0.9, "after one step"),
        (0.81, "after two steps"), (0.05, "shared out"), (1 / 20, "shared out"), (0.045, None),
        (1, "f = 1"), (1.0, "f = 1"), (math.exp(-20), "Too little"), (2, "above 1"), (1.8, "above 1"),
        (20, "above 1"), (0.9 + 20, "above 1"), (20**0.9, "above 1"), (12.16, "percent"), (12.158, "percent"),
        (100, "above 1"), (100 * 0.9**20, "percent"), (9, "above 1"), (0.13, None), (0.1, "lost in one step"),
        (0.11, None), (0.115, None), (0.119, None), (0.2, None), (0.25, None), (0.3, None), (0.5, None),
        (0.6, None), (0.7, None), (0.95, None), (0.99, None), (-0.12, None), (-0.9, None), ("0.12", "quotes"),
        ("0.9**20", None), ((0, 12), "point"), ([0.12], "alone"), (None, "print"), (True, None), (float("nan"), None),
        (float("inf"), None), (np.array([0.1216]), None), (len, None), (0.1205, None),
    ],
    "19.3": STEP_WRONG,
    "19.4": BLEU_WRONG,
}  # fmt: skip
