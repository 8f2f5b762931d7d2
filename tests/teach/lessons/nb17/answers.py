"""Answers to the exercises of notebook 17, as students type them."""

import linecache
import math
import textwrap
from itertools import count

import numpy as np

import minidl

_number = count()


def typed(head, body):
    """A function as a student types it, with its source, so that a check can name the line."""
    source = f"def {head}:\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"
    file = f"<student 17, {next(_number)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    space = {"minidl": minidl, "np": np, "math": math}
    exec(compile(source, file, "exec"), space)
    return space[head.partition("(")[0]]


def occlude(body):
    return typed("occlusion_map(score, image, size)", body)


def error(body):
    return typed("top_k_error(scores, labels, k)", body)


# --- 17.2 -------------------------------------------------------------------------------------------------

MAP = """
H, W = image.shape
costs = np.zeros((H - size + 1, W - size + 1))
for i in range(H - size + 1):
    for j in range(W - size + 1):
        covered = image.copy()
        covered[i : i + size, j : j + size] = 0
        costs[i, j] = score(image) - score(covered)
return costs
"""


def map_with(*changes):
    body = MAP
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new)
    return occlude(body)


RIGHT_MAPS = [
    MAP,
    "before = score(image)\nrows = range(len(image) - size + 1)\ncolumns = range(len(image[0]) - size + 1)\nout = []\nfor r in rows:\n    line = []\n    for c in columns:\n        x = np.array(image)\n        x[r:r+size, c:c+size] = 0.0\n        line.append(before - score(x))\n    out.append(line)\nreturn out",
    "def cost(r, c):\n    x = image + 0\n    x[r:r+size, c:c+size] *= 0\n    return score(image) - score(x)\nreturn np.array([[cost(r, c) for c in range(image.shape[1] - size + 1)] for r in range(image.shape[0] - size + 1)])",
    "H, W = image.shape\nout = np.empty((H - size + 1, W - size + 1))\nfor r, c in np.ndindex(*out.shape):\n    mask = np.ones_like(image)\n    mask[r:r+size, c:c+size] = 0\n    out[r, c] = score(image) - score(image * mask)\nreturn out",
    "H, W = image.shape\nout = []\nfor n in range((H - size + 1) * (W - size + 1)):\n    r, c = divmod(n, W - size + 1)\n    x = image.copy()\n    for i in range(size):\n        for j in range(size):\n            x[r + i, c + j] = 0\n    out.append(score(image) - score(x))\nreturn np.reshape(out, (H - size + 1, W - size + 1))",
    "H, W = image.shape\nout = np.zeros((H - size + 1, W - size + 1))\nr = 0\nwhile r + size <= H:\n    c = 0\n    while c + size <= W:\n        x = image.copy()\n        x[r:r+size, c:c+size] = np.zeros((size, size))\n        out[r][c] = score(image) - score(x)\n        c += 1\n    r += 1\nreturn out",
    "H, W = image.shape\nout = np.zeros((H - size + 1, W - size + 1))\nfor r in range(H - size + 1):\n    for c in range(W - size + 1):\n        kept = image[r:r+size, c:c+size].copy()\n        image[r:r+size, c:c+size] = 0\n        under = score(image)\n        image[r:r+size, c:c+size] = kept\n        out[r, c] = score(image) - under\nreturn out",
    "x = minidl.tensor(image)\nH, W = x.shape\nout = minidl.zeros(H - size + 1, W - size + 1, dtype=minidl.float64)\nfor r in range(H - size + 1):\n    for c in range(W - size + 1):\n        y = x.clone()\n        y[r:r+size, c:c+size] = 0\n        out[r, c] = score(image) - score(y.numpy())\nreturn out",
    "places = lambda n: range(n - size + 1)\nresult = {}\nfor r in places(image.shape[0]):\n    for c in places(image.shape[1]):\n        x = image.copy()\n        x[r:r+size, c:c+size].fill(0)\n        result[r, c] = score(image) - score(x)\nreturn [[result[r, c] for c in places(image.shape[1])] for r in places(image.shape[0])]",
    "H, W = np.shape(image)\nrow, column = np.arange(H)[:, None], np.arange(W)\ncosts = []\nfor r in range(H + 1 - size):\n    costs.append([])\n    for c in range(W + 1 - size):\n        inside = (row >= r) & (row < r + size) & (column >= c) & (column < c + size)\n        costs[-1].append(score(image) - score(np.where(inside, 0, image)))\nreturn tuple(map(tuple, costs))",
    "costs = np.full(np.array(image.shape) - size + 1, score(image))\nfor (r, c), _ in np.ndenumerate(costs):\n    x = image.copy()\n    x[r:r+size, c:c+size] = 0\n    costs[r, c] -= score(x)\nreturn costs",
    "H, W = image.shape\ncosts = np.zeros((H - size + 1, W - size + 1))\nfor i in range(H - size + 1):\n    for j in range(W - size + 1):\n        x = image.tolist()\n        for a in range(i, i + size):\n            x[a][j : j + size] = [0] * size\n        costs[i, j] = score(image) - score(x)\nreturn costs",
]  # fmt: skip
LINE = "        covered[i : i + size, j : j + size] = 0\n"
COST = "score(image) - score(covered)"
WRONG_MAPS = [
    (map_with((COST, "score(covered) - score(image)")), "sign"),
    (map_with((COST, "score(covered)")), "the score under the square"),
    (map_with((COST, "score(image)")), None),
    (map_with((COST, "(score(image) - score(covered)) / score(image)")), "divide by score(image)"),
    (map_with((COST, "abs(score(image) - score(covered))")), "drop the sign"),
    (map_with((COST, "max(0, score(image) - score(covered))")), None),
    (map_with((COST, "score(image) + score(covered)")), None),
    (map_with((COST, "score(image - covered)")), None),
    (map_with((COST, "score(image) - covered")), None),
    (map_with((COST, "(score(image) - score(covered)) ** 2")), None),
    (map_with(("] = 0\n", "] = 1\n")), "Paper is 0"),
    (map_with(("] = 0\n", "] = -1\n")), None),
    (map_with(("] = 0\n", "] = image.mean()\n")), None),
    (map_with(("] = 0\n", "] = 0.5\n")), None),
    (map_with(("] = 0\n", "] == 0\n")), None),
    (map_with(("i + size, j : j + size]", "i + size + 1, j : j + size + 1]")), "Square 1 too large"),
    (map_with(("i + size, j : j + size]", "i + size - 1, j : j + size - 1]")), "Square 1 too small"),
    (map_with(("i : i + size, j : j + size]", "i : i + size]")), "whole rows"),
    (map_with(("i : i + size, j : j + size]", ":, j : j + size]")), "whole columns"),
    (map_with(("i : i + size, j : j + size]", "i, j]")), "one pixel"),
    (map_with(("i : i + size, j : j + size]", "i:size, j:size]")), None),
    (map_with(("i : i + size, j : j + size]", "j : j + size, i : i + size]")), "exchanged"),
    (map_with(("i : i + size, j : j + size]", "i : i + size, j:]")), "to the right"),
    (map_with(("i : i + size, j : j + size]", "i:, j : j + size]")), None),
    (map_with(("i : i + size, j : j + size]", ":size, :size]")), None),
    (map_with((LINE, "")), "All is 0"),
    (map_with(("image.copy()", "image")), "changes"),
    (map_with(("        covered = image.copy()\n", ""), ("for i in", "covered = image.copy()\nfor i in")), "pile up"),
    (map_with(("        covered = image.copy()\n", ""), ("    for j in", "    covered = image.copy()\n    for j in")), None),
    (map_with(("image.copy()", "image[:]")), "changes"),
    (map_with(("image.copy()", "np.zeros_like(image)")), None),
    (map_with(("image.copy()", "image.copy")), None),
    (map_with(("for i in range(H - size + 1)", "for i in range(H - size)")), None),
    (map_with(("for j in range(W - size + 1)", "for j in range(W - size)")), None),
    (map_with(("H - size + 1", "H - size"), ("W - size + 1", "W - size")), "last places"),
    (map_with(("H - size + 1", "H - size + 2"), ("W - size + 1", "W - size + 2")), "hang over"),
    (map_with(("H - size + 1", "H"), ("W - size + 1", "W")), "whole squares"),
    (map_with(("range(H - size + 1)", "range(0, H - size + 1, size)"), ("range(W - size + 1)", "range(0, W - size + 1, size)")), None),
    (map_with(("W - size + 1", "H - size + 1")), "H for both sides"),
    (map_with(("H, W = image.shape", "W, H = image.shape")), "rows first"),
    (map_with(("H - size + 1, W - size + 1", "W - size + 1, H - size + 1")), None),
    (map_with(("return costs", "return costs.max()")), "worst cost"),
    (map_with(("return costs", "return costs.T")), "exchanged in what you return"),
    (map_with(("return costs", "return costs.ravel()")), "all in one row"),
    (map_with(("return costs", "return costs.argmax()")), "worst place"),
    (map_with(("return costs", "return costs / costs.max()")), None),
    (map_with(("return costs", "return costs.mean()")), None),
    (map_with(("return costs", "return costs.astype(int)")), "whole numbers"),
    (map_with(("return costs", "return covered")), None),
    (map_with(("return costs", "return costs, costs.max()")), None),
    (map_with(("return costs", "    return costs")), None),
    (map_with(("return costs", "        return costs")), "inside both loops"),
    (map_with(("return costs", "print(costs)")), "nothing"),
    (map_with(("\nreturn costs", "")), "nothing"),
    (map_with(("return costs", "return str(costs)")), None),
    (map_with(("return costs", "return -costs")), "sign"),
    (map_with(("costs[i, j] =", "costs[j, i] =")), None),
    (map_with(("costs[i, j] =", "costs[i] =")), None),
    (map_with(("costs[i, j] =", "costs =")), None),
    (map_with(("costs[i, j] =", "costs[i, j] +="), ("score(covered)", "score(image)")), "All is 0"),
    (occlude("return score(image)"), None),
    (occlude("return np.zeros(image.shape)"), None),
    (occlude("covered = image.copy()\ncovered[:size, :size] = 0\nreturn score(image) - score(covered)"), None),
    (map_with((COST, "score(image) - score(covered[i : i + size, j : j + size])")), None),
    (map_with((COST, "score - score(covered)")), None),
    (map_with(("i + size, j", "i + Size, j")), "Size"),
    (map_with((COST, "score(image) - score(covered)"), ("covered[i", "coverd[i")), "coverd"),
    (map_with(("H - size + 1", "H"), ("W - size + 1", "W"), ("i : i + size, j : j + size", "max(0, i - size // 2) : i + size // 2 + 1, max(0, j - size // 2) : j + size // 2 + 1")), "around (row, column)"),
    (map_with(("costs[i, j] = " + COST, "costs(i, j)")), "square brackets"),
    (occlude("H, W = image.shape\nreturn (score(image) for _ in range(H - size + 1))"), None),
]  # fmt: skip

# --- 17.3 -------------------------------------------------------------------------------------------------

RIGHT_ERRORS = [
    "best = np.argsort(-scores, axis=1)[:, :k]\nreturn 1 - (best == labels[:, None]).any(axis=1).mean()",
    "best = scores.argsort(axis=1)[:, ::-1][:, :k]\nreturn float((best != labels[:, None]).all(axis=1).mean())",
    "best = np.argsort(scores, axis=1)[:, -k:]\nreturn np.mean([label not in row for row, label in zip(best, labels)])",
    "wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(-row)[:k]:\n        wrong += 1\nreturn wrong / len(labels)",
    "own = scores[np.arange(len(labels)), labels]\nhigher = (scores > own[:, None]).sum(axis=1)\nreturn (higher >= k).mean()",
    "wrong = 0\nfor i in range(len(labels)):\n    order = sorted(range(len(scores[i])), key=lambda c: -scores[i][c])\n    wrong += labels[i] not in order[:k]\nreturn wrong / len(labels)",
    "kth = np.sort(scores, axis=1)[:, -k]\nown = np.take_along_axis(scores, labels[:, None], axis=1)[:, 0]\nreturn float((own < kth).mean())",
    "values, best = minidl.tensor(scores).topk(k, dim=1)\nhit = (best == minidl.tensor(labels)[:, None]).any(dim=1)\nreturn 1 - hit.float().mean().item()",
    "best = np.argpartition(-scores, k - 1, axis=1)[:, :k]\nhits = sum(int(l in b.tolist()) for b, l in zip(best, labels))\nreturn (len(labels) - hits) / len(labels)",
    "hits = []\nfor row, label in zip(scores.tolist(), labels.tolist()):\n    better = sum(1 for s in row if s > row[label])\n    hits.append(better < k)\nreturn 1 - sum(hits) / len(hits)",
    "rank = np.argsort(np.argsort(-scores, axis=1), axis=1)\nreturn np.mean(rank[np.arange(len(labels)), labels] >= k)",
    "return np.mean([int(l not in set(np.argsort(s)[::-1][:k])) for s, l in zip(scores, labels)])",
]  # fmt: skip
TOP = "best = np.argsort(-scores, axis=1)[:, :k]\n"
END = "return 1 - (best == labels[:, None]).any(axis=1).mean()"
WRONG_ERRORS = [
    (TOP + "return (best == labels[:, None]).any(axis=1).mean()", "share of hits"),
    (TOP + "return (~(best == labels[:, None]).any(axis=1)).sum()", "count the misses"),
    (TOP + "return (best == labels[:, None]).any(axis=1).sum()", None),
    (TOP + "return 100 * (1 - (best == labels[:, None]).any(axis=1).mean())", "percent"),
    (TOP + "return 1 - (best == labels[:, None]).mean()", "all k classes of all images"),
    (TOP + "return 1 - (best == labels[:, None]).all(axis=1).mean()", "*all* k classes"),
    (TOP + "return 1 - (best == labels[:, None]).any(axis=0).mean()", None),
    (TOP + "return 1 - (best == labels[:, None]).any().mean()", None),
    (TOP + "return 1 - (best == labels[:, None]).any(axis=1)", None),
    (TOP + "return ~(best == labels[:, None]).any(axis=1)", "one answer an image"),
    (TOP + "return (best == labels[:, None]).any(axis=1)", None),
    (TOP + "return 1 - (best == labels).any(axis=1).mean()", None),
    (TOP + "return 1 - (best == labels[None]).any(axis=1).mean()", None),
    (TOP + "return 1 - (best in labels)", None),
    (TOP + "return 1 - (best[:, 0] == labels).mean()", "best class only"),
    (TOP + "return (best != labels[:, None]).any(axis=1).mean()", None),
    (TOP + "return (best != labels[:, None]).mean()", "all k classes of all images"),
    (TOP + "return 1 - (best == labels[:, None]).sum() / scores.shape[1]", None),
    (TOP + "return (~(best == labels[:, None]).any(axis=1)).sum() / scores.shape[1]", "number of classes"),
    (TOP + "return (~(best == labels[:, None]).any(axis=1)).sum() / (len(labels) - 1)", "N − 1"),
    (TOP + "return 1 - np.isin(labels, best).mean()", "*all* images"),
    ("best = np.argsort(scores, axis=1)[::-1][:, :k]\n" + END, "turns the images"),
    (TOP + "return (len(labels) - (best == labels[:, None]).sum()) / scores.shape[1]", None),
    (TOP + "return (1 - (best == labels[:, None]).any(axis=1).mean()) / k", None),
    (TOP + "return best", None),
    (TOP + "return round(1 - (best == labels[:, None]).any(axis=1).mean(), 1)", None),
    (TOP + "return int(1 - (best == labels[:, None]).any(axis=1).mean())", "whole numbers"),
    (TOP + "return str(1 - (best == labels[:, None]).any(axis=1).mean())", "text"),
    (TOP + "print(1 - (best == labels[:, None]).any(axis=1).mean())", "prints"),
    (TOP + "wrong = 1 - (best == labels[:, None]).any(axis=1).mean()", "nothing"),
    (TOP + "return 1 - (best == labels[:, None]).any(axis=1).mean", "Brackets"),
    (TOP + "return (best == labels[:, None]).any(axis=1).mean() - 1", "sign"),
    (TOP + "return 2 - (best == labels[:, None]).any(axis=1).mean()", None),
    ("best = np.argsort(scores, axis=1)[:, :k]\n" + END, "k *smallest*"),
    ("best = np.argsort(scores)[:, :k]\n" + END, "k *smallest*"),
    ("best = np.argsort(-scores, axis=0)[:, :k]\n" + END, "each column"),
    ("best = np.argsort(-scores, axis=None)[:k]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:k]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:, k]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:, : k - 1]\n" + END, "k − 1 classes"),
    ("best = np.argsort(-scores, axis=1)[:, : k + 1]\n" + END, "k + 1 classes"),
    ("best = np.argsort(-scores, axis=1)[:, k - 1 : k]\n" + END, "the k-th class"),
    ("best = np.argsort(-scores, axis=1)[:, 1 : k + 1]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:, -k:]\n" + END, "k *smallest*"),
    ("best = np.argsort(scores, axis=1)[:, k:]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:, :5]\n" + END, None),
    ("best = np.argsort(-scores, axis=1)[:, :1]\n" + END, "best class only"),
    ("best = np.argsort(-scores, axis=1)\n" + END, None),
    ("best = np.sort(-scores, axis=1)[:, :k]\n" + END, "sorted the scores"),
    ("best = np.sort(scores, axis=1)[:, -k:]\n" + END, "sorted the scores"),
    ("best = scores.argmax(axis=1)\nreturn (best != labels).mean()", "best class only"),
    ("best = scores.argmax(axis=1)\nreturn (best == labels).mean()", None),
    ("best = scores.argmax()\nreturn (best != labels).mean()", None),
    ("best = scores.max(axis=1)\nreturn (best != labels).mean()", None),
    ("best = scores[:, :k]\n" + END, None),
    ("best = np.arange(k)\nreturn 1 - (best == labels[:, None]).any(axis=1).mean()", "first k columns"),
    ("return (labels >= k).mean()", "first k columns"),
    ("scores *= -1\nbest = np.argsort(scores, axis=1)[:, :k]\n" + END, "changes"),
    ("scores.sort(axis=1)\nbest = np.argsort(-scores, axis=1)[:, :k]\n" + END, "Leave it out"),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label in np.argsort(-row)[:k]:\n        wrong += 1\nreturn wrong / len(labels)", None),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(-row)[:k]:\n        wrong += 1\nreturn wrong", "count the misses"),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(-row)[:k]:\n        wrong += 1\n    return wrong / len(labels)", None),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(row)[:k]:\n        wrong += 1\nreturn wrong / len(labels)", "k *smallest*"),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(-row)[:k]:\n        wrong =+ 1\nreturn wrong / len(labels)", None),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in row[:k]:\n        wrong += 1\nreturn wrong / len(labels)", None),
    ("wrong = 0\nfor row, label in zip(scores, labels):\n    if label not in np.argsort(-row)[:k]:\n        wrong += 1\nreturn wrong // len(labels)", None),
    ("return k / scores.shape[1]", None),
    ("return 1 - k / scores.shape[1]", None),
]  # fmt: skip

RIGHT = {
    "17.1": [730, 730.0, 10 * 73, 10 * (8 * 3 * 3 + 1), 720 + 10, 8 * 9 * 10 + 10, np.int64(730), np.float64(730), minidl.tensor(730),
             sum([72 + 1] * 10), 73 * 10.0, np.float32(730), 2 * 365],
    "17.2": [occlude(body) for body in RIGHT_MAPS],
    "17.3": [error(body) for body in RIGHT_ERRORS],
    "17.4": [270, 270.0, 10 * 3 * 9, 10 * (14 - 8) // 2 * 9, 640 - 370, 630 - 360, np.int64(270), np.float64(270), minidl.tensor(270),
             10 * 27, 540 / 2, np.float32(270), 27e1],
}  # fmt: skip
WRONG = {
    "17.1": [
        (720, "a bias as well"), (72, "how many numbers come in"), (73, "one class"), (90, "3·3 numbers each"), (100, "Too few"), (250, "Too few"),
        (792, "not 72"), (721, "Too many"), (802, "Too many"), (82, "multiply"),
        *[(n, "Too few") for n in (0, 1, 3, 8, 9, 10, 24, 80, 81, 88, 89, 99, 162, 170, 234, 240, 360, 710, 719, 719.5, -730, 73.1, 7.3, 0.73)],
        *[(n, "Too many") for n in (722, 728, 729, 731, 738, 740, 800, 810, 820, 880, 1000, 1440, 2160, 2170, 7300, 72_010, 9_217_000, 730.5)],
        ("730", "quotes"), ("7,3", None), ((7, 30), None), ([730], "alone"), (None, None), (True, None), (len, None), (float("nan"), None),
        ({730}, None), (float("inf"), None),
    ],
    "17.2": WRONG_MAPS,
    "17.3": [(error(body), words) for body, words in WRONG_ERRORS],
    "17.4": [
        (540, "half of the maps"), (360, "weights that are left"), (370, "Too many"), (640, "as it was"), (27, "one kernel"), (30, "Too few"),
        (280, "Too many"),
        *[(n, "Too few") for n in (0, 1, 3, 6, 9, 18, 54, 60, 63, 64, 80, 90, 126, 135, 140, 180, 243, 260, 269, 269.5, 2.7, -270, 26, 0.27)],
        *[(n, "Too many") for n in (271, 273, 290, 300, 324, 350, 450, 530, 550, 630, 720, 730, 810, 910, 1080, 1260, 1270, 2700, 5400, 147_456)],
        ("270", "quotes"), ("2,7", None), ((2, 70), None), ([270], "alone"), (None, None), (True, None), (len, None), (float("nan"), None),
        ({270}, None), (float("inf"), None),
    ],
}  # fmt: skip
EQUIVALENT = {}
