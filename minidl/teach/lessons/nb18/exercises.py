"""Exercises of notebook 18: through the bottleneck and back, an output's size, a way between codes, IoU."""

import numpy as np

from ...kit.exercise import Exercise


def rebuild(x, mean, directions):
    codes = (x - mean) @ directions.T
    return codes @ directions + mean


def between(a, b, steps):
    codes = []
    for n in range(steps):
        share = n / (steps - 1)
        codes.append((1 - share) * a + share * b)
    return np.array(codes)


def iou(found, truth, kind):
    mine, true = found == kind, truth == kind
    either = (mine | true).sum()
    if either == 0:
        return 1.0
    return float((mine & true).sum() / either)


# --- what goes wrong --------------------------------------------------------------------------------------


def _rebuilt(x, mean, directions, *, centre=lambda x, mean: x - mean, down=lambda r, d: r @ d.T,
             up=lambda c, d: c @ d, end=lambda back, mean: back + mean):  # fmt: skip
    return end(up(down(centre(x, mean), directions), directions), mean)


REBUILD_FAULTS = {
    "not centred": ({"centre": lambda x, mean: x}, "The mean is not subtracted before the encoder."),
    "mean added twice": ({"centre": lambda x, mean: x + mean}, "Before the encoder the mean is subtracted."),
    "mean - x": ({"centre": lambda x, mean: mean - x},
        "The rebuilt part has the wrong sign: x − mean, then + mean."),
    "own mean": ({"centre": lambda x, mean: x - x.mean(0)}, "Subtract `mean`, not that of these rows."),
    "rows' mean": ({"centre": lambda x, mean: x - x.mean(1, keepdims=True)}, "Use `mean`, not each row's."),
    "scaled": ({"centre": lambda x, mean: (x - mean) / x.std()}, "Nothing is divided by a deviation here."),
    "mean missing": ({"end": lambda back, mean: back}, "At the end the mean is missing: add it again."),
    "subtracted": ({"end": lambda back, mean: back - mean}, "At the end the mean is added, not subtracted."),
    "mean twice": ({"end": lambda back, mean: back + 2 * mean}, "At the end the mean is added once."),
    "one direction": ({"down": lambda r, d: (r @ d.T) * (np.arange(len(d)) < 1)}, "All directions count."),
    "no first one": ({"down": lambda r, d: (r @ d.T) * (np.arange(len(d)) > 0)}, "The first one is lost."),
    "no last": ({"down": lambda r, d: (r @ d.T) * (np.arange(len(d)) < len(d) - 1)}, "The last one is lost."),
    "last alone": ({"down": lambda r, d: (r @ d.T) * (np.arange(len(d)) == len(d) - 1)},
        "Only the last direction is left: add up what all give."),
    "absolute": ({"down": lambda r, d: abs(r @ d.T)}, "Codes may be negative: no abs."),
    "ReLU": ({"down": lambda r, d: np.maximum(r @ d.T, 0)}, "PCA has no ReLU: codes may be negative."),
    "cut": ({"down": lambda r, d: np.trunc(r @ d.T)}, "The decimals of the codes are cut off."),
    "rounded": ({"down": lambda r, d: np.round(r @ d.T)}, "The codes are rounded. Keep their decimals."),
    "not turned": ({"down": lambda r, d: r @ d.reshape(d.shape[::-1])}, "reshape does not turn it: use .T"),
    "clipped": ({"end": lambda back, mean: np.clip(back + mean, 0, 1)}, "Do not cut the result to 0 … 1."),
    "codes": ({"up": lambda c, d: c, "end": lambda back, mean: back},
        "Those are the codes. The decoder is missing: back to pixels, and the mean."),
}  # fmt: skip
REBUILD_RULES = {
    "x itself": (lambda x, mean, directions: x, "That is x itself: it did not go through the bottleneck."),
    "error": (lambda x, mean, directions: x - rebuild(x, mean, directions),
        "That is what is lost. Return the rebuilt rows."),
    "loss": (lambda x, mean, directions: float(((x - rebuild(x, mean, directions)) ** 2).mean()),
        "That is the error, one number. Return the rebuilt rows."),
    "first row": (lambda x, mean, directions: rebuild(x, mean, directions)[0],
        "That is the first row only. Return all rows. Is `return` in the loop?"),
    "last row": (lambda x, mean, directions: rebuild(x, mean, directions)[-1],
        "That is the last row only. Keep each one."),
    "both": (lambda x, mean, directions: ((x - mean) @ directions.T, rebuild(x, mean, directions)),
        "You return two things. Return the rebuilt rows alone."),
    "just the mean": (lambda x, mean, directions: np.tile(mean, (len(x), 1)),
        "That is the mean for each row: the codes are lost."),
    "what is lost": (lambda x, mean, directions: x - rebuild(x, mean, directions) + mean,
        "You add the mean to what is *lost*. Return what comes back."),
    "first two": (lambda x, mean, directions: rebuild(x, mean, directions[:2]),
        "Only two directions are used. All k count."),
    "own mean twice": (lambda x, mean, directions: rebuild(x, x.mean(0), directions),
        "You take the mean of these rows. Use `mean`, the training rows'."),
    "each row's": (lambda x, mean, directions: rebuild(x, x.mean(1, keepdims=True), directions),
        "You take a mean for each row. Use `mean`: a number for each pixel."),
}  # fmt: skip

SIZE_RULES = {
    "classes": (5, "5 is right for *one* label a picture. Here each pixel gets 5 logits."),
    "pixels": (1536, "1,536 is one number a pixel. Each pixel has a logit for *each* of the 5 classes."),
    "like the input": (4608, "4,608 numbers come in. What comes out has a channel for each class."),
    "colours": (lambda n: n in (23_040, 12_288), "The 3 colours do not come out again: 5 channels."),
    "one more": (9216, "That is 6 channels. Background is already one of the 5 classes."),
    "fewer": (lambda n: n in (6144, 3072), "Too few channels: there is a logit for each of the 5 classes."),
    "side": (lambda n: n in (160, 240), "You counted one side. The output has 32·48 places."),
    "square": (lambda n: n in (5120, 11_520, 2880, 1728), "The picture is not square: it is 32×48."),
    "added": (lambda n: n in (80, 85, 88, 400, 1541, 4613), "Classes, height and width are multiplied."),
    "half": (lambda n: n in (1920, 480), "You halved the sides. The decoder brings them back to 32×48."),
    "boxes": (lambda n: n in (9, 20, 45), "That counts boxes. Here each *pixel* is classified."),
    "batch": (245_760, "That is a batch of 32. The question is about *one* picture."),
    "sign": (-7680, "The minus is too much."),
    "zeros": (lambda n: n in (7.68, 76.8, 768, 76_800), "Zeros are missing, or there are too many."),
    "few": (lambda n: 0 <= n < 80 and n not in (5, 7.68, 76.8, 9, 20, 45), "Fewer than one a pixel?"),
    "one more number": (lambda n: n in (7679, 7681), "Nothing is added or taken away."),
    "twice": (lambda n: n in (15_360, 30_720), "Too many: 32×48 places, and 5 logits at each."),
    "border": (6900, "That is without padding. The output is as large as the picture."),
    "box": (13_824, "5 + 4 numbers are for a *box*. A pixel has its 5 logits alone."),
    "divided": (lambda n: 307 <= n <= 308, "You divided by 5. Each pixel has 5 logits: multiply."),
}  # fmt: skip


def _way(a, b, steps, *, count=lambda n: n, over=lambda n: n - 1, first=0,
         mix=lambda s, a, b: (1 - s) * a + s * b, seen=lambda codes: codes):  # fmt: skip
    shares = (np.arange(count(steps)) + first) / max(over(steps), 1)
    return seen(np.array([mix(share, a, b) for share in shares]))


WAY_FAULTS = {
    "over n": ({"over": lambda n: n}, "You never arrive at b: n codes have n − 1 steps."),
    "over n + 1": ({"over": lambda n: n + 1}, "You divide by n + 1: too much by 2."),
    "from 1": ({"first": 1, "over": lambda n: n + 1}, "a and b themselves belong to it: the first is a."),
    "late": ({"first": 1}, "You start one step too late, and end beyond b. Count from 0."),
    "late, over n": ({"first": 1, "over": lambda n: n}, "The first code is a itself. Count from 0."),
    "without b": ({"count": lambda n: n - 1}, "The last one, b, is missing: range(n) gives n numbers."),
    "one more": ({"count": lambda n: n + 1, "over": lambda n: n}, "That is one code too many."),
    "beyond": ({"count": lambda n: n + 1}, "That is one code too many: it lies beyond b."),
    "without a": ({"count": lambda n: n - 1, "first": 1}, "a itself, the first one, is missing."),
    "whole way": ({"over": lambda n: 1}, "Each step is the whole way. Divide it: n codes have n − 1 steps."),
    "whole": ({"mix": lambda s, a, b: a + np.floor(s) * (b - a)}, "The share is whole: is `//` there?"),
    "int": ({"seen": np.trunc}, "The decimals are cut off: does the array hold int?"),
    "from b to a": ({"mix": lambda s, a, b: s * a + (1 - s) * b}, "You go from b to a."),
    "scaled b": ({"mix": lambda s, a, b: s * b}, "a is missing: (1 − share) of it stays."),
    "a stays": ({"mix": lambda s, a, b: a + s * b}, "a stays whole. Of it only 1 − share is left."),
    "minus": ({"mix": lambda s, a, b: a + s * (a - b)}, "You go away from b. The way is b − a."),
    "sum": ({"mix": lambda s, a, b: s * (a + b)}, "The shares add up to 1: 1 − share of a, share of b."),
    "difference": ({"mix": lambda s, a, b: s * (b - a)}, "a is missing: start from it, a + share · (b − a)."),
    "middle": ({"mix": lambda s, a, b: (a + b) / 2}, "All are the middle. The share goes from 0 to 1."),
    "first": ({"seen": lambda codes: codes[0]}, "Only one code is there: return all `steps` of them."),
    "last": ({"seen": lambda codes: codes[-1]}, "Only the last code is left. Keep each one."),
    "ends only": ({"seen": lambda codes: codes[[0, -1]]}, "Only a and b are there. What lies between?"),
}  # fmt: skip
WAY_RULES = {
    "one array": (lambda a, b, steps: np.tile(b + (b - a) / (steps - 1), (steps, 1)),
        "All codes are *one* array, changed in place (+=). Make a new one at each step."),
    "one middle": (lambda a, b, steps: np.array([a, *[(a + b) / 2] * (steps - 2), b]),
        "All codes between are the middle. The share goes from 0 to 1."),
}  # fmt: skip


def _overlap(found, truth, kind, *, take=lambda f, t: (f & t).sum(), over=lambda f, t: (f | t).sum(),
             none=1.0, as_kind=lambda array, kind: array == kind, seen=lambda share: share):  # fmt: skip
    f, t = as_kind(found, kind), as_kind(truth, kind)
    size = over(f, t)
    return seen(float(take(f, t) / size) if size else none)


IOU_FAULTS = {
    "of truth": ({"over": lambda f, t: t.sum()},
        "You divide by the true pixels: pixels found too many cost nothing."),
    "of found": ({"over": lambda f, t: f.sum()},
        "You divide by the pixels found: pixels that were missed cost nothing."),
    "of both": ({"over": lambda f, t: f.sum() + t.sum()},
        "Pixels in both are counted twice below. The union counts each once."),
    "dice": ({"take": lambda f, t: 2 * (f & t).sum(), "over": lambda f, t: f.sum() + t.sum()},
        "That is the Dice coefficient. IoU divides the intersection by the union."),
    "accuracy": ({"take": lambda f, t: (f == t).sum(), "over": lambda f, t: f.size},
        "Pixels that are neither found nor true do not count."),
    "of all": ({"over": lambda f, t: f.size}, "You divide by all pixels. The union only."),
    "turned": ({"take": lambda f, t: (f | t).sum(), "over": lambda f, t: (f & t).sum()},
        "Turned round: intersection above, union below."),
    "difference": ({"take": lambda f, t: (f ^ t).sum()},
        "That is the share that *differs*, 1 − IoU. The intersection is what both have."),
    "union": ({"take": lambda f, t: (f | t).sum()}, "The same number is above and below: it gives always 1."),
    "agreeing": ({"take": lambda f, t: (f == t).sum()}, "Above, do not count pixels that neither has."),
    "only one": ({"over": lambda f, t: (f ^ t).sum()}, "The union has the pixels of both, too: |."),
    "larger": ({"over": lambda f, t: max(f.sum(), t.sum())}, "The union is not the larger one: use |."),
    "smaller": ({"over": lambda f, t: min(f.sum(), t.sum())}, "The union is not the smaller one: use |."),
    "one added": ({"over": lambda f, t: (f | t).sum() + 1}, "Nothing is added below."),
    "found only": ({"take": lambda f, t: f.sum()}, "Above: only those found pixels that are true, too."),
    "true only": ({"take": lambda f, t: t.sum()}, "Above: only those true pixels that are found, too."),
    "none is 0": ({"none": 0.0}, "If no pixel is found or true, nothing is wrong: 1."),
    "none is nan": ({"none": np.nan}, "If no pixel is found or true, 0/0 is nan. Return 1 then."),
    "not kind": ({"as_kind": lambda array, kind: array != kind}, "You compare the other classes: == kind."),
    "kind at least": ({"as_kind": lambda array, kind: array >= kind}, "Only pixels of `kind`: ==, not >=."),
    "any shape": ({"as_kind": lambda array, kind: array > 0}, "`kind` is ignored: all shapes count as one."),
    "class 1": ({"as_kind": lambda array, kind: array == 1}, "`kind` is ignored: you always take class 1."),
    "lost": ({"seen": lambda share: 1 - share}, "That is 1 − IoU, a loss."),
    "count": ({"over": lambda f, t: float((f | t).any())}, "That is the intersection. Now divide it."),
}  # fmt: skip
IOU_RULES = {
    "none found": (lambda found, truth, kind: iou(found, truth, kind) if (found == kind).any() else 1.0,
        "Nothing found is not always right: 1 only if there is nothing to find, too."),
    "none true": (lambda found, truth, kind: iou(found, truth, kind) if (truth == kind).any() else 1.0,
        "If there is nothing to find, all that is found is wrong. 1 only if nothing is found, too."),
    "no overlap": (lambda found, truth, kind: iou(found, truth, kind) or 1.0,
        "No pixel in both is IoU 0. It is 1 only if the *union* is empty."),
    "union alone": (lambda found, truth, kind: ((found == kind) | (truth == kind)).sum(),
        "That is the union. It stands below the line."),
    "counts": (lambda found, truth, kind: (found == kind).sum() / max((truth == kind).sum(), 1),
        "You compare two counts. *Where* the pixels lie counts, too."),
    "equal": (lambda found, truth, kind: float((found == truth).mean()),
        "That is the share of right pixels of all classes, background too."),
}  # fmt: skip


def _turned(angle, more=()):
    """Two rows at right angles in a plane, and further rows."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, s, 0, 0], [-s, c, 0, 0], *more])


def _rows(*shape, seed=0):
    return np.random.default_rng(seed).uniform(-2, 3, shape).round(2)


EXERCISES = [
    Exercise(
        id="18.1", solution=rebuild, twin=_rebuilt, faults=REBUILD_FAULTS, wrong_rules=REBUILD_RULES,
        cases=[
            (_rows(3, 4), _rows(4, seed=1), _turned(0.6)),
            (_rows(2, 4, seed=2), _rows(4, seed=3), _turned(1.0, [[0, 0, 0.6, 0.8]])),
            (_rows(5, 4, seed=4), _rows(4, seed=5), np.array([[0.0, 0.6, 0.0, -0.8]])),
            (_rows(1, 2, seed=6), _rows(2, seed=7), np.array([[0.8, 0.6]])),
            (_rows(4, 3, seed=8), np.zeros(3), np.array([[0.0, 0.0, 1.0], [0.6, 0.8, 0.0]])),
        ],
        hints=("Encoder: subtract the mean, then one number for each direction. Decoder: the way back.",
            "codes = (x - mean) @ directions.T has the shape (N, k). Which product makes (N, D) of it?",
            "return codes @ directions + mean"),
    ),
    Exercise(
        id="18.2", solution=7680, wrong_rules=SIZE_RULES, why="5·32·48: a logit for each pixel and class.",
        hints=("The output is as high and as wide as the picture.",
            "Its channels are the classes, not the colours.", "classes times height times width"),
    ),
    Exercise(
        id="18.3", solution=between, twin=_way, faults=WAY_FAULTS, wrong_rules=WAY_RULES,
        cases=[
            (np.array([0.0, 1.0]), np.array([2.0, -1.0]), 5),
            (np.array([-1.5, 0.25]), np.array([0.5, 2.0]), 2),
            (np.array([3.0, 1.0, -2.0]), np.array([1.0, 1.5, 4.0]), 4),
            (np.array([0.3, -0.7]), np.array([-0.9, 0.2]), 8),
            (np.array([1.0]), np.array([-2.0]), 3),
        ],
        hints=("The first code is a, the last is b. How many steps lie between `steps` codes?",
            "share = n / (steps - 1), for n = 0, 1, ..., steps - 1",
            "codes.append((1 - share) * a + share * b)"),
    ),
    Exercise(
        id="18.4", solution=iou, twin=_overlap, faults=IOU_FAULTS, wrong_rules=IOU_RULES,
        cases=[
            (np.array([[1, 1, 0], [2, 0, 1]]), np.array([[1, 0, 0], [2, 2, 1]]), 1),
            (np.array([[1, 1, 0], [2, 0, 1]]), np.array([[1, 0, 2], [2, 2, 1]]), 2),
            (np.array([[0, 0, 0, 1]]), np.array([[0, 1, 0, 1]]), 0),
            (np.array([[0, 0], [1, 0]]), np.array([[0, 1], [1, 0]]), 2),
            (np.array([[2, 2], [2, 2]]), np.array([[0, 1], [1, 0]]), 2),
            (np.array([[0, 0], [1, 1]]), np.array([[2, 1], [1, 2]]), 2),
            (np.array([[3, 2, 2], [1, 3, 3]]), np.array([[3, 3, 2], [1, 3, 0]]), 3),
        ],
        hints=("Which pixels have the class `kind` in `found`, which in `truth`?",
            "Intersection: in both, `&`. Union: in one of them at least, `|`. Count both.",
            "return (mine & true).sum() / (mine | true).sum(), and 1 if the union is empty"),
    ),
]  # fmt: skip
