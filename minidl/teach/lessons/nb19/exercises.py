"""Exercises of notebook 19: all states of an RNN, what gates leave, one step of an LSTM, its size, BLEU-1."""

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
            offset=lambda b: b, old=lambda h, z, first: h, order=lambda x: x, give=np.stack,
            begin=0.0):  # fmt: skip
    h, found, first = np.full(len(b), begin), [], None
    for x_t in order(x):
        before = h
        z = into(W_x, x_t) + back(W_h, before) + offset(b)
        h = squash(z)
        first = h if first is None else first
        found.append(h)
        h = old(h, z, first)
    return give(found)


STATE_FAULTS = {
    "no tanh": ({"squash": lambda z: z}, "tanh is missing: the state is tanh of the sum."),
    "sigmoid": ({"squash": lambda z: 1 / (1 + np.exp(-z))}, "You use σ. The formula has tanh."),
    "ReLU": ({"squash": lambda z: np.maximum(z, 0)}, "You use ReLU. The formula has tanh."),
    "no memory": ({"back": lambda W, h: 0 * h},
        "Each step forgets the one before. Is W_h @ h missing, or h set to zeros *inside* the loop?"),
    "sum handed on": ({"old": lambda h, z, first: z},
        "You hand on the sum. The next step gets the state, after tanh."),
    "first state": ({"old": lambda h, z, first: first},
        "Each step gets the first state. It gets the one before it."),
    "no W_h": ({"back": lambda W, h: h}, "The old state is multiplied by W_h."),
    "W_h.T": ({"back": lambda W, h: W.T @ h}, "W_h is turned round: W_h @ h, not h @ W_h or W_h.T @ h."),
    "W_h elementwise": ({"back": lambda W, h: np.diag(W) * h},
        "W_h @ h is a matrix product: all units see all units."),
    "minus": ({"back": lambda W, h: -W @ h}, "The part of the old state is added, not subtracted."),
    "no b": ({"offset": lambda b: 0 * b}, "b is missing."),
    "b twice": ({"offset": lambda b: 2 * b}, "b is added twice. Here is one b (PyTorch has two)."),
    "-b": ({"offset": lambda b: -b}, "b is added, not subtracted."),
    "no x": ({"into": lambda W, x_t: 0 * (W @ x_t)}, "Where is the input? W_x @ x_t is missing."),
    "from the end": ({"order": lambda x: x[::-1]}, "You read from the end. Step 0 is x[0]."),
    "last": ({"give": lambda found: found[-1]}, "That is the last state. Return all of them, one a row."),
    "the first": ({"give": lambda found: found[0]},
        "That is the first state. Is the `return` inside the loop?"),
    "columns": ({"give": lambda found: np.stack(found, axis=1)}, "A state is a *row* here: (steps, units)."),
    "with the start": ({"give": lambda found: np.stack([0 * found[0], *found])},
        "The zeros of the start are no state of a step: one row for each x_t."),
    "without the last": ({"give": lambda found: np.stack([0 * found[0], *found[:-1]])},
        "You note the state *before* the step. Note the new one."),
    "ones": ({"begin": 1.0}, "The first state is zeros."),
    "one row": ({"give": np.concatenate}, "All states are in one row. Return (steps, units)."),
    "sum": ({"give": lambda found: np.sum(found, axis=0)},
        "Do not add the states up: one row for each step."),
    "mean": ({"give": lambda found: np.mean(found, axis=0)},
        "Do not average the states: one row for each step."),
}  # fmt: skip


def _sigmoid(v):
    return 1 / (1 + np.exp(-v))


def _one_by_one(x, W_x, W_h, b):
    found = []
    for t in range(len(x)):
        h = found[t - 1] if t > 1 else np.zeros(len(b))
        found.append(np.tanh(W_x @ x[t] + W_h @ h + b))
    return np.stack(found)


STATE_RULES = {
    "tanh inside": (lambda x, W_x, W_h, b: _states(
            x, W_x, W_h, b, into=lambda W, x_t: np.tanh(W @ x_t), squash=lambda z: z),
        "tanh acts on the whole sum, not on the input's part."),
    "tanh of h": (lambda x, W_x, W_h, b: _states(
            x, W_x, W_h, b, back=lambda W, h: W @ np.tanh(h), squash=lambda z: z),
        "tanh acts on the whole sum. You take it of the old state only."),
    "b outside": (lambda x, W_x, W_h, b: _states(
            x, W_x, W_h, b, offset=lambda b: 0, squash=lambda z: np.tanh(z) + b),
        "b belongs inside tanh: a state is between −1 and 1."),
    "second step": (_one_by_one, "Step 1 does not see the state of step 0. Look at where h comes from."),
    "and the last": (lambda x, W_x, W_h, b: (states(x, W_x, W_h, b), states(x, W_x, W_h, b)[-1]),
        "You return two things, as nn.RNN does. Return all states alone."),
}  # fmt: skip


def _step(a, c, *, order=lambda i, f, g, o: (i, f, g, o), gate=_sigmoid, candidate=np.tanh, keep=lambda f: f,
          put=lambda i, g: i * g, squash=np.tanh, open_=lambda o: o, old=lambda c: c,
          shown=lambda new, c: new, give=lambda h, c: (h, c)):  # fmt: skip
    i, f, g, o = order(*a)
    i, f, g, o = gate(i), gate(f), candidate(g), gate(o)
    new = keep(f) * old(c) + put(i, g)
    return give(open_(o) * squash(shown(new, c)), new)


STEP_FAULTS = {
    "no σ": ({"gate": lambda v: v},
        "The gates pass through σ: without it they are no shares between 0 and 1."),
    "tanh gates": ({"gate": np.tanh}, "The three gates pass through σ, not tanh."),
    "σ of g": ({"candidate": _sigmoid}, "The candidate g passes through tanh: it can be negative."),
    "raw g": ({"candidate": lambda v: v}, "The candidate g passes through tanh."),
    "1 − f": ({"keep": lambda f: 1 - f}, "f is what is *kept*: f · c, not (1 − f) · c."),
    "f dropped": ({"keep": np.ones_like}, "The forget gate is missing: f · c."),
    "no old": ({"old": lambda c: 0 * c}, "The old cell is missing: f · c."),
    "no gate i": ({"put": lambda i, g: g}, "The input gate is missing: i · g."),
    "no g": ({"put": lambda i, g: i}, "The candidate is missing: i · g."),
    "minus": ({"put": lambda i, g: -i * g}, "i · g is added."),
    "i + g": ({"put": lambda i, g: i + g}, "i and g are multiplied."),
    "no tanh": ({"squash": lambda v: v}, "h = o · tanh(c): tanh is missing."),
    "σ of c": ({"squash": _sigmoid}, "h = o · tanh(c), not σ(c)."),
    "no o": ({"open_": np.ones_like}, "The output gate is missing: o · tanh(c)."),
    "old shown": ({"shown": lambda new, c: c}, "h is made of the *new* cell."),
    "f first": ({"order": lambda i, f, g, o: (f, i, g, o)},
        "i and f are exchanged. The order is i, f, g, o."),
    "o third": ({"order": lambda i, f, g, o: (i, f, o, g)},
        "g and o are exchanged. The order is i, f, g, o."),
    "o first": ({"order": lambda i, f, g, o: (o, f, g, i)},
        "i and o are exchanged. The order is i, f, g, o."),
    "c first": ({"give": lambda h, c: (c, h)}, "Return h first, then c."),
    "h alone": ({"give": lambda h, c: h}, "That is h alone. Return (h, c): the next step needs both."),
    "c alone": ({"give": lambda h, c: c}, "That is c alone. Return (h, c)."),
    "a row": ({"give": lambda h, c: np.concatenate([h, c])}, "h and c are in one row. Return two: (h, c)."),
    "added": ({"give": lambda h, c: h + c}, "Do not add h and c. Return two: (h, c)."),
}  # fmt: skip


def _gru(a, c):
    new = _sigmoid(a[1]) * c + (1 - _sigmoid(a[1])) * np.tanh(a[2])
    return _sigmoid(a[3]) * np.tanh(new), new


STEP_RULES = {
    "1 − f for i": (_gru, "You use 1 − f in place of i. An LSTM has a gate of its own for what is added."),
    "three": (lambda a, c: (*lstm_step(a, c), _sigmoid(a[3])), "You return three things. Return (h, c)."),
    "o of c": (lambda a, c: (np.tanh(_sigmoid(a[3]) * lstm_step(a, c)[1]), lstm_step(a, c)[1]),
        "tanh acts on c alone: o · tanh(c), not tanh(o · c)."),
    "columns": (lambda a, c: lstm_step(a.T[:4] if len(a.T) >= 4 else a, c),
        "The four are the *rows* of a: i, f, g, o = a."),
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
        "“the the the” would get full marks: a word counts at most as often as in the reference."),
    "recall": ({"over": lambda c, r: len(r)},
        "You divide by the words of the reference. Divide by those of the candidate."),
    "distinct": ({"over": lambda c, r: len(set(c))},
        "Divide by all words of the candidate, not by the different ones."),
    "longer": ({"over": lambda c, r: max(len(c), len(r))},
        "Divide by the words of the candidate, also where it is shorter."),
    "each word once": ({"distinct": True},
        "A word that both have twice counts twice."),
    "no penalty": ({"short": False},
        "The penalty is missing: a candidate that is too short is multiplied by exp(1 − r/c)."),
    "penalty always": ({"both": True}, "Only a candidate that is *shorter* than the reference is punished."),
    "c over r": ({"penalty": lambda c, r: c / r}, "The penalty is exp(1 − r/c), not c/r."),
    "turned": ({"penalty": lambda c, r: math.exp(1 - c / r)},
        "The penalty is exp(1 − r/c): r is the reference's length."),
    "no 1": ({"penalty": lambda c, r: math.exp(-r / c)}, "exp(1 − r/c): the 1 is missing."),
    "grows": ({"penalty": lambda c, r: math.exp(r / c - 1)}, "That is above 1. The penalty is exp(1 − r/c)."),
    "no exp": ({"penalty": lambda c, r: 1 - r / c}, "exp is missing: exp(1 − r/c)."),
}  # fmt: skip
BLEU_RULES = {
    "count": (lambda c, r: sum((Counter(c) & Counter(r)).values()),
        "That is how many words match. Divide by the words of the candidate."),
    "in place": (lambda c, r: sum(a == b for a, b in zip(c, r)) / len(c) * (
            math.exp(1 - len(r) / len(c)) if len(c) < len(r) else 1),
        "BLEU-1 does not ask at which place a word is."),
    "F1": (lambda c, r: 2 * sum((Counter(c) & Counter(r)).values()) / (len(c) + len(r)),
        "That is F1. BLEU-1 is the share of the candidate's words, times a penalty."),
    "sets": (lambda c, r: len(set(c) & set(r)) / len(set(c)),
        "You compare sets of words: how often a word comes counts, too."),
    "whether": (lambda c, r: c == r, "That says whether both are the same. How large is the share?"),
    "percent": (lambda c, r: 100 * bleu1(c, r), "That is in percent. Return the share."),
}  # fmt: skip

LEFT_RULES = {
    "product": (18.0, "You multiplied 20 by 0.9. Each step multiplies by 0.9 once more."),
    "linear": (lambda v: abs(v + 1) < 0.01 or v < -0.01,
        "It does not lose 0.1 a step: it loses a tenth of what is left."),
    "forgotten": (1 - 0.9**20, "That is what is lost. How much is left?"),
    "one less": (0.9**19, "That is 19 steps. There are 20."),
    "one more": (0.9**21, "That is 21 steps. There are 20."),
    "the gate": (0.9, "So much is left after one step."),
    "two": (0.81, "So much is left after two steps."),
    "a twentieth": (0.05, "It is not shared out among 20 steps. Each one multiplies."),
    "over 20": (0.045, "You divided by 20. Each step multiplies by 0.9."),
    "all": (1, "Nothing would be lost only with f = 1."),
    "tiny": (lambda v: abs(v) < 0.01, "Too little: 0.9 is *kept* at each step, not ½ and not 0.1."),
    "near": (lambda v: 0.13 < v < 0.131 or 0.1 <= v < 0.121, "Nearly. Type 0.9**20."),
    "percent": (lambda v: 12 <= v < 12.2, "That is in percent: type the share, between 0 and 1."),
    "larger": (lambda v: 1 < v < 12 or v > 13, "A share is not above 1."),
}  # fmt: skip

SIZE_RULES = {
    "one cell": (416, "That is nn.RNN(8, 16). An LSTM has four such parts: i, f, g, o."),
    "one bias": (1600, "PyTorch and minidl keep two biases, b_ih and b_hh: 16 more for each part."),
    "no bias": (1536, "The biases are missing."),
    "no W_hh": (640, "The old state has a matrix, too: 16·16 for each part."),
    "no W_hh, one bias": (576, "W_hh is missing in each part, and the second bias."),
    "no W_ih": (1152, "The input has a matrix, too: 16·8 for each part."),
    "GRU": (1248, "That is a GRU, with three parts. An LSTM has four."),
    "turned": (4 * 8 * (8 + 16 + 2), "You exchanged the two: nn.LSTM(8, 16) has 8 inputs and 16 units."),
    "16 inputs": (4 * 16 * (16 + 16 + 2), "There are 8 inputs, not 16."),
    "W only": (512, "That is W_ih alone, for all four parts."),
    "square": (1024, "That is W_hh alone, for all four parts."),
    "part's weights": (384, "That is one part, without biases. There are four."),
    "part, one bias": (400, "That is one part, with one bias. There are four parts and two biases."),
    "five": (5 * 416, "There are four parts, i, f, g, o. The cell c has no weights."),
    "both": (2 * 1664, "That would be a bidirectional one."),
    "product": (128, "8·16 is W_ih of one part only."),
    "few": (lambda v: 0 <= v < 100, "Too few: W_hh of one part alone has 16·16 = 256."),
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
        id="19.3", solution=1664, wrong_rules=SIZE_RULES,
        why="4 · 16 · (8 + 16 + 2): four parts, each with W_ih, W_hh and two biases.",
        hints=("How many numbers has `nn.RNN(8, 16)`? W_ih, W_hh, b_ih, b_hh.",
            "An LSTM has the same four times: i, f, g, o.", "4 * 16 * (8 + 16 + 2)"),
    ),
    Exercise(
        id="19.4", solution=lstm_step, twin=_step, faults=STEP_FAULTS, wrong_rules=STEP_RULES,
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
        id="19.5", solution=bleu1, twin=_bleu, faults=BLEU_FAULTS, wrong_rules=BLEU_RULES,
        cases=[(candidate.split(), reference.split()) for candidate, reference in (
            ("the the the the cat", "the cat is on the mat"),
            ("a dog runs on the green grass now", "a dog plays on the grass"),
            ("a cat", "a cat sits on a mat"),
            ("mat the on is cat the", "the cat is on the mat"),
            ("two birds", "a boat on a lake"),
            ("a man and a dog and a ball", "a man with a dog plays"),
            ("a red red car", "one red car and one red bus"),
        )],
        hints=("Count each different word of the candidate: at most as often as the reference has it.",
            "Divide by len(candidate). If the candidate is shorter, multiply by math.exp(1 - r / c).",
            "hits += min(candidate.count(word), reference.count(word)) for each word in set(candidate)"),
    ),
]  # fmt: skip
