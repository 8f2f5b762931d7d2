"""Exercises of notebook 19: all states of an RNN, what gates leave, one step of an LSTM, BLEU-1."""

import math
from collections import Counter

import numpy as np

from ...kit.exercise import Exercise


def states(x, W_x, W_h, b):
    h, found = np.zeros(len(b)), []
    for x_t in x:
        h = np.tanh(W_x @ x_t + W_h @ h + b)
        found.append(h)
    return np.stack(found)


def lstm_step(a, c):
    i, f, g, o = a
    sigmoid = lambda v: 1 / (1 + np.exp(-v))
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def bleu1(candidate, reference):
    hits = 0
    for word in set(candidate):
        hits += min(candidate.count(word), reference.count(word))
    share = hits / len(candidate)
    if len(candidate) < len(reference):
        share = share * math.exp(1 - len(reference) / len(candidate))
    return share


# --- what goes wrong --------------------------------------------------------------------------------------


def _states(x, W_x, W_h, b, *, squash=np.tanh, into=lambda W, x_t: W @ x_t, back=lambda W, h: W @ h,
            offset=lambda b: b, old=lambda h, z: h, give=np.stack):  # fmt: skip
    h, found = np.zeros(len(b)), []
    for x_t in x:
        z = into(W_x, x_t) + back(W_h, h) + offset(b)
        found.append(squash(z))
        h = old(found[-1], z)
    return give(found)


STATE_FAULTS = {
    "no tanh": ({"squash": lambda z: z}, "tanh is missing: the state is tanh of the sum."),
    "sigmoid": ({"squash": lambda z: 1 / (1 + np.exp(-z))}, "You use σ. The formula has tanh."),
    "ReLU": ({"squash": lambda z: np.maximum(z, 0)}, "You use ReLU. The formula has tanh."),
    "no memory": ({"back": lambda W, h: 0 * h}, "Each step forgets the one before: is W_h @ h missing?"),
    "sum handed on": ({"old": lambda h, z: z}, "You hand on the sum, before tanh."),
    "no W_h": ({"back": lambda W, h: h}, "The old state is multiplied by W_h."),
    "W_h.T": ({"back": lambda W, h: W.T @ h}, "W_h is turned round: W_h @ h."),
    "no b": ({"offset": lambda b: 0}, "The bias is missing: + b, inside tanh."),
    "no x": ({"into": lambda W, x_t: 0 * (W @ x_t)}, "Where is the input? W_x @ x_t is missing."),
    "last": ({"give": lambda found: found[-1]}, "That is the last state. Return all of them."),
    "columns": ({"give": lambda found: np.stack(found, axis=1)}, "A state is a *row* here: (steps, units)."),
    "with the start": ({"give": lambda found: np.stack([0 * found[0], *found])},
        "The start is no state of a step."),
    "without the last": ({"give": lambda found: np.stack([0 * found[0], *found[:-1]])},
        "You note the state *before* the step."),
    "one row": ({"give": np.concatenate}, "All states are in one row. Return (steps, units)."),
}  # fmt: skip


def _sigmoid(v):
    return 1 / (1 + np.exp(-v))


STATE_RULES = {
    "tanh inside": (lambda x, W_x, W_h, b: _states(
            x, W_x, W_h, b, into=lambda W, x_t: np.tanh(W @ x_t), squash=lambda z: z),
        "tanh acts on the whole sum, not on the input's part."),
    "b outside": (lambda x, W_x, W_h, b: _states(
            x, W_x, W_h, b, offset=lambda b: 0, squash=lambda z: np.tanh(z) + b),
        "b belongs inside tanh: a state is between −1 and 1."),
    "one array": (lambda x, W_x, W_h, b: np.tile(states(x, W_x, W_h, b)[-1], (len(x), 1)),
        "All rows are the last state: *one* array, changed in place. Make a new h at each step."),
    "and the last": (lambda x, W_x, W_h, b: (states(x, W_x, W_h, b), states(x, W_x, W_h, b)[-1]),
        "You return two things, as nn.RNN does. Return all states alone."),
}  # fmt: skip


def _step(a, c, *, order=lambda i, f, g, o: (i, f, g, o), gate=_sigmoid, candidate=np.tanh, keep=lambda f: f,
          put=lambda i, g: i * g, squash=np.tanh, open_=lambda o: o, old=lambda c: c,
          shown=lambda new, c: new, give=lambda h, c: (h, c), raw=""):  # fmt: skip
    by_name = dict(zip("ifgo", order(*a)))
    i, f, g, o = (v if n == raw else (candidate if n == "g" else gate)(v) for n, v in by_name.items())
    new = keep(f) * old(c) + put(i, g)
    return give(open_(o) * squash(shown(new, c)), new)


STEP_FAULTS = {
    "no σ": ({"gate": lambda v: v}, "Without σ the gates are no shares of 0 to 1."),
    "tanh gates": ({"gate": np.tanh}, "The three gates pass through σ, not tanh."),
    "σ of g": ({"candidate": _sigmoid}, "g passes through tanh: it can be negative."),
    "raw g": ({"raw": "g"}, "The candidate g passes through tanh, too."),
    "raw i": ({"raw": "i"}, "i passes through σ, too."),
    "raw f": ({"raw": "f"}, "f passes through σ, too."),
    "raw o": ({"raw": "o"}, "o passes through σ, too."),
    "1 − f": ({"keep": lambda f: 1 - f}, "f is what is *kept*: f · c, not (1 − f) · c."),
    "f dropped": ({"keep": np.ones_like}, "The forget gate is missing: f · c."),
    "no old": ({"old": lambda c: 0 * c}, "The old cell is missing: f · c."),
    "no gate i": ({"put": lambda i, g: g}, "The input gate is missing: i · g."),
    "no g": ({"put": lambda i, g: i}, "The candidate is missing: i · g."),
    "i + g": ({"put": lambda i, g: i + g}, "i and g are multiplied: i · g."),
    "nothing in": ({"put": lambda i, g: 0 * g}, "What is let in is missing: + i · g."),
    "no tanh": ({"squash": lambda v: v}, "h = o · tanh(c): tanh is missing."),
    "σ of c": ({"squash": _sigmoid}, "h = o · tanh(c), not σ(c)."),
    "no o": ({"open_": np.ones_like}, "The output gate is missing: o · tanh(c)."),
    "old shown": ({"shown": lambda new, c: c}, "h is made of the *new* cell."),
    "f first": ({"order": lambda i, f, g, o: (f, i, g, o)}, "i and f are exchanged."),
    "o third": ({"order": lambda i, f, g, o: (i, f, o, g)}, "g and o are exchanged."),
    "o first": ({"order": lambda i, f, g, o: (o, f, g, i)}, "i and o are exchanged."),
    "c first": ({"give": lambda h, c: (c, h)}, "Return h first, then c."),
    "h alone": ({"give": lambda h, c: h}, "That is h alone. Return (h, c)."),
    "c alone": ({"give": lambda h, c: c}, "That is c alone. Return (h, c)."),
    "a row": ({"give": lambda h, c: np.concatenate([h, c])}, "h and c are in one row. Return (h, c)."),
}  # fmt: skip


def _gru(a, c):
    new = _sigmoid(a[1]) * c + (1 - _sigmoid(a[1])) * np.tanh(a[2])
    return _sigmoid(a[3]) * np.tanh(new), new


STEP_RULES = {
    "1 − f for i": (_gru, "You use 1 − f in place of i. An LSTM has a gate of its own for what is added."),
    "three": (lambda a, c: (*lstm_step(a, c), _sigmoid(a[3])), "You return three things. Return (h, c)."),
    "o of c": (lambda a, c: (np.tanh(_sigmoid(a[3]) * lstm_step(a, c)[1]), lstm_step(a, c)[1]),
        "tanh acts on c alone: o · tanh(c), not tanh(o · c)."),
}  # fmt: skip


def _bleu(candidate, reference, *, clip=True, over=lambda c, r: len(c), short=True, both=False,
          penalty=lambda c, r: math.exp(1 - r / c), distinct=False):  # fmt: skip
    mine, theirs = Counter(candidate), Counter(reference)
    counts = {word: 1 if distinct else count for word, count in mine.items()}
    hits = sum(min(n, theirs[w]) if clip else n * (w in theirs) for w, n in counts.items())
    c, r = len(candidate), len(reference)
    return hits / over(candidate, reference) * (penalty(c, r) if short and (both or c < r) else 1)


BLEU_FAULTS = {
    "not clipped": ({"clip": False},
        "“the the the” gets full marks so: count a word as often as the reference at most."),
    "recall": ({"over": lambda c, r: len(r)}, "You divide by the words of the reference."),
    "distinct": ({"over": lambda c, r: len(set(c))}, "Divide by all words, not by the different ones."),
    "each word once": ({"distinct": True}, "A word that both have twice counts twice."),
    "no penalty": ({"short": False}, "The penalty for a short candidate is missing."),
    "penalty always": ({"both": True}, "Only a *shorter* candidate is punished."),
    "not divided": ({"over": lambda c, r: 1}, "Divide by the number of the candidate's words."),
    "no exp": ({"penalty": lambda c, r: 1 - r / c}, "exp is missing: exp(1 − r/c)."),
    "c over r": ({"penalty": lambda c, r: c / r}, "The penalty is exp(1 − r/c), not c/r."),
    "turned": ({"penalty": lambda c, r: math.exp(1 - c / r)}, "exp(1 − r/c): r is the reference's length."),
}  # fmt: skip
BLEU_RULES = {
    "in place": (lambda c, r: sum(a == b for a, b in zip(c, r)) / len(c) * (
            math.exp(1 - len(r) / len(c)) if len(c) < len(r) else 1),
        "BLEU-1 does not ask at which place a word is."),
    "F1": (lambda c, r: 2 * sum((Counter(c) & Counter(r)).values()) / (len(c) + len(r)),
        "That is F1. BLEU-1 is the share of the candidate's words, times a penalty."),
    "sets": (lambda c, r: len(set(c) & set(r)) / len(set(c)),
        "You compare sets of words: how often a word comes counts, too."),
    "whether": (lambda c, r: c == r, "That says whether both are the same. How large is the share?"),
}  # fmt: skip

LEFT_RULES = {
    "product": (18.0, "You multiplied 20 by 0.9. Each step multiplies by 0.9 once more."),
    "linear": (-1, "At each step a tenth of what is *left* is lost."),
    "sign": (lambda v: v < 0 and v != -1, "A share is not below 0."),
    "forgotten": (1 - 0.9**20, "That is what is lost. How much is left?"),
    "one less": (0.9**19, "That is 19 steps. There are 20."),
    "one more": (0.9**21, "That is 21 steps. There are 20."),
    "the gate": (0.9, "So much is left after one step."),
    "two": (0.81, "So much is left after two steps."),
    "a twentieth": (0.05, "It is not shared out among 20 steps. Each one multiplies."),
    "all": (1, "Nothing would be lost only with f = 1."),
    "tiny": (lambda v: abs(v) < 0.01, "Too little: 0.9 is *kept* at each step, not ½ and not 0.1."),
    "one step": (0.1, "So much is lost in one step. How much is left after 20?"),
    "near": (lambda v: 0.13 < v < 0.131 or 0.1 < v < 0.121, "Nearly: 0.9 is a factor 20 times."),
    "percent": (lambda v: 12 <= v < 12.2, "That is in percent: type the share, between 0 and 1."),
    "larger": (lambda v: 1 < v < 12 or v > 13, "A share is not above 1."),
}  # fmt: skip

A = np.array
_ = A([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]])
EXERCISES = [
    Exercise(
        id="19.1", solution=states, twin=_states, faults=STATE_FAULTS, wrong_rules=STATE_RULES,
        cases=[
            (A([[1.0, -0.5, 0.25], [0.5, 1.5, -1.0], [-2.0, 0.0, 1.0], [0.25, 0.75, 0.5]]),
                _, A([[0.5, -0.75], [1.25, 0.25]]), A([0.25, -0.5])),
            (A([[2.0], [-1.0]]), A([[0.5], [-0.25], [1.0]]),
                A([[0.5, 1.0, -0.5], [0.0, -1.0, 0.75], [0.25, 0.5, 1.5]]), A([-0.5, 0.75, 0.125])),
            (A([[0.5, 1.0]]), A([[1.0, -1.5]]), A([[0.75]]), A([0.5])),
            (A([[0.0, 0.0], [0.0, 0.0], [1.0, -1.0]]), A([[0.5, 1.0], [-1.0, 0.25]]),
                A([[1.5, 0.5], [-0.25, -1.0]]), A([1.0, -0.25])),
            (A([[-1.0, 0.5], [0.25, 2.0], [1.5, -0.75], [0.0, 0.5], [-0.5, 0.25]]), A([[0.25, -0.5]]),
                A([[-1.25]]), A([-0.75])),
        ],
        hints=("One state h, zeros at first. The loop makes a new one of x_t and the old one.",
            "h = np.tanh(W_x @ x_t + W_h @ h + b), and note it in a list.",
            "h, found = np.zeros(len(b)), []; in the loop found.append(h); then return np.stack(found)"),
    ),
    Exercise(
        id="19.2", solution=0.9**20, wrong_rules=LEFT_RULES,
        why="0.9²⁰: a forget gate of 0.9 keeps an eighth over 20 steps.",
        hints=("What is left after one step? After two?", "Twenty factors of 0.9.", "0.9**20"),
    ),
    Exercise(
        id="19.3", solution=lstm_step, twin=_step, faults=STEP_FAULTS, wrong_rules=STEP_RULES,
        cases=[
            (A([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-0.75, 1.0, 0.5], [0.25, -2.0, 1.0]]),
                A([0.5, -1.5, 2.0])),
            (A([[-0.5], [2.0], [1.25], [0.75]]), A([-0.75])),
            (A([[1.5, -0.25], [-1.0, 0.5], [0.5, -2.0], [-0.5, 1.25]]), A([-2.0, 1.5])),
            (A([[0.0, 1.0], [0.0, -1.0], [0.5, -0.5], [0.0, 2.0]]), A([1.0, 0.25])),
            (A([[1.0, -2.0, 0.5, 0.25, -0.5], [0.5, 1.0, -1.5, 2.0, 0.75],
                [2.0, -0.25, 1.0, -1.0, 0.5], [-1.0, 0.5, 2.0, 1.5, -0.25]]), A([0.0, 1.0, -2.0, 0.5, 3.0])),
        ],
        hints=("i, f, g, o = a. Three of them pass through σ, one through tanh.",
            "The new cell is σ(f) · c + σ(i) · tanh(g). The state is σ(o) · tanh of it.",
            "sigmoid = lambda v: 1 / (1 + np.exp(-v)); return the pair (h, c), both new"),
    ),
    Exercise(
        id="19.4", solution=bleu1, twin=_bleu, faults=BLEU_FAULTS, wrong_rules=BLEU_RULES,
        cases=[(candidate.split(), reference.split()) for candidate, reference in (
            ("the the the the cat", "the cat is on the mat"),
            ("A dog runs on the green grass now", "a dog plays on the grass"),
            ("a cat", "a cat sits on a mat"),
            ("mat the on is cat the", "the cat is on the mat"),
            ("two birds", "a boat on a lake"),
            ("a man and a dog and a ball", "a man with a dog plays"),
            ("a red red car", "one red car and one red bus"), ("the the the cat", "the cat sat"),
        )],
        hints=("Count each different word of the candidate: at most as often as the reference has it.",
            "Divide by len(candidate). If the candidate is shorter, multiply by math.exp(1 - r / c).",
            "hits += min(candidate.count(word), reference.count(word)) for each word in set(candidate)"),
    ),
]  # fmt: skip
