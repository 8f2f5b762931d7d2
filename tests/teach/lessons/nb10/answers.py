"""Answers to the exercises of notebook 10, as students write them."""

import math

import numpy as np
from scipy import ndimage, signal  # above: in a browser that takes longer than an answer may

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb10.exercises import correlate as _right
from minidl.teach.lessons.nb10.exercises import similarity as _alike

# --- 10.2 -------------------------------------------------------------------------------------------------


def four_loops(image, kernel):
    H, W = image.shape
    K, L = kernel.shape
    result = []
    for i in range(H - K + 1):
        row = []
        for j in range(W - L + 1):
            total = 0
            for m in range(K):
                for n in range(L):
                    total += image[i + m, j + n] * kernel[m, n]
            row.append(total)
        result.append(row)
    return result


def by_weights(image, kernel):
    K, L = kernel.shape
    h, w = image.shape[0] - K + 1, image.shape[1] - L + 1
    result = np.zeros((h, w))
    for m in range(K):
        for n in range(L):
            result += kernel[m, n] * image[m : m + h, n : n + w]
    return result


def by_minidl(image, kernel):
    return F.conv2d(minidl.tensor(image)[None, None], minidl.tensor(kernel)[None, None])[0, 0]


def by_windows(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)


def by_tensordot(image, kernel):
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def by_scipy(image, kernel):
    return signal.correlate2d(image, kernel, mode="valid")


def by_scipy_turned(image, kernel):
    return signal.convolve2d(image, kernel[::-1, ::-1], mode="valid")


def of_lists(image, kernel):
    K, L = len(kernel), len(kernel[0])
    return [
        [
            sum(kernel[m][n] * image[i + m][j + n] for m in range(K) for n in range(L))
            for j in range(len(image[0]) - L + 1)
        ]
        for i in range(len(image) - K + 1)
    ]


def of_tuples(image, kernel):
    return tuple(map(tuple, of_lists(image, kernel)))


def by_vdot(image, kernel):
    K, L = kernel.shape
    out = np.empty((len(image) - K + 1, len(image[0]) - L + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.vdot(image[i : i + K, j : j + L], kernel)
    return out


def by_rows(image, kernel):
    K, L = kernel.shape
    parts = []
    for i in range(len(image) - K + 1):
        parts.append(sum(np.correlate(image[i + m], kernel[m], "valid") for m in range(K)))
    return np.array(parts)


def by_flat(image, kernel):
    K, L = kernel.shape
    H, W = image.shape[0] - K + 1, image.shape[1] - L + 1
    flat = [image[i : i + K, j : j + L].ravel() @ kernel.ravel() for i in range(H) for j in range(W)]
    return np.array(flat).reshape(H, W)


def _loops(image, kernel, product=lambda p, k: (p * k).sum(), rows=1, columns=1):
    K, L = kernel.shape
    H, W = image.shape[0] - K + rows, image.shape[1] - L + columns
    return np.array(
        [[product(image[i : i + K, j : j + L], kernel) for j in range(W)] for i in range(H)]
    ).reshape(max(H, 0), max(W, 0))


def lost_both(image, kernel):
    H, W = image.shape
    K, L = kernel.shape
    result = np.zeros((H - K, W - L))
    for i in range(H - K):
        for j in range(W - L):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def lost_in_range(image, kernel):
    H, W = image.shape
    K, L = kernel.shape
    result = np.zeros((H - K + 1, W - L + 1))
    for i in range(H - K):
        for j in range(W - L):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def all_rows(image, kernel):
    H, W = image.shape
    K, L = kernel.shape
    result = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def return_in_loop(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
        return result


def return_in_both(image, kernel):
    K, L = kernel.shape
    for i in range(image.shape[0] - K + 1):
        for j in range(image.shape[1] - L + 1):
            return (image[i : i + K, j : j + L] * kernel).sum()


def overwritten(image, kernel):
    K, L = kernel.shape
    for i in range(image.shape[0] - K + 1):
        for j in range(image.shape[1] - L + 1):
            result = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def one_list(image, kernel):
    K, L = kernel.shape
    result = []
    for i in range(image.shape[0] - K + 1):
        for j in range(image.shape[1] - L + 1):
            result.append((image[i : i + K, j : j + L] * kernel).sum())
    return result


def whole_numbers(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1), dtype=int)
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def goes_on(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    total = 0
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for m in range(K):
                for n in range(L):
                    total += image[i + m, j + n] * kernel[m, n]
            result[i, j] = total
    return result


def last_product(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for m in range(K):
                for n in range(L):
                    result[i, j] = image[i + m, j + n] * kernel[m, n]
    return result


def reset_too_deep(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for m in range(K):
                total = 0
                for n in range(L):
                    total += image[i + m, j + n] * kernel[m, n]
            result[i, j] = total
    return result


def in_place(image, kernel):
    K, L = kernel.shape
    H, W = image.shape[0] - K + 1, image.shape[1] - L + 1
    for i in range(H):
        for j in range(W):
            image[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return image[:H, :W]


def square_kernel(image, kernel):
    K = len(kernel)
    H, W = image.shape[0] - K + 1, image.shape[1] - K + 1
    result = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            result[i, j] = (image[i : i + K, j : j + K] * kernel).sum()
    return result


def three_by_three(image, kernel):
    result = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + 3, j : j + 3] * kernel).sum()
    return result


def square_image(image, kernel):
    K, L = kernel.shape
    N = len(image)
    result = np.zeros((N - K + 1, N - L + 1))
    for i in range(N - K + 1):
        for j in range(N - L + 1):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def minus_index(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for m in range(K):
                for n in range(L):
                    result[i, j] += image[i - m, j - n] * kernel[m, n]
    return result


def printed(image, kernel):
    print(_right(image, kernel))


def nothing(image, kernel):
    _right(image, kernel)


def crashes(image, kernel):
    return F.conv2d(image, kernel)


def full_convolve(image, kernel):
    K, L = kernel.shape
    padded = np.pad(image, ((K - 1, K - 1), (L - 1, L - 1)))
    return _right(padded, kernel[::-1, ::-1])


def same_size(image, kernel):
    K, L = kernel.shape
    padded = np.pad(image, (((K - 1) // 2, K // 2), ((L - 1) // 2, L // 2)))
    return _right(padded, kernel)


def flat_convolve(image, kernel):
    return np.convolve(image.ravel(), kernel.ravel(), mode="valid")


def scipy_convolve(image, kernel):
    return signal.convolve2d(image, kernel, mode="valid")


def scipy_full(image, kernel):
    return signal.correlate2d(image, kernel)


def scipy_same(image, kernel):
    return ndimage.correlate(image, kernel, mode="constant")


def slice_to_k(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i:K, j:L] * kernel).sum()
    return result


def swapped_ij(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[1] - L + 1, image.shape[0] - K + 1))
    for i in range(image.shape[0] - K + 1):
        for j in range(image.shape[1] - L + 1):
            result[j, i] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def missing_sum(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = image[i : i + K, j : j + L] * kernel
    return result


def no_brackets(image, kernel):
    K, L = kernel.shape
    result = np.zeros((image.shape[0] - K + 1, image.shape[1] - L + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = image[i : i + K, j : j + L] * kernel.sum()
    return result


def same_row(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    result = [[0] * (W - L + 1)] * (H - K + 1)
    for i in range(H - K + 1):
        for j in range(W - L + 1):
            result[i][j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def first_row_filled(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    result = np.zeros((H - K + 1, W - L + 1))
    for i in range(H - K + 1):
        for j in range(W - L + 1):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
        return result


def only_len(image, kernel):
    n, places = len(kernel), range(len(image) - len(kernel) + 1)
    return [
        [sum(image[i + a][j + b] * kernel[a][b] for a in range(n) for b in range(n)) for j in places]
        for i in places
    ]


def index_minus(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    result = np.zeros((H - K + 1, W - L + 1))
    for i in range(H - K + 1):
        for j in range(W - L + 1):
            for m in range(K):
                for n in range(L):
                    result[i, j] += image[i - m, j - n] * kernel[m, n]
    return result


def kernel_cut(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    result = np.zeros((H - K + 1, W - L + 1))
    for i in range(H - K + 1):
        for j in range(W - L + 1):
            for m in range(K - 1):
                for n in range(L - 1):
                    result[i, j] += image[i + m, j + n] * kernel[m, n]
    return result


def differences(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    return [
        [((image[i : i + K, j : j + L] - kernel) ** 2).sum() for j in range(W - L + 1)]
        for i in range(H - K + 1)
    ]


CORRELATE_WRONG = [
    (same_row, "one row, m times"),
    (first_row_filled, "Only the first row is filled"),
    (only_len, "counts rows"),
    (index_minus, "i - m"),
    (kernel_cut, None),
    (differences, "squared differences"),
    (lambda image, kernel: _right(image, kernel[::-1, ::-1]), "turned the kernel by 180"),
    (scipy_convolve, "turned the kernel by 180"),
    (minus_index, None),
    (lambda image, kernel: _right(image, kernel[::-1]), "reversed the rows"),
    (lambda image, kernel: _right(image, kernel[:, ::-1]), "reversed the kernel's columns"),
    (lambda image, kernel: _right(image, kernel.T), None),
    (lost_both, "row and column are missing"),
    (lost_in_range, "still 0"),
    (lambda image, kernel: _loops(image, kernel, rows=0), "last row is missing"),
    (lambda image, kernel: _loops(image, kernel, columns=0), "last column is missing"),
    (all_rows, None),
    (return_in_loop, None),
    (return_in_both, None),
    (overwritten, "last number"),
    (one_list, "one long row"),
    (whole_numbers, "decimals"),
    (goes_on, "from window to window"),
    (last_product, "last product"),
    (reset_too_deep, "last row of each window"),
    (in_place, "changes"),
    (square_kernel, None),
    (three_by_three, None),
    (square_image, None),
    (printed, "return"),
    (nothing, "return"),
    (crashes, None),
    (full_convolve, None),
    (scipy_full, "too large"),
    (scipy_same, None),
    (same_size, "as large as the image"),
    (flat_convolve, None),
    (slice_to_k, None),
    (swapped_ij, None),
    (missing_sum, None),
    (no_brackets, None),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: p.sum()), "without the weights"),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: (p + k).sum()), "add pixel and weight"),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: (p * k).mean()), "took the mean"),
    (lambda image, kernel: _right(image, kernel) / kernel.sum(), None),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: (p * k).max()), "largest product"),
    (lambda image, kernel: abs(_right(image, kernel)), "sign"),
    (lambda image, kernel: np.maximum(_right(image, kernel), 0), "ReLU"),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: (p @ k.T).sum()), "matrix product"),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: np.trace(p * k)), "diagonal"),
    (lambda image, kernel: _loops(image, kernel, lambda p, k: sum(p[0] * k[0])), "first row of each window"),
    (lambda image, kernel: _right(image, kernel)[::2, ::2], None),
    (lambda image, kernel: _right(image, kernel).sum(), "all windows"),
    (lambda image, kernel: _right(image, kernel).T, None),
    (lambda image, kernel: _right(image, kernel)[0, 0], "first number"),
    (lambda image, kernel: str(_right(image, kernel)), "text"),
    (lambda image, kernel: _right(image, kernel)[None, None], "shape"),
    (lambda image, kernel: _right(image, kernel) + 1, "1 too large"),
    (lambda image, kernel: -_right(image, kernel), "sign"),
    (lambda image, kernel: _right(kernel, image), None),
    (lambda image, kernel: image * kernel, None),
    (lambda image, kernel: _right, None),
    (lambda image, kernel: np.pad(_right(image, kernel), 1), None),
    (lambda image, kernel: _right(image, kernel).round(), None),
    (lambda image, kernel: [list(map(int, row)) for row in _right(image, kernel)], "decimals"),
    (lambda image, kernel: [[[x] for x in row] for row in _right(image, kernel)], "shape"),
]

# --- 10.3 -------------------------------------------------------------------------------------------------


def turn_loops(kernel):
    K, L = kernel.shape
    result = np.zeros_like(kernel)
    for i in range(K):
        for j in range(L):
            result[K - 1 - i, L - 1 - j] = kernel[i, j]
    return result


def turn_lists(kernel):
    return [list(reversed(row)) for row in reversed(kernel.tolist())]


def turn_in_place(kernel):
    kernel[:] = kernel[::-1, ::-1].copy()
    return kernel


def turn_broken_place(kernel):
    K, L = kernel.shape
    for i in range(K):
        for j in range(L):
            kernel[i, j] = kernel[K - 1 - i, L - 1 - j]
    return kernel


def turn_off_by_one(kernel):
    K, L = kernel.shape
    result = np.zeros_like(kernel)
    for i in range(K):
        for j in range(L):
            result[i, j] = kernel[K - i, L - j]
    return result


def turn_minus_index(kernel):
    K, L = kernel.shape
    result = np.zeros_like(kernel)
    for i in range(K):
        for j in range(L):
            result[i, j] = kernel[-i, -j]
    return result


def turn_inside(kernel):
    result = []
    for row in kernel[::-1]:
        result.append(row[::-1])
        return result


def turn_reverse_none(kernel):
    rows = kernel.tolist()
    return rows.reverse()


def turn_only_three(kernel):
    return [[kernel[2, 2], kernel[2, 1], kernel[2, 0]], [kernel[1, 2], kernel[1, 1], kernel[1, 0]],
            [kernel[0, 2], kernel[0, 1], kernel[0, 0]]]  # fmt: skip


def turn_outside(kernel):
    result = np.zeros_like(kernel)
    for i in range(len(kernel)):
        for j in range(len(kernel)):
            result[i, j] = kernel[len(kernel) - 1 - i, len(kernel) - 1 - j]
    return result


def turn_first_row(kernel):
    result = np.zeros(kernel.shape)
    for i, row in enumerate(kernel[::-1]):
        result[i] = row[::-1]
        return result


TURN_WRONG = [
    (lambda kernel: kernel[::-1], "rows only"),
    (lambda kernel: np.flipud(kernel), "rows only"),
    (lambda kernel: np.flip(kernel, 0), "rows only"),
    (lambda kernel: list(reversed(kernel)), "rows only"),
    (lambda kernel: kernel[:, ::-1], "columns only"),
    (lambda kernel: np.fliplr(kernel), "columns only"),
    (lambda kernel: [row[::-1] for row in kernel], "columns only"),
    (lambda kernel: kernel, "as it was"),
    (lambda kernel: -kernel, "changed the signs"),
    (lambda kernel: -kernel[::-1, ::-1], "signs changed, too"),
    (lambda kernel: kernel.T, "transposed"),
    (lambda kernel: np.transpose(kernel), "transposed"),
    (lambda kernel: kernel[::-1, ::-1].T, None),
    (lambda kernel: kernel.T[::-1, ::-1], None),
    (lambda kernel: np.rot90(kernel), "90°"),
    (lambda kernel: np.rot90(kernel, 1), "90°"),
    (lambda kernel: np.rot90(kernel, -1), "90°"),
    (lambda kernel: np.rot90(kernel, 3), "90°"),
    (lambda kernel: np.rot90(kernel, 180), "as it was"),
    (lambda kernel: np.rot90(kernel, 4), "as it was"),
    (lambda kernel: kernel.ravel()[::-1], "shape"),
    (lambda kernel: kernel.flatten()[::-1].tolist(), "shape"),
    (lambda kernel: kernel[::-1][::-1], "as it was"),
    (lambda kernel: kernel[-1:0:-1, -1:0:-1], None),
    (lambda kernel: kernel[-1, -1], None),
    (lambda kernel: kernel[:-1, :-1], None),
    (lambda kernel: np.sort(kernel)[:, ::-1], None),
    (lambda kernel: sorted(kernel.ravel(), reverse=True), None),
    (lambda kernel: 1 / kernel, None),
    (lambda kernel: np.roll(kernel, (1, 1), (0, 1)), None),
    (lambda kernel: print(kernel[::-1, ::-1]), "return"),
    (lambda kernel: str(kernel[::-1, ::-1]), "text"),
    (lambda kernel: kernel[::-1, ::-1].astype(int), None),
    (lambda kernel: kernel[::-1, ::-1] / 180, None),
    (lambda kernel: np.rot90, None),
    (lambda kernel: [[1, 0, -1], [2, 0, -2], [1, 0, -1]], None),
    (turn_in_place, "changes"),
    (
        lambda kernel: [[kernel[-i, -j] for j in range(kernel.shape[1])] for i in range(kernel.shape[0])],
        "-0 is 0",
    ),
    (turn_first_row, "Only the first row"),
    (turn_broken_place, None),
    (turn_off_by_one, None),
    (turn_minus_index, None),
    (turn_inside, None),
    (turn_reverse_none, None),
    (turn_only_three, None),
    (turn_outside, None),
]

# --- 10.4 -------------------------------------------------------------------------------------------------


def alike_corrcoef(patch, template):
    if patch.std() == 0 or template.std() == 0:
        return 0
    return np.corrcoef(patch.ravel(), template.ravel())[0, 1]


def alike_z(patch, template):
    if not patch.std() or not template.std():
        return 0.0
    p, t = (patch - patch.mean()) / patch.std(), (template - template.mean()) / template.std()
    return (p * t).mean()


def alike_norm(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    p, t = p.ravel(), t.ravel()
    size = np.linalg.norm(p) * np.linalg.norm(t)
    return 0 if size == 0 else p @ t / size


def alike_loops(patch, template):
    p = [x for row in patch for x in row]
    t = [x for row in template for x in row]
    mp, mt = sum(p) / len(p), sum(t) / len(t)
    top = sum((a - mp) * (b - mt) for a, b in zip(p, t))
    low = math.sqrt(sum((a - mp) ** 2 for a in p) * sum((b - mt) ** 2 for b in t))
    if low == 0:
        return 0
    return top / low


def alike_minidl(patch, template):
    p, t = minidl.tensor(patch), minidl.tensor(template)
    p, t = p - p.mean(), t - t.mean()
    size = ((p * p).sum() * (t * t).sum()).sqrt()
    return (p * t).sum() / size if size.item() else 0.0


def alike_nan(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    return (p * t).sum() / np.sqrt((p * p).sum() * (t * t).sum())


def alike_zero_division(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    return float((p * t).sum()) / math.sqrt(float((p * p).sum() * (t * t).sum()))


def _general(patch, template, off=True, over=None, zero=0.0):
    p, t = (patch - patch.mean(), template - template.mean()) if off else (patch, template)
    size = over(p, t)
    return float((p * t).sum() / size) if size else zero


def alike_in_place(patch, template):
    patch -= patch.mean()
    template -= template.mean()
    size = np.sqrt((patch**2).sum() * (template**2).sum())
    return (patch * template).sum() / size if size else 0


def alike_no_else(patch, template):
    if patch.std() and template.std():
        return _alike(patch, template)


def alike_patch_tested(patch, template):
    if patch.std() == 0:
        return 0
    p, t = patch - patch.mean(), template - template.mean()
    return float((p * t).sum()) / math.sqrt(float((p * p).sum() * (t * t).sum()))


def _root(p, t):
    return math.sqrt((p * p).sum() * (t * t).sum())


def alike_some_zero(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    if not p.all() or not t.all():
        return 0
    return (p * t).sum() / np.sqrt((p * p).sum() * (t * t).sum())


def alike_no_brackets(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    if not p.any() or not t.any():
        return 0
    return (p * t).sum() / np.sqrt((p**2).sum()) * np.sqrt((t**2).sum())


def alike_patch_untested(patch, template):
    if template.std() == 0:
        return 0
    return alike_nan(patch, template)


def alike_template_untested(patch, template):
    if patch.max() == patch.min():
        return 0
    return alike_nan(patch, template)


ALIKE_WRONG = [
    (alike_no_brackets, "a / (b * c)"),
    (alike_patch_untested, "constant patch"),
    (alike_template_untested, "constant template"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: math.sqrt((p * p).sum()) * (t * t).sum()), "root covers the patch"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: (p * p).sum() * math.sqrt((t * t).sum())), "root covers the template"),
    (lambda patch, template: _general(patch - patch.mean(), template - patch.mean(), False, _root), "from both"),
    (lambda patch, template: _general(patch - template.mean(), template - template.mean(), False, _root), "from both"),
    (lambda patch, template: _general(patch - patch.sum(), template - template.sum(), False, _root), "the sum"),
    (lambda patch, template: _general(patch - np.median(patch), template - np.median(template), False, _root), "median"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: p.size * _root(p, t)), "mean of the products"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: _root(p, t)) and (patch * template).sum() / _root(patch - patch.mean(), template - template.mean()), "First subtract the means"),
    (lambda patch, template: round(_alike(patch, template), 2), "round"),
    (alike_some_zero, "as soon as"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: math.sqrt((p * p * t * t).sum())), "square the products"),
    (lambda patch, template: _alike(patch, template) and ((patch - patch.mean()) * (template - template.mean())).sum() / np.sqrt((patch**2).sum() * (template**2).sum()), "still contain"),
    (lambda patch, template: _alike(patch, template) and ((patch - patch.mean()) @ (template - template.mean()).T).sum() / _root(patch - patch.mean(), template - template.mean()), "partner"),
    (lambda patch, template: _general(patch, template, False, _root), "subtract the means"),
    (lambda patch, template: (patch * template).sum(), None),
    (lambda patch, template: (patch * template).mean(), None),
    (lambda patch, template: ((patch - patch.mean()) * (template - template.mean())).sum(), "divide by the sizes"),
    (lambda patch, template: ((patch - patch.mean()) * (template - template.mean())).mean(), "mean of the products"),
    (lambda patch, template: np.cov(patch.ravel(), template.ravel())[0, 1], None),
    (lambda patch, template: _general(patch, template, True, lambda p, t: (p * p).sum() * (t * t).sum()), "root is missing"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: math.sqrt((p * p).sum() + (t * t).sum())), "added the sums"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: p.std() * t.std()), "std divides"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: p.std() * t.std() * len(p)), "len(patch)"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: p.std(ddof=1) * t.std(ddof=1) * p.size), "n - 1"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: math.sqrt((p * p).sum())), "patch's size only"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: math.sqrt((t * t).sum())), "template's size only"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: (p * p).sum()), "patch's squares"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: (t * t).sum()), "template's squares"),
    (lambda patch, template: _general(patch, template, True, lambda p, t: abs(p).sum() * abs(t).sum()), None),
    (lambda patch, template: _general(patch, template, True, lambda p, t: abs(p).max() * abs(t).max()), None),
    (lambda patch, template: _general(patch, template, True, lambda p, t: p.var() * t.var()), None),
    (lambda patch, template: _general(patch, template, True, _root, 1.0), "resembles nothing"),
    (lambda patch, template: _general(patch, template, True, _root, None), "Return 0"),
    (lambda patch, template: _general(patch, template, True, _root, math.nan), None),
    (lambda patch, template: abs(_alike(patch, template)), "sign"),
    (lambda patch, template: 100 * _alike(patch, template), "percent"),
    (lambda patch, template: _alike(patch, template) ** 2, "squared"),
    (lambda patch, template: 1 - _alike(patch, template), "distance"),
    (lambda patch, template: _general(patch - patch.mean(), template, False, _root), None),
    (lambda patch, template: _general(patch, template - template.mean(), False, _root), None),
    (lambda patch, template: -_alike(patch, template), "sign"),
    (lambda patch, template: [_alike(patch, template)], "number itself"),
    (lambda patch, template: str(_alike(patch, template)), "text"),
    (lambda patch, template: round(_alike(patch, template), 1), None),
    (lambda patch, template: print(_alike(patch, template)), "return"),
    (lambda patch, template: _alike(patch[::-1, ::-1], template), None),
    (lambda patch, template: ((patch - template) ** 2).sum(), None),
    (lambda patch, template: np.corrcoef(patch, template)[0, 1], None),
    (lambda patch, template: int(_alike(patch, template)), None),
    (lambda patch, template: _alike(patch - patch.mean(axis=0), template - template.mean(axis=0)), "each column"),
    (lambda patch, template: _alike(patch - patch.mean(axis=1, keepdims=True), template - template.mean(axis=1, keepdims=True)), "each row"),
    (lambda patch, template: max(0, _alike(patch, template)), None),
    (lambda patch, template: (patch == template).mean(), None),
    (lambda patch, template: _alike(patch, template) > 0.5, None),
    (alike_nan, None),
    (alike_zero_division, None),
    (alike_in_place, "changes"),
    (alike_no_else, "return"),
    (alike_patch_tested, None),
]  # fmt: skip

RIGHT = {
    "10.1": [75_000, 75000.0, 60 * 50 * 5 * 5, np.int64(75_000), 3000 * 25, 7.5e4, minidl.tensor(75_000)],
    "10.2": [
        four_loops, by_weights, by_minidl, by_windows, by_tensordot, by_scipy, by_scipy_turned, of_lists, of_tuples,
        by_vdot, by_rows, by_flat, lambda image, kernel: _right(image, kernel).tolist(),
        lambda image, kernel: minidl.tensor(_right(image, kernel)),
    ],
    "10.3": [
        turn_loops, turn_lists, lambda kernel: np.rot90(kernel, 2), lambda kernel: np.flip(kernel), lambda kernel: kernel[::-1, ::-1],
        lambda kernel: kernel[::-1][:, ::-1], lambda kernel: np.flipud(np.fliplr(kernel)), lambda kernel: kernel.ravel()[::-1].reshape(kernel.shape),
        lambda kernel: np.rot90(np.rot90(kernel)), lambda kernel: minidl.tensor(kernel[::-1, ::-1].copy()),
        lambda kernel: [row[::-1] for row in kernel][::-1], lambda kernel: tuple(tuple(row[::-1]) for row in kernel[::-1]),
        lambda kernel: np.rot90(kernel, -2),
    ],
    "10.4": [
        alike_corrcoef, alike_z, alike_norm, alike_loops, alike_minidl, lambda patch, template: _alike(template, patch),
        lambda patch, template: np.float64(_alike(patch, template)), lambda patch, template: np.nan_to_num(alike_nan(patch, template)),
        lambda patch, template: _alike(2 * patch + 1, 0.5 * template - 3), lambda patch, template: np.array(_alike(patch, template)),
    ],
}  # fmt: skip
WRONG = {
    "10.1": [
        (25, "share"), (26, "share"), (9_000_000, "fully"), (3000, "at *each* pixel"), (15_000, "25 cells"), (30_000, "25 cells"), (78_000, "bias"),
        (64_400, "hangs over"), (66_000, "at the border"), (61_875, "near the border"), (80_600, "ring of zeros"), (86_400, "on the zeros"),
        (71_736, "real pixels"), (1_875_000, "twice"), (18_000_000, "fully"), (135, "sides added"), (1310, "sides added"), (37_500, None), (3025, "added"), (2750, "added"), (1500, "60 units"), (1250, "50 units"), (120, "side by side"),
        (300_000, "10×10"), (27_000, "3×3"), (90_000, "60×50"), (62_500, "60×50"), (225_000, "three channels"), (150_000, "additions"),
        (375_000, "25 cells"), (75, "one channel"), (75.0, "one channel"), (10, "cell of its window"), (5, "cell of its window"), (1, "cell of its window"), ((75, 0), None), ("75000", "text"),
        ("75,000", None), (75_001, "bias"), (60 * 50 * 5 ^ 2, "no power"), (100, "lecture"), (4_000_000, "lecture"), (72_000, "24 weights"), (110, "sides added"), (-75_000, "minus"), (0.075, None),
        (76_000, None), (750_000, "Zeros are missing"), (7500, "Zeros are missing"), (75_000_000, "Zeros are missing"), ([75_000], None), (True, None), (1_600_000_000, "lecture"), (3, "cell of its window"),
    ],
    "10.2": CORRELATE_WRONG,
    "10.3": TURN_WRONG,
    "10.4": ALIKE_WRONG,
}  # fmt: skip
EQUIVALENT = {}
