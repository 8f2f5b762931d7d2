"""Exercises of notebook 17: a layer's parameters, an occlusion map, top-k errors, gradient ascent.

An occlusion map is played: the student's function gets a score that it may call, and its map is compared.
"""

import numpy as np

from ...kit.exercise import Exercise


def occlusion_map(score, image, size):
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    costs = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            covered = image.copy()
            covered[row : row + size, column : column + size] = 0
            costs[row, column] = score(image) - score(covered)
    return costs


def top_k_error(scores, labels, k):
    best = np.argsort(-scores, axis=1)[:, :k]
    return 1 - (best == labels[:, None]).any(axis=1).mean()


def ascend(W, v, x, steps, rate):
    for _ in range(steps):
        slope = W.T @ (v * (W @ x > 0))
        x = np.clip(x + rate * slope, 0, 1)
    return x


def one_map(function, image, weights, size):
    """the map of an image, for a score that adds up image · weights and bends it"""

    def score(picture):
        if np.shape(picture) != weights.shape:
            raise ValueError(f"score takes a whole image of shape {weights.shape}, got {np.shape(picture)}")
        z = float((np.asarray(picture, dtype=float) * weights).sum())
        return z + 0.25 * z * z

    return function(score, image, size)


# --- what goes wrong --------------------------------------------------------------------------------------

LAST_RULES = {
    "no biases": (9_216_000, "Those are the weights. Each class has a bias as well."),
    "inputs": (9_216, "That is how many numbers come in. Each of the 1,000 classes weighs all of them."),
    "one class": (9_217, "That is one class: 9,216 weights and a bias. There are 1,000."),
    "the old one": (4_097_000, "That is the old last layer, behind fc7. Now 256 · 6 · 6 numbers come in."),
    "the old weights": (4_096_000, "That is the old last layer, without biases. Now 256 · 6 · 6 come in."),
    "maps only": (257_000, "You counted one number a map. A map has 6·6 numbers, and all go in."),
    "maps, no biases": (256_000, "One number a map, and no biases. A map has 6·6 numbers, and all go in."),
    "one map": (37_000, "You counted one map of 6×6. There are 256."),
    "one map, no biases": (36_000, "One map of 6×6, and no biases. There are 256 maps."),
    "one side": (1_537_000, "A map has 6·6 = 36 numbers, not 6."),
    "one side, no biases": (1_536_000, "6·6 is 36, not 6; and each class has a bias."),
    "bias of inputs": (9_225_216, "The biases belong to the outputs: 1,000 of them, not 9,216."),
    "one bias": (9_216_001, "Each of the 1,000 outputs has a bias of its own."),
    "both biases": (9_226_216, "Only the outputs have biases: 1,000."),
    "fc6": (37_752_832, "That is fc6, which is gone: 9,216 to 4,096."),
    "fc7": (16_781_312, "That is fc7, which is gone: 4,096 to 4,096."),
    "saved": (49_414_144, "That is what the whole operation saves. Asked is the new last layer."),
    "gone": (54_534_144, "That is what fc6 and fc7 had. How many has the new last layer?"),
    "before pooling": (43_265_000, "You took maps of 13×13. The pooling made 6×6 of them."),
    "kernel": (2_305_000, "3×3 is the kernel of conv5. The layer reads its maps, 6×6."),
    "in millions": (9.217, "Type all of it, not the millions: the last three digits are the biases."),
    "in thousands": (9_217_000 / 1000 + 0.5, "Type the whole number."),
    "outputs": (1_000, "Those are the biases alone. Where are the weights?"),
    "sum": (10_216, "9,216 + 1,000: each input is joined to *each* output, so multiply."),
}  # fmt: skip
del LAST_RULES["in thousands"]


def _map(score, image, size, *, cost=lambda before, after: before - after, cover=0.0, more=1, step=1,
         height=None, width=None, copies="each", put=None, end=lambda costs: costs):  # fmt: skip
    high = size if height is None else height(size, image)
    wide = size if width is None else width(size, image)
    rows, columns = (range(0, side - size + more, step) for side in image.shape)
    costs, kept = np.zeros((len(rows), len(columns))), image.copy()
    for i, row in enumerate(rows):
        kept = kept if copies == "one" else image.copy()
        for j, column in enumerate(columns):
            covered = image.copy() if copies == "each" else kept
            ink = cover(image) if callable(cover) else cover
            if put is None:
                covered[row : row + high, column : column + wide] = ink
            else:
                covered = put(covered, row, column, size)
            costs[i, j] = cost(score(image), score(covered))
    return end(costs)


def _only(covered, row, column, size):
    kept = np.zeros_like(covered)
    kept[row : row + size, column : column + size] = covered[row : row + size, column : column + size]
    return kept


def _turned(covered, row, column, size):
    covered[column : column + size, row : row + size] = 0
    return covered


def _centred(covered, row, column, size):
    top, left = max(0, row - size // 2), max(0, column - size // 2)
    covered[top : row - size // 2 + size, left : column - size // 2 + size] = 0
    return covered


MAP_FAULTS = {
    "sign": ({"cost": lambda before, after: after - before},
        "The sign is turned: what it costs is score(image) − score(covered)."),
    "after": ({"cost": lambda before, after: after},
        "That is the score under the square. Subtract it from score(image)."),
    "before": ({"cost": lambda before, after: before}, "That is score(image) everywhere. What does the square cost?"),
    "share": ({"cost": lambda before, after: (before - after) / before},
        "You divide by score(image). The plain difference is wanted."),
    "no sign": ({"cost": lambda before, after: abs(before - after)},
        "You take away the sign. A square may also *raise* the score: leave it."),
    "never below": ({"cost": lambda before, after: max(0.0, before - after)},
        "You cut at 0. A square may also raise the score: then the cost is negative."),
    "ink": ({"cover": 1.0}, "You cover with ink, 1. Paper is 0."),
    "mean": ({"cover": lambda image: image.mean()}, "You cover with the mean. Paper is 0."),
    "minus": ({"cover": -1.0}, "You cover with −1. Paper is 0."),
    "too large": ({"height": lambda size, image: size + 1, "width": lambda size, image: size + 1},
        "Your square is one too large: row : row + size are size rows already."),
    "too small": ({"height": lambda size, image: size - 1, "width": lambda size, image: size - 1},
        "Your square is one too small: the end of a slice does not count."),
    "one pixel": ({"height": lambda size, image: 1, "width": lambda size, image: 1},
        "You cover one pixel. A square has size rows and size columns."),
    "whole rows": ({"width": lambda size, image: image.shape[1]},
        "You cover whole rows, or all that is to the right. The square is size wide."),
    "whole columns": ({"height": lambda size, image: image.shape[0]},
        "You cover whole columns, or all that is below. The square is size high."),
    "last left out": ({"more": 0}, "The last places are missing: there are H − size + 1 of them, not H − size."),
    "too many": ({"more": 2}, "One place too many: the last square would hang over the edge."),
    "jumps": ({"step": 2}, "You jump two pixels. The square moves by one."),
    "copied once": ({"copies": "one"},
        "The squares pile up: you cover the same copy again and again. Make a new copy at each place."),
    "copied a row": ({"copies": "row"}, "Within a row the squares pile up. Make a new copy at each place."),
    "only the square": ({"put": _only}, "You keep the square and erase all else. It is the other way round."),
    "rows for columns": ({"put": _turned}, "Rows and columns are exchanged where you cover."),
    "centred": ({"put": _centred}, "Your square is centred at (row, column). There its upper left corner belongs."),
    "worst": ({"end": lambda costs: costs.max()}, "That is the worst cost. Return the whole map."),
    "place": ({"end": lambda costs: int(costs.argmax())}, "That is the worst place. Return the whole map."),
    "mean of all": ({"end": lambda costs: costs.mean()}, "That is the mean cost. Return the whole map."),
    "per pixel": ({"end": lambda costs: costs / costs.max()}, "You divide by the largest. The plain costs are wanted."),
}  # fmt: skip


def _tiled(score, image, size):
    return np.array([[_cost(score, image, row, column, size)
        for column in range(0, image.shape[1] - size + 1, size)]
        for row in range(0, image.shape[0] - size + 1, size)])  # fmt: skip


def _everywhere(score, image, size):
    rows, columns = image.shape
    return np.array([[_cost(score, image, r, c, size) for c in range(columns)] for r in range(rows)])


def _square(score, image, size):
    places = range(image.shape[0] - size + 1)
    return np.array([[_cost(score, image, r, c, size) for c in places] for r in places])


def _cost(score, image, row, column, size):
    covered = image.copy()
    covered[row : row + size, column : column + size] = 0
    return score(image) - score(covered)


MAP_RULES = {
    "tiled": (_tiled, "You jump by a whole square. It moves by one pixel."),
    "everywhere": (_everywhere, "Your map is as large as the image. Only whole squares count: H − size + 1 places."),
    "square image": (_square, "You count places in rows only. Columns: image.shape[1] − size + 1."),
    "nothing done": (lambda score, image, size: np.zeros(np.array(image.shape) - size + 1),
        "All is 0: is the square drawn on the copy that is scored?"),
}  # fmt: skip


def _error(scores, labels, k, *, sign=-1, first=0, upto=lambda k: k, axis=1, hit=np.any, end=lambda hits: 1 - hits.mean(),
           shift=0):  # fmt: skip
    best = np.argsort(sign * scores, axis=axis)[:, first(k) if callable(first) else first : upto(k)]
    return end(hit(best == (labels + shift)[:, None], axis=1))


ERROR_FAULTS = {
    "right": ({"end": lambda hits: hits.mean()}, "That is the share of hits. The error is what is missing to 1."),
    "count": ({"end": lambda hits: int((~hits).sum())}, "You count the misses. Divide by the number of images."),
    "hits": ({"end": lambda hits: int(hits.sum())}, "You count the hits. Asked is the share of misses."),
    "percent": ({"end": lambda hits: 100 * (1 - hits.mean())}, "You return percent. The share is between 0 and 1."),
    "smallest": ({"sign": 1}, "You take the k *smallest* scores: argsort goes up. Try argsort(-scores)."),
    "top 1": ({"upto": lambda k: 1}, "You look at the best class only. The k best count."),
    "one fewer": ({"upto": lambda k: k - 1}, "You look at k − 1 classes. [:k] are k."),
    "one more": ({"upto": lambda k: k + 1}, "You look at k + 1 classes. [:k] are k."),
    "the k-th": ({"first": lambda k: k - 1}, "You look at the k-th class alone. All k count."),
    "best left out": ({"first": 1, "upto": lambda k: k + 1}, "You leave out the best class. Start at 0."),
    "all": ({"hit": np.all}, "You ask that *all* k classes are the right one. One of them is enough: any."),
    "labels from 1": ({"shift": -1}, "Labels count from 0, as the columns do."),
    "list": ({"end": lambda hits: ~hits}, "That is one answer an image. Return the share of all."),
    "as numbers": ({"end": lambda hits: (1 - hits).tolist()}, "That is 1 or 0 an image. Return their mean."),
}  # fmt: skip


def _ranks(scores, labels, k):
    own = scores[np.arange(len(labels)), labels]
    return float((own < 0.5).mean())


ERROR_RULES = {
    "axis 0": (lambda scores, labels, k: 1 - (np.argsort(-scores, axis=0)[:, :k] == labels[:, None]).any(1).mean(),
        "You sort each column. Sort each row: axis=1."),
    "of classes": (lambda scores, labels, k: top_k_error(scores, labels, k) * len(scores) / scores.shape[1],
        "You divide by the number of classes. Divide by the number of images."),
    "of all": (lambda scores, labels, k: 1 - (np.argsort(-scores, axis=1)[:, :k] == labels[:, None]).mean(),
        "You divide by all k classes of all images. Each image counts once: any(axis=1), then the mean."),
    "in k parts": (lambda scores, labels, k: top_k_error(scores, labels, k) / k, "You divide by k. Each image counts once."),
    "first k": (lambda scores, labels, k: float((labels >= k).mean()),
        "You compare with the first k columns. The k *highest scores* are wanted: argsort."),
    "sorted scores": (lambda scores, labels, k: 1 - (np.sort(-scores, axis=1)[:, :k] == labels[:, None]).any(1).mean(),
        "You sorted the scores themselves. argsort says which class each one belongs to."),
    "threshold": (_ranks, "A score of 0.5 is no border. Among which places of its row is it?"),
    "first image": (lambda scores, labels, k: float(labels[0] not in np.argsort(-scores[0])[:k]),
        "That is the first image. All of them count."),
}  # fmt: skip


def _ascend(W, v, x, steps, rate, *, way=1, gate=lambda W, v, x: v * (W @ x > 0), back=lambda W, h: W.T @ h,
            low=0.0, high=1.0, once=False, more=0, clip="each", scale=lambda rate, g: rate * g):  # fmt: skip
    first = x
    for _ in range(steps + more):
        g = back(W, gate(W, v, first if once else x))
        x = x + way * scale(rate, g)
        x = np.clip(x, low, high) if clip == "each" else x
    return np.clip(x, low, high) if clip == "last" else x


ASCEND_FAULTS = {
    "down": ({"way": -1}, "You go down. The unit shall answer *more*: add."),
    "no gate": ({"gate": lambda W, v, x: v}, "ReLU is missing: where W x is not above 0, no gradient comes through."),
    "no v": ({"gate": lambda W, v, x: (W @ x > 0) * 1.0}, "v is missing: the chain rule multiplies by it."),
    "neither": ({"gate": lambda W, v, x: np.ones_like(v)}, "Where are v and ReLU's slope? All goes through them."),
    "values": ({"gate": lambda W, v, x: v * np.maximum(W @ x, 0)},
        "ReLU's slope is 1 or 0. You multiply by its value."),
    "values, no v": ({"gate": lambda W, v, x: np.maximum(W @ x, 0)},
        "You send back ReLU's values. The slope is v where W x is above 0, else 0."),
    "turned gate": ({"gate": lambda W, v, x: v * (W @ x <= 0)}, "The gate is turned round: open where W x > 0."),
    "no rate": ({"scale": lambda rate, g: g}, "Where is the rate? Each step is rate · gradient."),
    "divided": ({"scale": lambda rate, g: g / rate}, "You divide by the rate. Multiply."),
    "signs": ({"scale": lambda rate, g: rate * np.sign(g)}, "You take the gradient's sign only. Its size counts, too."),
    "never clipped": ({"clip": "never"}, "Pixels stay from 0 to 1: np.clip in each step."),
    "clipped last": ({"clip": "last"}, "You clip at the end only. Clip in each step."),
    "from -1": ({"low": -1.0}, "Pixels go from 0 to 1, not from −1."),
    "to 255": ({"high": 255.0}, "Pixels go from 0 to 1, not to 255."),
    "one gradient": ({"once": True}, "You compute the gradient once. It changes with x: compute it in each step."),
    "one step more": ({"more": 1}, "One step too many."),
    "one step less": ({"more": -1}, "One step too few."),
}  # fmt: skip


def _z(W, v, x):
    return float(v @ np.maximum(W @ x, 0))


ASCEND_RULES = {
    "the answer": (lambda W, v, x, steps, rate: _z(W, v, ascend(W, v, x, steps, rate)),
        "That is the unit's answer. Return the picture, x."),
    "first answer": (lambda W, v, x, steps, rate: _z(W, v, x), "That is the unit's first answer. Return the picture."),
    "the gradient": (lambda W, v, x, steps, rate: W.T @ (v * (W @ x > 0)), "That is the gradient. Return the picture."),
    "one step": (lambda W, v, x, steps, rate: ascend(W, v, x, 1, rate), "You made one step. Is the `return` in the loop?"),
    "all steps at once": (lambda W, v, x, steps, rate: ascend(W, v, x, 1, rate * steps),
        "One large step is not many small ones: the gradient changes on the way."),
    "x itself": (lambda W, v, x, steps, rate: x, "x comes back as it was. Put the new one into x."),
    "both": (lambda W, v, x, steps, rate: (ascend(W, v, x, steps, rate), _z(W, v, x)), "Return the picture alone."),
}  # fmt: skip

A = np.array
DRAW = np.random.default_rng(17)


def _case(height, width, size):
    return DRAW.integers(0, 5, (height, width)) / 4, DRAW.integers(-6, 7, (height, width)) / 4, size


def _scores(images, classes, k):
    order = np.array([DRAW.permutation(classes) for _ in range(images)])
    return order / 8 - 0.25, DRAW.integers(0, classes, images), k


EXERCISES = [
    Exercise(
        id="17.1", solution=9_217_000, wrong_rules=LAST_RULES,
        why="256 · 6 · 6 = 9,216 numbers come in. Each of 1,000 classes has 9,216 weights and a bias.",
        hints=("How many numbers are 256 maps of 6×6?", "Each class weighs all of them, and adds a bias.",
            "1000 * (256 * 6 * 6 + 1)"),
    ),
    Exercise(
        id="17.2", solution=occlusion_map, play=one_map, twin=_map, faults=MAP_FAULTS, wrong_rules=MAP_RULES,
        cases=[_case(5, 4, 2), _case(4, 6, 3), _case(3, 3, 1), _case(6, 5, 2), _case(4, 4, 4), _case(3, 7, 2)],
        hints=("Two loops over the places of the upper left corner, one copy of the image at each place.",
            "covered = image.copy(), then covered[row : row + size, column : column + size] = 0",
            "costs[row, column] = score(image) - score(covered), in np.zeros((H - size + 1, W - size + 1))"),
    ),
    Exercise(
        id="17.3", solution=top_k_error, twin=_error, faults=ERROR_FAULTS, wrong_rules=ERROR_RULES,
        cases=[_scores(4, 6, 2), _scores(7, 5, 3), _scores(3, 8, 5), _scores(8, 4, 1), _scores(5, 6, 2), _scores(9, 10, 5),
            _scores(6, 3, 3)],
        hints=("Of each row: which k columns have the highest scores?", "np.argsort(-scores, axis=1)[:, :k] are these classes.",
            "1 - (best == labels[:, None]).any(axis=1).mean()"),
    ),
    Exercise(
        id="17.4", solution=ascend, twin=_ascend, faults=ASCEND_FAULTS, wrong_rules=ASCEND_RULES,
        cases=[
            (A([[1.0, -2.0, 0.5], [-1.0, 1.0, 2.0]]), A([1.0, -0.5]), A([0.5, 0.25, 0.75]), 3, 0.125),
            (A([[2.0, -1.0], [0.5, 1.5], [-1.0, 3.0]]), A([1.0, 2.0, -1.5]), A([0.25, 0.5]), 4, 0.0625),
            (A([[1.0, 1.0], [1.0, -1.0]]), A([1.0, 1.0]), A([0.0, 0.0]), 5, 0.5),
            (A([[-1.0, 2.0, 1.0, 0.25]]), A([3.0]), A([0.5, 0.5, 0.25, 1.0]), 2, 0.25),
            (A([[1.0, -3.0], [2.0, 1.0]]), A([2.0, 0.5]), A([0.25, 0.5]), 6, 0.25),
            (A([[1.0, 0.5], [-2.0, 1.5], [0.25, -1.0]]), A([-1.0, 1.0, 2.0]), A([0.5, 1.0]), 1, 0.125),
        ],
        hints=("Backwards through three steps: v, then ReLU (1 where W @ x > 0, else 0), then W.",
            "slope = W.T @ (v * (W @ x > 0)); a step is x + rate * slope, then clip.",
            "for _ in range(steps): x = np.clip(x + rate * W.T @ (v * (W @ x > 0)), 0, 1)"),
    ),
]  # fmt: skip
