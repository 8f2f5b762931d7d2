"""Exercises of notebook 15: convolution as a matrix product."""

import numpy as np

from ...kit.exercise import Exercise

# --- solutions --------------------------------------------------------------------------------------------


def im2col(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def conv_matrix(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1  # the output's size
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * w + j, (i + u) * W + j + v] = kernel[u, v]
    return M


def image_gradient(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
    return dx


# --- the same with a switch for each thing that goes wrong --------------------------------------------------


# fmt: off
def _columns(x, K, S=1, *, order="C", first="rows", turned=False, far=1, wide="W", spread=False, kind=float,
             only=None, flip=False, down=None, across=None, rows=False, stepped=True):
    # fmt: on
    H, W = x.shape
    starts = lambda side, step: range(0, side - K + far, step or S)
    places = [(i, j) for i in starts(H, down) for j in starts({"W": W, "H": H}[wide], across)]
    if first == "columns":
        places = sorted(places, key=lambda place: place[::-1])
    if not stepped:
        places = [(i // S, j // S) for i, j in places]
    step = S if spread else 1
    found = [x[i : i + K * step : step, j : j + K * step : step] for i, j in places][:only]
    found = [(one[::-1, ::-1] if flip else one).ravel(order).astype(kind).astype(float) for one in found]
    return np.stack(found, axis=0 if turned else 1)


COLUMN_FAULTS = {
    "windows as rows": ({"turned": True},
        "Each window is a row of yours. It must be a column: transpose the result, or use `axis=1`."),
    "windows column by column": ({"order": "F"},
        "The numbers of a window are in the wrong order: read it row by row, as the kernel is read."),
    "places column by column": ({"first": "columns"},
        "The windows are in the wrong order: first all windows of the top row, from left to right."),
    "no stride": ({"S": 1}, "You ignored the stride S: the windows start S cells apart."),
    "no stride down": ({"down": 1},
        "You use the stride across only. The window also goes down S rows at a time."),
    "no stride across": ({"across": 1}, "You use the stride down only. It also goes S columns to the right."),
    "last window lost": ({"far": 0}, "The last window is missing: range stops *before* its end, so add 1."),
    "stride inside": ({"spread": True, "far": 1},
        "You step by S inside the window, too: that is dilation. Neighbours stay neighbours."),
    "not scaled": ({"stepped": False}, "Window (i, j) starts at row i · S and column j · S, not at (i, j)."),
    "flipped": ({"flip": True}, "You turned each window by 180°. Nothing is flipped here."),
    "first window only": ({"only": 1}, "Only the first window is there: is `return` inside a loop?"),
    "whole numbers": ({"kind": int},
        "The decimals are cut off: use np.zeros(...) without dtype=int."),
}  # fmt: skip

SQUARES = "Your windows are still squares. Make each one a column of K·K numbers."
HANGS = "Some windows hang over the edge: "

COLUMN_RULES = {
    "one long row": (lambda x, K, S=1: im2col(x, K, S).ravel("F"),
        "All windows are in one long row. Give each window a column of its own."),
    "a long row of rows": (lambda x, K, S=1: im2col(x, K, S).ravel(),
        "The right numbers, in one long row. X_col has K·K rows and a column for each window."),
    "windows as squares": (lambda x, K, S=1: _squares(x, K, S), SQUARES + " Then `.T`."),
    "squares side by side": (lambda x, K, S=1: _squares(x, K, S).transpose(1, 0, 2),
        SQUARES + " `.ravel()` does that before you stack."),
    "squares in rows": (lambda x, K, S=1: _squares(x, K, S).reshape((x.shape[0] - K) // S + 1, -1, K, K),
        SQUARES + " `reshape(-1, K * K).T` does that."),
    "one column": (lambda x, K, S=1: _first_only(im2col(x, K, S)),
        "Only column 0 is filled, with the last window: raise the number of the column after each window."),
    "over the edge": (lambda x, K, S=1: _columns(x, K, S, far=K),
        HANGS + "the last one starts at x.shape[0] - K, not at each pixel."),
    "S over the edge": (lambda x, K, S=1: _columns(x, K, S, far=S),
        HANGS + "range(0, x.shape[0] - K + 1, S) ends just after the last start, whatever S is."),
    "up to row K": (lambda x, K, S=1: np.stack(
            [x[i:K, j:K].ravel() for i in range(0, x.shape[0] - K + 1, S)
             for j in range(0, x.shape[1] - K + 1, S)], axis=1),
        "Your window ends at row K and column K wherever it starts: it is x[i : i + K, j : j + K]."),
    "no rows": (lambda x, K, S=1: np.stack([0.0, 1.0], axis=1),
        "You stack single things, not rows of numbers. Put whole windows in the list: x[i : i + K, j : j + "
        "K].ravel(), with its brackets."),
    "reshaped, not transposed": (lambda x, K, S=1: im2col(x, K, S).T.reshape(K * K, -1),
        "`reshape` only cuts the row of numbers anew. To make rows into columns, transpose: `.T`."),
    "one row of windows": (lambda x, K, S=1: im2col(x[:K], K, S),
        "Only the windows of the top row are there. The window must also go down."),
    "one column of windows": (lambda x, K, S=1: im2col(x[:, :K], K, S),
        "Only the windows at the left edge are there. The window must also go to the right."),
    "diagonal": (
        lambda x, K, S=1: np.stack(
            [x[i : i + K, i : i + K].ravel() for i in range(0, min(x.shape) - K + 1, S)], axis=1),
        "Your window goes down and right at once. Use two loops, one inside the other."),
    "tiles": (lambda x, K, S=1: im2col(x, K, K),
        "Your windows are K cells apart: they never overlap. They must be S cells apart."),
    "height for width": (lambda x, K, S=1: _square(x, K, S, 0),
        "You took the height for both sides. The width, x.shape[1], has its own size."),
    "width for height": (lambda x, K, S=1: _square(x, K, S, 1),
        "You took the width for both sides. The height, x.shape[0], has its own size."),
    "sums": (lambda x, K, S=1: im2col(x, K, S).sum(axis=0),
        "You added up each window. X_col only copies: the kernel is multiplied later."),
    "largest": (lambda x, K, S=1: im2col(x, K, S).max(axis=0),
        "That is the largest number of each window, as in pooling. X_col copies all of them."),
    "sides exchanged": (lambda x, K, S=1: _square(x, K, S, 1, 0),
        "You exchanged the sides: x.shape[0] is the height, how far the window goes down."),
    "every S-th pixel": (lambda x, K, S=1: im2col(x[::S, ::S], K),
        "You took every S-th pixel first. The *window* goes in steps of S; inside it pixels stay "
        "neighbours."),
    "column number": (lambda x, K, S=1: _by_height(x, K, S),
        "Window (i, j) is column i · w + j, with w, how many windows are in a row; not the number of rows."),
    "counts": (lambda x, K, S=1: im2col(x, K, S).shape, "That is the shape of X_col. Return its numbers."),
}  # fmt: skip


def _squares(x, K, S):
    return im2col(x, K, S).T.reshape(-1, K, K)


def _first_only(columns):
    return np.pad(columns[:, -1:], ((0, 0), (0, len(columns[0]) - 1)))


def _square(x, K, S, *axes):
    """What Python's slices make of windows that are counted by the wrong sides"""
    down, across = (range(0, x.shape[axis] - K + 1, S) for axis in (axes[0], axes[-1]))
    return np.stack([x[i : i + K, j : j + K].reshape(K * K) for i in down for j in across], axis=1)


def _by_height(x, K, S):
    h, w = ((side - K) // S + 1 for side in x.shape)
    columns, right = np.zeros((K * K, h * w)), im2col(x, K, S)
    for number in range(h * w):
        columns[:, number // w * h + number % w] = right[:, number]
    return columns


# fmt: off
def _filled(kernel, H, W, *, flip=False, turned=False, jump="W", base="W", row="w", back=False, lost=0,
            single=False, kind=float, stop=0, shift=True):
    # fmt: on
    kernel = kernel[::-1, ::-1] if flip else kernel.T if turned else kernel
    kh, kw = kernel.shape
    h, w = H - kh + 1 - lost, W - kw + 1 - lost
    sizes = {"W": W, "H": H, "w": w, "h": h, "kw": kw}
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh - stop):
                for v in range(kw - stop):
                    place = i * sizes[base] + u * sizes[jump] + j + v if shift else u * W + v
                    M[i * sizes[row] + j, place] = kind(kernel[u, v])
    M = M[:1] if single else M
    return M.T if back else M


MATRIX_FAULTS = {
    "flipped": ({"flip": True},
        "Your kernel is turned by 180°. Libraries do not flip: the first weight comes first."),
    "kernel transposed": ({"turned": True}, "Rows and columns of the kernel are exchanged."),
    "side by side": ({"jump": "kw"},
        "In M the next row of the kernel starts one image row later: W places further, not kw."),
    "height": ({"jump": "H", "base": "H"},
        "You multiply by the height. Row by row, pixel (r, c) is number r · W + c: W pixels are in a row."),
    "row number": ({"row": "h"},
        "Output (i, j) is row i · w + j of M: w outputs are in a row of the output, not h."),
    "image width": ({"row": "W"},
        "Output (i, j) is row i · w + j of M: w outputs are in a row, fewer than the W pixels of the image."),
    "output width": ({"jump": "w", "base": "w"},
        "In M the next row of the kernel starts one *image* row later: W places, not the output's width."),
    "transposed": ({"back": True},
        "That is Mᵀ. M has one row for each output and one column for each pixel."),
    "steps": ({"lost": 1}, "You lose the last row and column of outputs: H - kh + 1 places, not H - kh."),
    "first row only": ({"single": True},
        "Only the first row of M is there. Each output has a row of its own."),
    "whole numbers": ({"kind": int},
        "The decimals of the weights are cut off: use np.zeros(...) without dtype=int."),
    "weights lost": ({"stop": 1},
        "The last row and column of the kernel are left out: range(kh) is all rows."),
    "no shift": ({"shift": False}, "All rows of M are alike. The weights move with the window, by (i, j)."),
}  # fmt: skip

NEW = "One picture is used for all outputs, and never cleared: make np.zeros((H, W)) anew for each output."
SQUARE_ONLY = (
    "It works for square kernels alone. kernel.shape is (kh, kw): first the height, then the width. Use each "
    "for its own side."
)

MATRIX_RULES = {
    "weight [v, u]": (lambda kernel, H, W: _filled(_exchanged(kernel), H, W),
        "Weight (u, v) is kernel[u, v]: the row comes first."),
    "rows moved by one": (lambda kernel, H, W: _rolled(kernel, H, W, 1),
        "Each of your rows is the row before, moved by 1. At the end of an output row the window jumps to "
        "the next image row: output (i, j) moves by i · W + j."),
    "rows moved by W": (lambda kernel, H, W: _rolled(kernel, H, W, W),
        "Each of your rows is the row before, moved by W. Output (i, j) moves by i · W + j."),
    "columns first": (lambda kernel, H, W: _ordered(conv_matrix(kernel, H, W), kernel, H, W),
        "The rows of M are in the wrong order: first all outputs of the top row, from left to right."),
    "pixels column by column": (
        lambda kernel, H, W: [row.reshape(H, W).ravel("F") for row in conv_matrix(kernel, H, W)],
        "The pixels are in the wrong order: read each image row by row, as x is."),
    "one picture, kept": (lambda kernel, H, W: np.stack(_painted(kernel, H, W)), NEW + " Weights pile up."),
    "one picture, in all rows": (lambda kernel, H, W: _all_last(_painted(kernel, H, W)),
        NEW + " All rows of M show that one array."),
    "one picture, cleared": (lambda kernel, H, W: _all_last(conv_matrix(kernel, H, W)),
        "All rows of M show the same array, as it was at the end: put a *copy* into the list, or make "
        "np.zeros((H, W)) anew for each output."),
    "square kernels": (lambda kernel, H, W: _only(_even(kernel), conv_matrix(kernel, H, W)), SQUARE_ONLY),
    "a row for each pixel": (lambda kernel, H, W: _padded(kernel, H, W),
        "You have a row for each pixel. M has a row for each *output*, and there are fewer: h · w."),
    "rows moved down": (lambda kernel, H, W: conv_matrix(kernel, H, W)[:: W - len(kernel[0]) + 1],
        "Only the outputs of the first column are there. The window also goes to the right."),
    "one row, flat": (lambda kernel, H, W: conv_matrix(kernel, H, W)[0],
        "That is the first row of M alone. Each output has a row of its own."),
    "as pictures": (lambda kernel, H, W: conv_matrix(kernel, H, W).reshape(-1, H, W),
        "The right numbers, but each row is still an H×W picture. Make it a row of H·W numbers."),
    "in one row": (lambda kernel, H, W: conv_matrix(kernel, H, W).ravel(),
        "The right numbers in one long row. Give each output a row of its own."),
    "which, not what": (lambda kernel, H, W: (conv_matrix(np.ones_like(kernel), H, W)),
        "Your M has 1 where a weight belongs. Put kernel[u, v] there."),
    "shape": (lambda kernel, H, W: conv_matrix(kernel, H, W).shape,
        "That is the shape of M. Return M itself."),
}  # fmt: skip


def _ordered(M, kernel, H, W):
    h, w = H - len(kernel) + 1, W - len(kernel[0]) + 1
    return M.reshape(h, w, -1).transpose(1, 0, 2).reshape(h * w, -1)


def _all_last(rows):
    return [rows[-1]] * len(rows)


def _painted(kernel, H, W):
    """The rows if the kernel is put, place after place, into one picture that is never cleared"""
    picture, rows = np.zeros(H * W), []
    for row, place in zip(conv_matrix(kernel, H, W), conv_matrix(np.ones(kernel.shape), H, W)):
        picture = np.where(place == 1, row, picture)
        rows.append(picture)
    return rows


def _padded(kernel, H, W):
    rows = np.zeros((H, W, H, W))
    for i in range(H):
        for j in range(W):
            part = rows[i, j, i : i + len(kernel), j : j + len(kernel[0])]
            part[:] = kernel[: len(part), : len(part[0])]
    return rows.reshape(H * W, H * W)


def _only(fits, result):
    if not fits:
        raise ValueError
    return result


def _even(kernel):
    return kernel.shape[0] == kernel.shape[1]


def _exchanged(kernel):
    return np.array([[kernel[v, u] for v in range(len(kernel[0]))] for u in range(len(kernel))])


def _rolled(kernel, H, W, step):
    M = conv_matrix(kernel, H, W)
    return np.stack([np.roll(M[0], step * i) for i in range(len(M))])


# fmt: off
def _stamped(dy, kernel, S=1, *, flip=False, adds=True, turned=False, scaled=True, size="full", last=True,
             kind=float, apart=True, weighs=True, stop=0):
    # fmt: on
    kernel = kernel[::-1, ::-1] if flip else kernel.T if turned else kernel
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h - stop):
        for j in range(w - stop):
            stamp = (dy[i, j] if scaled else 1) * (kernel if weighs else np.ones(kernel.shape))
            step = S if apart else 1
            here = np.s_[i * step : i * step + kh, j * step : j * step + kw]
            dx[here] = (dx[here] if adds else 0) + stamp.astype(kind)
    return dx


GRADIENT_FAULTS = {
    "flipped": ({"flip": True},
        "Your stamps are turned by 180°. Each output hands its gradient back through the weights as they "
        "are. Only a pixel that collects from all its windows meets them in reverse order."),
    "overwritten": ({"adds": False},
        "Overlaps are overwritten: `=` must be `+=`, since a pixel is in several windows."),
    "kernel transposed": ({"turned": True}, "Rows and columns of the kernel are exchanged."),
    "not scaled": ({"scaled": False}, "You stamp the kernel without dy: multiply each stamp by dy[i, j]."),
    "no stride": ({"S": 1}, "You ignored the stride: stamps start S cells apart, and the image is larger."),
    "not apart": ({"apart": False},
        "The size is right, but the stamps start at (i, j). They start at (i · S, j · S)."),
    "no weights": ({"weighs": False}, "You stamp dy[i, j] alone. Multiply it by the kernel."),
    "whole numbers": ({"kind": int}, "Decimals are cut off on the way: use np.zeros(...) without dtype=int."),
    "outputs left out": ({"stop": 1}, "The last row and column of dy are left out: range(h) is all rows."),
}  # fmt: skip

GRADIENT_RULES = {
    "dy transposed": (lambda dy, kernel, S=1: image_gradient(dy.T, kernel, S),
        "You exchanged rows and columns of dy."),
    "first stamp only": (lambda dy, kernel, S=1: _stamped(dy * (np.arange(dy.size) == 0).reshape(dy.shape),
            kernel, S),
        "Only the first stamp is there: is `return` inside a loop?"),
    "square kernels": (
        lambda dy, kernel, S=1: _only(_even(kernel), image_gradient(dy, kernel, S)), SQUARE_ONLY),
    "size without S": (lambda dy, kernel, S=1: _only(S == 1, image_gradient(dy, kernel, S)),
        "It works for S = 1 alone. With a stride the image is larger: (h - 1) · S + kh rows."),
    "h · S + kh": (lambda dy, kernel, S=1: np.pad(image_gradient(dy, kernel, S), ((0, S),) * 2),
        "Your image is S too large: the last window starts at row (h - 1) · S, and it has kh rows."),
    "h · S + kh - 1": (lambda dy, kernel, S=1: np.pad(image_gradient(dy, kernel, S), ((0, S - 1),) * 2),
        "With a stride your image is too large: the last window starts at row (h - 1) · S, and it has kh "
        "rows."),
    "side by side": (lambda dy, kernel, S=1: np.kron(dy, kernel),
        "Your stamps are side by side. They start S cells apart, and where they overlap they add up."),
    "table of products": (lambda dy, kernel, S=1: np.outer(kernel, dy),
        "These are all the products, weight · dy. Now add each one at its pixel."),
    "one stamp": (lambda dy, kernel, S=1: dy.sum() * kernel,
        "You put all stamps on one place. Stamp (i, j) starts at (i · S, j · S)."),
    "one number": (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).sum(),
        "You added up the whole image. Each pixel has its own gradient."),
    "weight [v, u]": (lambda dy, kernel, S=1: image_gradient(dy, _exchanged(kernel), S),
        "Weight (u, v) is kernel[u, v]: the row comes first."),
    "dy turned": (lambda dy, kernel, S=1: image_gradient(dy[::-1, ::-1], kernel, S),
        "You turned dy by 180°. Output (i, j) hands back to its own window: dy stays as it is."),
    "rows turned": (lambda dy, kernel, S=1: image_gradient(dy, kernel[::-1], S),
        "The rows of your kernel are in reverse order. Each stamp is the kernel as it is."),
    "columns turned": (lambda dy, kernel, S=1: image_gradient(dy, kernel[:, ::-1], S),
        "The columns of your kernel are in reverse order. Each stamp is the kernel as it is."),
    "valid": (lambda dy, kernel, S=1: _correlated(dy, kernel),
        "That slides the kernel over dy, as the forward pass does. The image is *larger* than dy: stamp."),
    "as large as dy": (lambda dy, kernel, S=1: image_gradient(dy, kernel, S)[: len(dy), : dy.shape[1]],
        "Your result is as large as dy. The image is larger: (h - 1) · S + kh rows."),
    "in a row": (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).ravel(),
        "The right numbers in one long row. Return them as the image: `reshape`."),
    "of the kernel": (lambda dy, kernel, S=1: image_gradient(dy, np.ones(kernel.shape), S) * kernel.sum(),
        "You used the sum of the weights. Each pixel of a window has its own weight."),
}  # fmt: skip


def _correlated(dy, kernel):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    places = [[(i, j) for j in range(w - kw + 1)] for i in range(h - kh + 1)]
    return [[(dy[i : i + kh, j : j + kw] * kernel).sum() for i, j in row] for row in places]


NUMBERS = {
    "square of pixels": (784,
        "784 = 28 · 28. M has a column for each of 28 pixels, but a row for each *output*."),
    "square of outputs": (324,
        "324 = 18 · 18. M has a row for each of 18 outputs, but a column for each *pixel*."),
    "rows": (18, "18 is how many rows M has, one for each output. How many entries does each row have?"),
    "columns": (28, "28 is how many columns M has, one for each pixel. How many rows are there?"),
    "side by side": (46, "46 = 18 + 28. Rows *times* columns are the entries."),
    "not zero": (72, "72 = 18 · 4 are those that hold a weight. The zeros are counted, too."),
    "zeros": (432, "432 are the zeros alone. Add the 18 · 4 places that hold a weight."),
    "kernel rows": (112, "112 = 4 · 28 gives M a row for each weight. It has a row for each output."),
    "steps": (280, "280 = 10 · 28: you counted the steps, 5 down and 2 across. The first place counts, too."),
    "full": (1120, "1120 = 40 · 28: your window hangs over the edges. Here it stays inside: 6 · 3 places."),
    "sum of sides": (252, "252 = 9 · 28. The window has 6 places down and 3 across: 6 · 3 outputs, not 9."),
    "height twice": (1008, "1008 = 36 · 28. From top to bottom there are 6 places, across only 3."),
    "one column of outputs": (168, "168 = 6 · 28 counts the places of one column. There are also 3 across."),
    "one row of outputs": (84, "84 = 3 · 28 counts the places of one row. There are also 6 down."),
    "far too many": (lambda n: n > 784,
        "Even a row for each of the 28 pixels would make only 784 entries. The outputs are fewer."),
    "a square image": (144,
        "144 = 9 · 16 is for an image of 4×4. Here there are 7 rows of pixels: more outputs, more columns."),
    "4×4 pixels": (288, "288 = 18 · 16. M has a column for each pixel, and the image has 7 · 4 of them."),
    "pixels and weights": (lambda n: n in (32, 576),
        "32 = 28 + 4. M has a column for each pixel; the weights are inside. And a row for each output."),
    "not whole": (lambda n: 28 < n < 784 and n % 1 != 0, "Entries are counted: that is a whole number."),
    "near": (lambda n: n % 1 == 0 and 0 < abs(n - 504) < 5, "Very near: multiply again, rows times columns."),
    "columns right": (lambda n: 28 < n <= 784 and n % 28 == 0,
        "That is a multiple of 28, the columns. Count the rows again: window places down times those "
        "across."),
    "too few": (lambda n: n < 28, "M has a row for each output, and a column for each of 28 pixels."),
    "weights": (4, "4 is how many weights the kernel has. M repeats them in each row, among zeros."),
}  # fmt: skip

EXERCISES = [
    Exercise(
        id="15.1",
        solution=504,
        why="The window has 7 − 2 + 1 = 6 places down and 4 − 2 + 1 = 3 across: 18 outputs, so 18 rows. The "
        "image has 7 · 4 = 28 pixels, so 28 columns. 18 · 28 = 504, of which 18 · 4 = 72 hold a weight.",
        hints=(
            "One row of M makes one output. How many outputs are there?",
            "One column of M belongs to one pixel. How many pixels are there?",
            "rows * columns = (7 - 2 + 1) * (4 - 2 + 1) * (7 * 4)",
        ),
        wrong_rules=NUMBERS,
    ),
    Exercise(
        id="15.2",
        solution=im2col,
        cases=[
            (np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]), 2),
            (np.array([[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 9]]), 3),
            (np.array([[0.5, -1.5, 2.5, 3], [7, 1, -4, 1], [2, 9, 5, -6], [8, 0, 4, 0], [1, 6, 3, 9]]), 2, 2),
            (np.arange(35.0).reshape(5, 7) * 1.5 - 8, 3, 2),
            (np.arange(42).reshape(7, 6) ** 2 - 50, 2, 3),
            (np.array([[3, -1, 4], [1, 5, 9]]), 1),
            (np.array([[3, 8, -2], [1, 0.5, 7], [6, 4, 9], [-5, 2, 11], [10, 13, 12]]), 2),
            (np.array([[2.5, 7], [-1, 8]]), 2),
        ],
        twin=_columns,
        faults=COLUMN_FAULTS,
        wrong_rules=COLUMN_RULES,
        hints=(
            "Two loops: i over the top rows of the windows, j over their left columns. Both go up by S.",
            "A window is x[i : i + K, j : j + K]; .reshape(K * K) makes it a row of numbers.",
            "Append each window to a list, then np.stack(windows, axis=1). The last i is x.shape[0] - K.",
        ),
    ),
    Exercise(
        id="15.3",
        solution=conv_matrix,
        cases=[
            (np.array([[1, 2], [3, 4]]), 3, 3),
            (np.array([[1, 4, 1], [1, 4, 3], [3, 3, 1]]), 4, 4),
            (np.array([[2, -1, 0.5]]), 3, 4),
            (np.array([[1.5, -2], [0, 3], [4, 5]]), 4, 3),
            (np.array([[7, -8], [9, 6]]), 3, 5),
            (np.array([[-3]]), 2, 3),
        ],
        twin=_filled,
        faults=MATRIX_FAULTS,
        wrong_rules=MATRIX_RULES,
        hints=(
            "The output has h = H - kh + 1 rows and w = W - kw + 1 columns. Start with np.zeros((h * w, H * "
            "W)).",
            "Output (i, j) is row i * w + j of M. Weight (u, v) meets pixel (i + u, j + v): which column is "
            "that?",
            "In four loops: M[i * w + j, (i + u) * W + j + v] = kernel[u, v]",
        ),
    ),
    Exercise(
        id="15.4",
        solution=image_gradient,
        cases=[
            (np.array([[2, 1], [4, 4]]), np.array([[1, 4, 1], [1, 4, 3], [3, 3, 1]])),
            (np.array([[1, -2, 3], [0, 5, 1]]), np.array([[1, 2], [3, -4]])),
            (np.array([[1, 2], [3, -1], [2, 5]]), np.array([[1, 0.5, -2], [4, 3, 7]]), 2),
            (np.array([[0.5, 1.5, -2], [1, 2, 3], [4, -1, 0.25]]), np.array([[2, 1], [-1, 3], [5, 4]])),
            (np.array([[3, -1], [2, 6]]), np.array([[1, 2], [5, 7]]), 3),
            (np.array([[2.5]]), np.array([[1, -2, 4]])),
        ],
        twin=_stamped,
        faults=GRADIENT_FAULTS,
        wrong_rules=GRADIENT_RULES,
        hints=(
            "Read the convolution backwards: output (i, j) came from a window. It hands dy[i, j] back to it.",
            "Each pixel of the window gets dy[i, j] times its own weight. Overlaps add up.",
            "On zeros of the image's size: dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel",
        ),
    ),
]
