"""Exercises of notebook 17: parameters of a layer, an occlusion map, top-k errors.

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


def one_map(function, image, weights, size):
    """the map of an image, for a score that adds up image · weights and bends it"""

    def score(picture):
        z = float((np.asarray(picture, dtype=float) * weights).sum())
        return z + 0.25 * z * z

    return function(score, image, size)


# --- what goes wrong --------------------------------------------------------------------------------------

LAST = {
    "no biases": (720, "Those are the weights. Each class has a bias as well."),
    "inputs": (72, "That is how many numbers come in. Each of the 10 classes weighs all of them."),
    "one class": (73, "That is one class: 72 weights and a bias. There are 10."),
    "maps only": (90, "90 = 8 · 10 + 10 = 9 · 10. Eight maps have 3·3 numbers each, and all go in."),
    "bias of inputs": (792, "The biases belong to the outputs: 10 of them, not 72."),
    "sum": (82, "72 + 10: each input is joined to *each* output, so multiply."),
    "too small": (lambda v: v < 720 and v not in (72, 73, 82, 90), "Too few: 72 numbers go to 10 classes."),
    "too large": (lambda v: v > 720 and v not in (730, 792), "Too many: 72 · 10 weights, and biases."),
}  # fmt: skip
LOST = {
    "no groups": (540, "Two groups: each kernel reads half of the maps."),
    "left": (360, "Those are the weights that are left. How many are lost?"),
    "before": (640, "That is the layer as it was. How many does it lose?"),
    "one kernel": (27, "That is one kernel. There are 10."),
    "too small": (lambda v: v < 270 and v != 27, "Too few: 10 kernels lose three maps of 3·3 each."),
    "too large": (lambda v: v > 270 and v not in (360, 540, 640), "Too many: 10 kernels lose three maps."),
}  # fmt: skip


def _map(score, image, size, *, cost=lambda b, a: b - a, ink=0.0, hole=lambda r, c: (r, c), once=False,
         sides=lambda s: s, places=lambda n, k: range(n - k + 1), end=lambda costs: costs):  # fmt: skip
    rows, columns = (places(side, size) for side in sides(image.shape))
    costs, covered = np.zeros((len(rows), len(columns))), image.copy()
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            covered = covered if once else image.copy()
            covered[hole(slice(row, row + size), slice(column, column + size))] = ink
            costs[i, j] = cost(score(image), score(covered))
    return end(costs)


MAP_FAULTS = {
    "nothing": ({"cost": lambda b, a: 0}, "All is 0: is the square on the copy that is scored?"),
    "sign": ({"cost": lambda b, a: a - b}, "The sign is turned: score(image) − score(covered)."),
    "after": ({"cost": lambda b, a: a}, "That is the score under the square. Subtract it from score(image)."),
    "share": ({"cost": lambda b, a: (b - a) / b}, "You divide by score(image). Plain costs are wanted."),
    "no sign": ({"cost": lambda b, a: abs(b - a)}, "You drop the sign. A square may also *raise* the score."),
    "ink": ({"ink": 1.0}, "You cover with ink, 1. Paper is 0."),
    "wide": ({"hole": lambda r, c: np.s_[r.start : r.stop + 1, c.start : c.stop + 1]}, "Square 1 too large."),
    "slim": ({"hole": lambda r, c: np.s_[r.start : r.stop - 1, c.start : c.stop - 1]}, "Square 1 too small."),
    "to the right": ({"hole": lambda r, c: np.s_[r, c.start :]}, "You cover all to the right: size wide."),
    "whole rows": ({"hole": lambda r, c: np.s_[r, :]}, "You cover whole rows. The square is size wide."),
    "whole columns": ({"hole": lambda r, c: np.s_[:, c]}, "You cover whole columns. It is size high."),
    "one pixel": ({"hole": lambda r, c: (r.start, c.start)}, "You cover one pixel, not size × size."),
    "last left out": ({"places": lambda n, k: range(n - k)}, "The last places are missing: H − size + 1."),
    "too many": ({"places": lambda n, k: range(n - k + 2)}, "The last square would hang over the edge."),
    "tiled": ({"places": lambda n, k: range(0, n - k + 1, k)}, "You jump. The square moves by one pixel."),
    "everywhere": ({"places": lambda n, k: range(n)}, "Only whole squares count: H − size + 1 places."),
    "copied once": ({"once": True}, "The squares pile up: make a new copy at each place."),
    "exchanged": ({"hole": lambda r, c: (c, r)}, "Rows and columns are exchanged where you cover."),
    "turned": ({"end": np.transpose}, "Rows and columns are exchanged in what you return."),
    "sides": ({"sides": lambda shape: shape[::-1]}, "image.shape is (H, W): rows first, then columns."),
    "square image": ({"sides": lambda shape: shape[:1] * 2}, "You take H for both sides. W may differ."),
    "centred": ({"places": lambda n, k: range(n), "hole": lambda *rc: tuple(
        slice(max(0, s.start - (s.stop - s.start) // 2), s.start + (s.stop - s.start) // 2 + 1) for s in rc)},
        "Your square lies around (row, column), which is its upper left corner: H − size + 1 rows of them."),
    "one place": ({"end": lambda c: c * ~np.indices(c.shape).any(0)}, "Is `return` inside both loops?"),
    "flat": ({"end": np.ravel}, "Right costs, all in one row. Return a map: H − size + 1 rows."),
    "worst": ({"end": lambda costs: costs.max()}, "That is the worst cost. Return the whole map."),
    "place": ({"end": lambda costs: int(costs.argmax())}, "That is the worst place. Return the whole map."),
}  # fmt: skip


def _error(scores, labels, k, *, sign=-1, first=0, upto=lambda k: k, axis=1, hit=np.any,
           sort=np.argsort, end=lambda hit: 1 - hit.mean()):  # fmt: skip
    best = sort(sign * scores, axis=axis)[:, first and first(k) : upto(k)]
    return end(hit(best == labels[:, None], axis=1))


ERROR_FAULTS = {
    "right": ({"end": lambda hit: hit.mean()}, "That is the share of hits. 1 minus it is the error."),
    "count": ({"end": lambda hit: int((~hit).sum())}, "You count the misses. Divide by len(labels)."),
    "one each": ({"end": lambda hit: ~hit}, "That is one answer an image. Return the share of all."),
    "smallest": ({"sign": 1}, "You take the k *smallest* scores: argsort goes up. Try argsort(-scores)."),
    "top 1": ({"upto": lambda k: 1}, "You look at the best class only. The k best count."),
    "one fewer": ({"upto": lambda k: k - 1}, "You look at k − 1 classes. [:k] are k."),
    "one more": ({"upto": lambda k: k + 1}, "You look at k + 1 classes. [:k] are k."),
    "the k-th": ({"first": lambda k: k - 1}, "You look at the k-th class alone. All k count."),
    "all": ({"hit": np.all}, "You ask that *all* k classes are the right one. One is enough: any."),
    "columns": ({"axis": 0}, "You sort each column. Sort each row: axis=1."),
    "N less 1": ({"end": lambda hit: (~hit).sum() / (len(hit) - 1)}, "You divide by N − 1. All count."),
    "turned": ({"sort": lambda s, axis: np.argsort(-s)[::-1]}, "[::-1] turns the images. Try [:, ::-1]."),
    "sorted": ({"sort": np.sort}, "You sorted the scores themselves. argsort says whose they are."),
}  # fmt: skip
ERROR_RULES = {
    "classes": (lambda scores, labels, k: top_k_error(scores, labels, k) * len(labels) / scores.shape[1],
        "You divide by the number of classes. Divide by the number of images, len(labels)."),
    "anybody's": (lambda scores, labels, k: 1 - np.isin(labels, np.argsort(-scores)[:, :k]).mean(),
        "You look for a label among the best classes of *all* images. Each image has its own row."),
    "of all": (lambda scores, labels, k: 1 - (np.argsort(-scores, axis=1)[:, :k] == labels[:, None]).mean(),
        "You divide by all k classes of all images: any(axis=1) first, then the mean."),
    "first k": (lambda scores, labels, k: float((labels >= k).mean()),
        "You compare with the first k columns. The k *highest scores* are wanted: argsort."),
}  # fmt: skip

DRAW = np.random.default_rng(17)


def _case(height, width, size):
    return DRAW.integers(0, 5, (height, width)) / 4, DRAW.integers(-6, 7, (height, width)) / 4, size


def _scores(images, classes, k):
    order = np.array([DRAW.permutation(classes) for _ in range(images)])
    return order / 8 - 0.25, DRAW.integers(0, classes, images), k


EXERCISES = [
    Exercise(id="17.1", solution=730, wrong_rules=LAST,
        why="8 · 3 · 3 = 72 numbers come in. Each of 10 classes has 72 weights and a bias.",
        hints=("How many numbers are 8 maps of 3×3?", "Each class weighs all of them, and adds a bias.",
            "10 * (8 * 3 * 3 + 1)")),
    Exercise(id="17.2", solution=occlusion_map, play=one_map, twin=_map, faults=MAP_FAULTS,
        cases=[_case(*sizes) for sizes in ((5, 4, 2), (4, 6, 3), (3, 3, 1), (6, 5, 2), (4, 4, 4), (3, 7, 2))],
        hints=("Two loops over the places of the upper left corner, one copy of the image at each place.",
            "covered = image.copy(), then covered[row : row + size, column : column + size] = 0",
            "costs[row, column] = score(image) - score(covered), in np.zeros((H - size + 1, W - size + 1))")),
    Exercise(id="17.3", solution=top_k_error, twin=_error, faults=ERROR_FAULTS, wrong_rules=ERROR_RULES,
        cases=[_scores(*n) for n in ((4, 6, 2), (7, 5, 3), (3, 8, 5), (8, 4, 1), (9, 9, 5), (6, 3, 3))],
        hints=("Of each row: which k columns have the highest scores?",
            "np.argsort(-scores, axis=1)[:, :k] are these classes.",
            "1 - (best == labels[:, None]).any(axis=1).mean()")),
    Exercise(id="17.4", solution=270, wrong_rules=LOST,
        why="Six maps fewer come in, three in each group: 10 kernels lose 3 · 3 · 3 weights each.",
        hints=("How many maps does one kernel read, before and after?", "Each kernel reads half of the maps.",
            "10 * (14 - 8) // 2 * 3 * 3")),
]  # fmt: skip
