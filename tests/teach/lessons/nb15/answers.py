"""Answers to the exercises of notebook 15, as students give them."""

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb15.exercises import conv_matrix, im2col, image_gradient
from minidl.windows import plain

# --- 15.2: right ------------------------------------------------------------------------------------------


def cols_filled(x, K, S=1):
    H, W = x.shape
    h, w = (H - K) // S + 1, (W - K) // S + 1
    out = np.zeros((K * K, h * w))
    for i in range(h):
        for j in range(w):
            out[:, i * w + j] = x[i * S : i * S + K, j * S : j * S + K].flatten()
    return out


def cols_six_loops(x, K, S=1):
    out = []
    for u in range(K):
        for v in range(K):
            row = []
            for i in range(0, len(x) - K + 1, S):
                for j in range(0, len(x[0]) - K + 1, S):
                    row.append(x[i + u, j + v])
            out.append(row)
    return out


def cols_tuple(x, K, S=1):
    return tuple(map(tuple, cols_six_loops(x, K, S)))


def cols_while(x, K, S=1):
    found, i = [], 0
    while i + K <= x.shape[0]:
        j = 0
        while j + K <= x.shape[1]:
            found.append([x[i + u][j + v] for u in range(K) for v in range(K)])
            j += S
        i += S
    return np.array(found).T


def cols_view(x, K, S=1):
    view = np.lib.stride_tricks.sliding_window_view(x, (K, K))[::S, ::S]
    return view.reshape(-1, K * K).T


def cols_library(x, K, S=1):
    return F.unfold(minidl.tensor(x * 1.0)[None, None], K, stride=S)[0]


def cols_library_with_gradient(x, K, S=1):
    return F.unfold(minidl.tensor(x * 1.0, requires_grad=True)[None, None], K, stride=S)[0]


def cols_plain(x, K, S=1):
    return plain.unfold(x[None, None], (K, K), stride=(S, S))[0]


def cols_slices(x, K, S=1):
    h, w = x.shape[0] - K + 1, x.shape[1] - K + 1
    return np.stack([x[u : u + h : S, v : v + w : S].ravel() for u in range(K) for v in range(K)])


def cols_concatenated(x, K, S=1):
    parts = [x[i : i + K, j : j + K].reshape(-1, 1) for i in range(0, x.shape[0] - K + 1, S) for j in range(0, x.shape[1] - K + 1, S)]  # fmt: skip
    return np.hstack(parts)


def cols_column_stack(x, K, S=1):
    return np.column_stack(
        [
            x[i : i + K, j : j + K].ravel()
            for i in range(0, len(x) - K + 1, S)
            for j in range(0, len(x[0]) - K + 1, S)
        ]  # fmt: skip
    )


def cols_zip(x, K, S=1):
    return [list(row) for row in zip(*im2col(x, K, S).T.tolist())]


# --- 15.2: wrong ------------------------------------------------------------------------------------------


def windows_of(x, K, S=1):
    return [
        x[i : i + K, j : j + K]
        for i in range(0, x.shape[0] - K + 1, S)
        for j in range(0, x.shape[1] - K + 1, S)
    ]


def cols_as_rows(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.array(windows)


def cols_list_of_windows(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return windows


def cols_return_inside(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
        return np.stack(windows, axis=1)


def cols_return_inside_both(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
            return np.stack(windows, axis=1)


def cols_prints(x, K, S=1):
    print(im2col(x, K, S))


def cols_forgets(x, K, S=1):
    result = im2col(x, K, S)  # noqa: F841


def cols_changes(x, K, S=1):
    result = im2col(x, K, S)
    x[0, 0] = 0
    return result


def cols_int_array(x, K, S=1):
    h, w = (x.shape[0] - K) // S + 1, (x.shape[1] - K) // S + 1
    out = np.zeros((K * K, h * w), dtype=int)
    for i in range(h):
        for j in range(w):
            out[:, i * w + j] = x[i * S : i * S + K, j * S : j * S + K].ravel()
    return out


def cols_unscaled(x, K, S=1):
    h, w = (x.shape[0] - K) // S + 1, (x.shape[1] - K) // S + 1
    out = np.zeros((K * K, h * w))
    for i in range(h):
        for j in range(w):
            out[:, i * w + j] = x[i : i + K, j : j + K].ravel()
    return out


def cols_index_h(x, K, S=1):
    h, w = (x.shape[0] - K) // S + 1, (x.shape[1] - K) // S + 1
    out = np.zeros((K * K, h * w))
    for i in range(h):
        for j in range(w):
            out[:, i * h + j] = x[i * S : i * S + K, j * S : j * S + K].ravel()
    return out


def cols_too_far(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0], S):
        for j in range(0, x.shape[1], S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_too_far_unshaped(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0], S):
        for j in range(0, x.shape[1], S):
            windows.append(x[i : i + K, j : j + K].ravel())
    return np.stack(windows, axis=1)


def cols_square_by_height(x, K, S=1):
    windows = []
    n = len(x)
    for i in range(0, n - K + 1, S):
        for j in range(0, n - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_square_by_height_ravel(x, K, S=1):
    n = x.shape[0]
    return np.stack(
        [x[i : i + K, j : j + K].ravel() for i in range(0, n - K + 1, S) for j in range(0, n - K + 1, S)], axis=1
    )  # fmt: skip


def cols_square_by_width(x, K, S=1):
    n = x.shape[1]
    return np.stack(
        [x[i : i + K, j : j + K].reshape(K * K) for i in range(0, n - K + 1, S) for j in range(0, n - K + 1, S)], axis=1
    )  # fmt: skip


def cols_swapped_sides(x, K, S=1):
    windows = []
    for i in range(0, x.shape[1] - K + 1, S):
        for j in range(0, x.shape[0] - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_fixed_three(x, K, S=1):
    return np.stack([x[i : i + 3, j : j + 3].ravel() for i in range(2) for j in range(2)], axis=1)


def cols_no_self(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows = [x[i : i + K, j : j + K].reshape(K * K)]
    return np.stack(windows, axis=1)


def cols_shape_called(x, K, S=1):
    windows = []
    for i in range(0, x.shape(0) - K + 1, S):
        for j in range(0, x.shape(1) - K + 1, S):
            windows.append(x[i : i + K, j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_single_index(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i:K, j:K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_double_slice(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.append(x[i : i + K][j : j + K].reshape(K * K))
    return np.stack(windows, axis=1)


def cols_extend(x, K, S=1):
    windows = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            windows.extend(x[i : i + K, j : j + K].reshape(K * K))
    return windows


def cols_branch(x, K, S=1):
    if S == 1:
        return im2col(x, K)


def cols_whole_steps(x, K, S=1):
    h, w = (x.shape[0] - K) // S, (x.shape[1] - K) // S
    return np.stack(
        [x[i * S : i * S + K, j * S : j * S + K].ravel() for i in range(h) for j in range(w)] or [np.zeros(K * K)], axis=1
    )  # fmt: skip


# --- 15.3: right ------------------------------------------------------------------------------------------


def matrix_by_rows(kernel, H, W):
    rows = []
    kh, kw = kernel.shape
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            page = np.zeros((H, W))
            page[i : i + kh, j : j + kw] = kernel
            rows.append(page.ravel())
    return np.array(rows)


def matrix_by_units(kernel, H, W):
    columns = []
    for p in range(H * W):
        unit = np.zeros(H * W)
        unit[p] = 1
        columns.append(plain.conv2d(unit.reshape(1, 1, H, W), kernel[None, None] * 1.0).ravel())
    return np.stack(columns, axis=1)


def matrix_by_blocks(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    blocks = []
    for u in range(kh):
        block = np.zeros((w, W))
        for j in range(w):
            block[j, j : j + kw] = kernel[u]
        blocks.append(block)
    hat = np.hstack(blocks)
    M = np.zeros((h * w, H * W))
    for i in range(h):
        M[i * w : (i + 1) * w, i * W : i * W + kh * W] = hat
    return M


def matrix_lists(kernel, H, W):
    return matrix_by_rows(kernel, H, W).tolist()


def matrix_tuples(kernel, H, W):
    return tuple(tuple(row) for row in matrix_by_rows(kernel, H, W))


def matrix_tensor(kernel, H, W):
    return minidl.tensor(matrix_by_rows(kernel, H, W))


def matrix_divmod(kernel, H, W):
    kh, kw = len(kernel), len(kernel[0])
    w = W - kw + 1
    M = np.zeros(((H - kh + 1) * w, H * W))
    for r in range(len(M)):
        i, j = divmod(r, w)
        for u in range(kh):
            M[r, (i + u) * W + j : (i + u) * W + j + kw] = kernel[u]
    return M


def matrix_comprehension(kernel, H, W):
    kh, kw = kernel.shape
    inside = lambda u, v: 0 <= u < kh and 0 <= v < kw
    return [
        [kernel[a - i, b - j] if inside(a - i, b - j) else 0 for a in range(H) for b in range(W)]
        for i in range(H - kh + 1)
        for j in range(W - kw + 1)
    ]


def matrix_padded_rolled(kernel, H, W):
    kh, kw = kernel.shape
    first = np.pad(kernel, ((0, H - kh), (0, W - kw))).ravel()
    return [np.roll(first, i * W + j) for i in range(H - kh + 1) for j in range(W - kw + 1)]


def matrix_four_axes(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h, w, H, W))
    for i in range(h):
        for j in range(w):
            M[i, j, i : i + kh, j : j + kw] = kernel
    return M.reshape(h * w, H * W)


def matrix_gradient(kernel, H, W):
    """Row by row as a gradient"""
    rows = []
    kh, kw = kernel.shape
    for r in range((H - kh + 1) * (W - kw + 1)):
        x = minidl.zeros(1, 1, H, W).requires_grad_()
        F.conv2d(x, minidl.tensor(kernel * 1.0, dtype=minidl.float32)[None, None]).reshape(-1)[r].backward()
        rows.append(x.grad.numpy().ravel())
    return np.array(rows)


# --- 15.3: wrong ------------------------------------------------------------------------------------------


def matrix_shift_one(kernel, H, W):
    kh, kw = kernel.shape
    first = np.pad(kernel, ((0, H - kh), (0, W - kw))).ravel()
    return [np.roll(first, r) for r in range((H - kh + 1) * (W - kw + 1))]


def matrix_side_by_side(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            start = i * W + j
            M[i * w + j, start : start + kh * kw] = kernel.ravel()[: H * W - start]
    return M


def matrix_row_by_w(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * W + j, (i + u) * W + j + v] = kernel[u, v]
    return M


def matrix_adds(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W), dtype=int)
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * w + j, (i + u) * W + j + v] += int(kernel[u, v])
    return M


def matrix_like_kernel(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * w + j, i + u, j + v] = kernel[u, v]
    return M


def matrix_height_jump(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * w + j, (i + u) * H + j + v] = kernel[u, v]
    return M


def matrix_h_rows(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * h + j, (i + u) * W + j + v] = kernel[u, v]
    return M


def matrix_prints(kernel, H, W):
    print(conv_matrix(kernel, H, W))


def matrix_return_inside(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros((h * w, H * W))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    M[i * w + j, (i + u) * W + j + v] = kernel[u, v]
        return M


def matrix_shape_wrong(kernel, H, W):
    kh, kw = kernel.shape
    h, w = H - kh + 1, W - kw + 1
    M = np.zeros(h * w, H * W)
    for i in range(h):
        for j in range(w):
            M[i * w + j] = 1
    return M


def matrix_changes(kernel, H, W):
    result = conv_matrix(kernel, H, W)
    kernel[0, 0] = 5
    return result


def matrix_full(kernel, H, W):
    kh, kw = kernel.shape
    return conv_matrix(kernel, H + 2 * kh - 2, W + 2 * kw - 2)


def matrix_branch(kernel, H, W):
    if H == W:
        return conv_matrix(kernel, H, W)


def matrix_text(kernel, H, W):
    return [[str(v) for v in row] for row in conv_matrix(kernel, H, W)]


# --- 15.4: right ------------------------------------------------------------------------------------------


def back_full(dy, kernel, S=1):
    """Zeros between, zeros around, the kernel turned"""
    (h, w), (kh, kw) = dy.shape, kernel.shape
    spread = np.zeros(((h - 1) * S + 1, (w - 1) * S + 1))
    spread[::S, ::S] = dy
    spread = np.pad(spread, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    return plain.conv2d(spread[None, None], kernel[None, None, ::-1, ::-1])[0, 0]


def back_library(dy, kernel, S=1):
    return F.conv_transpose2d(minidl.tensor(dy * 1.0)[None, None], minidl.tensor(kernel * 1.0)[None, None], stride=S)[0, 0]  # fmt: skip


def back_by_matrix(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    H, W = (h - 1) * S + kh, (w - 1) * S + kw
    M = conv_matrix(kernel, H, W).reshape(H - kh + 1, W - kw + 1, H, W)[::S, ::S].reshape(h * w, H * W)
    return (M.T @ dy.ravel()).reshape(H, W)


def back_six_loops(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = [[0] * ((w - 1) * S + kw) for _ in range((h - 1) * S + kh)]
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    dx[i * S + u][j * S + v] += dy[i, j] * kernel[u, v]
    return dx


def back_by_taps(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros((S * h - S + kh, S * w - S + kw))
    for u in range(kh):
        for v in range(kw):
            dx[u : u + (h - 1) * S + 1 : S, v : v + (w - 1) * S + 1 : S] += kernel[u, v] * dy
    return dx


def back_by_autograd(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    x = minidl.zeros(1, 1, (h - 1) * S + kh, (w - 1) * S + kw, dtype=minidl.float64).requires_grad_()
    F.conv2d(x, minidl.tensor(kernel * 1.0)[None, None], stride=S).backward(
        minidl.tensor(dy * 1.0)[None, None]
    )
    return x.grad[0, 0]


def back_fold(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    columns = np.outer(kernel.ravel(), dy.ravel())[None] * 1.0
    return plain.fold(columns, ((h - 1) * S + kh, (w - 1) * S + kw), (kh, kw), stride=(S, S))[0, 0]


def back_new_sum(dy, kernel, S=1):
    H, W = (len(dy) - 1) * S + len(kernel), (len(dy[0]) - 1) * S + len(kernel[0])
    total = np.zeros((H, W))
    for (i, j), g in np.ndenumerate(dy):
        page = np.zeros((H, W))
        page[i * S : i * S + len(kernel), j * S : j * S + len(kernel[0])] = g * kernel
        total = total + page
    return total


def back_gather(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    H, W = (h - 1) * S + kh, (w - 1) * S + kw
    dx = np.zeros((H, W))
    for a in range(H):
        for b in range(W):
            for i in range(h):
                for j in range(w):
                    if 0 <= a - i * S < kh and 0 <= b - j * S < kw:
                        dx[a, b] += dy[i, j] * kernel[a - i * S, b - j * S]
    return dx


# --- 15.4: wrong ------------------------------------------------------------------------------------------


def back_assigns(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] = dy[i, j] * kernel
    return dx


def back_flipped(dy, kernel, S=1):
    return image_gradient(dy, kernel[::-1, ::-1], S)


def back_valid(dy, kernel, S=1):
    return plain.conv2d(dy[None, None] * 1.0, kernel[None, None])[0, 0]


def back_sum_of_shapes(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros((h * S + kh - 1, w * S + kw - 1))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
    return dx


def back_size_n_s(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros((h * S + kh, w * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
    return dx


def back_square(dy, kernel, S=1):
    (h, w), k = dy.shape, len(kernel)
    dx = np.zeros(((h - 1) * S + k, (w - 1) * S + k))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + k, j * S : j * S + k] += dy[i, j] * kernel
    return dx


def back_int(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw), dtype=int)
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += (dy[i, j] * kernel).astype(int)
    return dx


def back_prints(dy, kernel, S=1):
    print(image_gradient(dy, kernel, S))


def back_return_inside(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
        return dx


def back_stride_one(dy, kernel, S=1):
    return image_gradient(dy, kernel)


def back_multiplies_dy(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy * kernel
    return dx


def back_at_ij(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i : i + kh, j : j + kw] += dy[i, j] * kernel
    return dx


def back_changes(dy, kernel, S=1):
    result = image_gradient(dy, kernel, S)
    dy[0, 0] = 0
    return result


def back_kernel_gradient(dy, kernel, S=1):
    return image_gradient(np.ones(dy.shape), kernel, S)


def back_inverse(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    M = conv_matrix(kernel, h + kh - 1, w + kw - 1)
    return (np.linalg.pinv(M) @ dy.ravel()).reshape(h + kh - 1, w + kw - 1)


def back_swapped_indices(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            for u in range(kh):
                for v in range(kw):
                    dx[i * S + u, j * S + v] += dy[i, j] * kernel[v, u]
    return dx


def back_forgets(dy, kernel, S=1):
    dx = image_gradient(dy, kernel, S)  # noqa: F841


# --- wrong, more of them ----------------------------------------------------------------------------------


def cols_never_counted(x, K, S=1):
    h, w = (x.shape[0] - K) // S + 1, (x.shape[1] - K) // S + 1
    out, n = np.zeros((K * K, h * w)), 0
    for i in range(h):
        for j in range(w):
            out[:, n] = x[i * S : i * S + K, j * S : j * S + K].ravel()
    return out


def cols_any_start(x, K, S=1):
    found = []
    for i in range(0, x.shape[0], S):
        for j in range(0, x.shape[1], S):
            found.append(x[i : i + K, j : j + K].ravel())
    return np.stack(found, axis=1)


def cols_until_s(x, K, S=1):
    found = []
    for i in range(0, x.shape[0] - K + S, S):
        for j in range(0, x.shape[1] - K + S, S):
            found.append(x[i : i + K, j : j + K].ravel())
    return np.stack(found, axis=1)


def cols_slice_to_k(x, K, S=1):
    found = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            found.append(x[i:K, j:K].ravel())
    return np.stack(found, axis=1)


def cols_no_brackets(x, K, S=1):
    found = []
    for i in range(0, x.shape[0] - K + 1, S):
        for j in range(0, x.shape[1] - K + 1, S):
            found.append(x[i : i + K, j : j + K].ravel)
    return np.stack(found, axis=1)


def matrix_never_cleared(kernel, H, W):
    (kh, kw), rows, picture = kernel.shape, [], np.zeros((H, W))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.flatten())
    return np.array(rows)


def matrix_one_view(kernel, H, W):
    (kh, kw), rows, picture = kernel.shape, [], np.zeros((H, W))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.ravel())
    return np.array(rows)


def matrix_cleared_view(kernel, H, W):
    (kh, kw), rows, picture = kernel.shape, [], np.zeros((H, W))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            picture[:] = 0
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.ravel())
    return np.array(rows)


def matrix_kw_kh(kernel, H, W):
    (kw, kh), rows = kernel.shape, []
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            picture = np.zeros((H, W))
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.ravel())
    return np.array(rows)


def matrix_columns_first(kernel, H, W):
    (kh, kw), rows = kernel.shape, []
    for j in range(W - kw + 1):
        for i in range(H - kh + 1):
            picture = np.zeros((H, W))
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.ravel())
    return np.array(rows)


def back_return_twice_inside(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
            return dx


def back_size_without_s(dy, kernel, S=1):
    (h, w), (kh, kw) = dy.shape, kernel.shape
    dx = np.zeros((h + kh - 1, w + kw - 1))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
    return dx


def back_kw_kh(dy, kernel, S=1):
    (h, w), (kw, kh) = dy.shape, kernel.shape
    dx = np.zeros(((h - 1) * S + kh, (w - 1) * S + kw))
    for i in range(h):
        for j in range(w):
            dx[i * S : i * S + kh, j * S : j * S + kw] += dy[i, j] * kernel
    return dx


RIGHT = {
    "15.1": [504, 504.0, np.int64(504), 18 * 28, (7 - 2 + 1) * (4 - 2 + 1) * 7 * 4, minidl.tensor(504), np.array(504),
        conv_matrix(np.ones((2, 2)), 7, 4).size, np.prod((18, 28)), np.float64(504), 5.04e2, 72 + 432],
    "15.2": [im2col, cols_filled, cols_six_loops, cols_tuple, cols_while, cols_view, cols_library,
        cols_library_with_gradient, cols_plain, cols_slices, cols_concatenated, cols_column_stack, cols_zip],
    "15.3": [conv_matrix, matrix_by_rows, matrix_by_units, matrix_by_blocks, matrix_lists, matrix_tuples,
        matrix_tensor, matrix_divmod, matrix_comprehension, matrix_padded_rolled, matrix_four_axes, matrix_gradient],
    "15.4": [image_gradient, back_full, back_library, back_by_matrix, back_six_loops, back_by_taps,
        back_by_autograd, back_fold, back_new_sum, back_gather,
        lambda dy, kernel, S=1: image_gradient(dy, kernel, S).tolist(),
        lambda dy, kernel, S=1: minidl.tensor(image_gradient(dy, kernel, S), requires_grad=True)],
}  # fmt: skip

WRONG = {
    "15.1": [
        (144, "144 = 9 · 16"),
        (36, None),
        (180, None),
        (32, "28 + 4"),
        (288, "18 · 16"),
        (503, "multiply again"),
        (504.5, "whole number"),
        (784, "a row for each *output*"),
        (324, "a column for each *pixel*"),
        (18, "how many rows M has"),
        (28, "how many columns M has"),
        (46, "Rows *times* columns"),
        (72, "The zeros are counted"),
        (432, "the zeros alone"),
        (112, "a row for each weight"),
        (280, "counted the steps"),
        (1120, "hangs over the edges"),
        (252, "not 9"),
        (1008, "across only 3"),
        (168, "one column"),
        (84, "one row"),
        (4, "how many weights"),
        (2016, "only 784 entries"),
        (5000, "only 784 entries"),
        ((18, 28), None),
        ([18, 28], None),
        ("18x28", None),
        ("504", "Leave out the quotes"),
        ([504], "Type one number alone"),
        (None, "expected a number"),
        (True, "expected a number"),
        (-504, None),
        (0, None),
        (0.504, None),
        (50.4, None),
        (5040, "only 784 entries"),
        (505, None),
        (503, None),
        (560, None),
        (420, None),
        (448, None),
        (6, None),
        (3, None),
        (10, None),
        (576, None),
        (float("nan"), "expected a number"),
        (len, "expected a number"),
        ("five hundred", "expected a number"),
        ({504}, "expected a number"),
    ],
    "15.2": [
        (cols_never_counted, "raise the number of the column"),
        (cols_any_start, "hang over the edge"),
        (cols_until_s, "hang over the edge"),
        (cols_slice_to_k, "wherever it starts"),
        (cols_no_brackets, "with its brackets"),
        (lambda x, K, S=1: np.stack(windows_of(x, K, S), axis=1), "still squares"),
        (lambda x, K, S=1: np.lib.stride_tricks.sliding_window_view(x, (K, K))[::S, ::S], "still squares"),
        (cols_as_rows, "It must be a column"),
        (cols_list_of_windows, "It must be a column"),
        (windows_of, "still squares"),
        (lambda x, K, S=1: np.array(windows_of(x, K, S)), "still squares"),
        (lambda x, K, S=1: np.stack(windows_of(x, K, S), axis=-1), "shape"),
        (lambda x, K, S=1: np.array(windows_of(x, K, S)).reshape(K * K, -1), "only cuts the row"),
        (cols_return_inside, "Only the windows of the top row"),
        (cols_return_inside_both, "Only the first window"),
        (cols_prints, "return"),
        (cols_forgets, "return"),
        (cols_changes, "changes what it is given"),
        (cols_int_array, "decimals are cut off"),
        (cols_unscaled, "starts at row i · S"),
        (cols_index_h, "how many windows are in a row"),
        (cols_too_far, None),
        (cols_too_far_unshaped, None),
        (cols_square_by_height, "height for both sides"),
        (cols_square_by_height_ravel, "height for both sides"),
        (cols_square_by_width, "width for both sides"),
        (cols_swapped_sides, "exchanged the sides"),
        (cols_fixed_three, None),
        (cols_no_self, None),
        (cols_shape_called, "write square brackets"),
        (cols_single_index, None),
        (cols_double_slice, None),
        (cols_extend, "one long row"),
        (cols_branch, "nothing in this case"),
        (cols_whole_steps, None),
        (lambda x, K, S=1: im2col(x, K), "ignored the stride"),
        (lambda x, K, S=1: im2col(x, K, K), "never overlap"),
        (lambda x, K, S=1: im2col(x, S, K), None),
        (lambda x, K, S=1: im2col(x[::S, ::S], K), "every S-th pixel first"),
        (lambda x, K, S=1: im2col(x.T, K, S), None),
        (lambda x, K, S=1: im2col(x, K, S)[::-1], "180°"),
        (lambda x, K, S=1: im2col(x, K, S)[:, ::-1], None),
        (lambda x, K, S=1: im2col(x, K, S).ravel(), "one long row"),
        (lambda x, K, S=1: im2col(x, K, S).sum(axis=0), "added up each window"),
        (lambda x, K, S=1: im2col(x, K, S).mean(axis=0), None),
        (lambda x, K, S=1: im2col(x, K, S).shape, "shape of X_col"),
        (lambda x, K, S=1: im2col(x[:-1, :-1], K, S) if min(x.shape) > K else np.zeros((K * K, 1)), None),
        (lambda x, K, S=1: im2col(x, K, S).astype(int), "cut off"),
        (lambda x, K, S=1: np.round(im2col(x, K, S)), None),
        (lambda x, K, S=1: [[str(v) for v in row] for row in im2col(x, K, S)], "text"),
        (lambda x, K, S=1: im2col(np.pad(x, K // 2), K, S), None),
        (lambda x, K, S=1: np.stack([w.T.ravel() for w in windows_of(x, K, S)], axis=1), "read it row by row"),
        (lambda x, K, S=1: np.stack([w.T.ravel() for w in windows_of(x, K, S)]), "column"),
        (lambda x, K, S=1: np.stack([x[i : i + K, j : j + K].ravel() for j in range(0, x.shape[1] - K + 1, S) for i in range(0, x.shape[0] - K + 1, S)], axis=1), "windows of the top row"),
        (lambda x, K, S=1: np.stack([x[i : i + K, j : j + K].ravel() for i in range(0, x.shape[0] - K, S) for j in range(0, x.shape[1] - K, S)], axis=1), "last window is missing"),
        (lambda x, K, S=1: np.stack([x[i : i + K, j : j + K].ravel() for i in range(0, x.shape[0] - K, S) for j in range(0, x.shape[1] - K, S)]), None),
        (lambda x, K, S=1: F.unfold(minidl.tensor(x * 1.0)[None, None], K, stride=S), "shape"),
        (lambda x, K, S=1: F.unfold(minidl.tensor(x * 1.0)[None, None], K), None),
        (lambda x, K, S=1: im2col(x, K, S).tolist, "brackets"),
        (lambda x, K, S=1: (row for row in im2col(x, K, S)), "list(...)"),
        (lambda x, K, S=1: x, None),
        (9, "expected a function"),
    ],
    "15.3": [
        (matrix_never_cleared, "never cleared"),
        (matrix_one_view, "never cleared"),
        (matrix_cleared_view, "the same array"),
        (matrix_kw_kh, "square kernels alone"),
        (matrix_columns_first, "in the wrong order"),
        (lambda kernel, H, W: [row.reshape(H, W).ravel("F") for row in conv_matrix(kernel, H, W)], "pixels are in the wrong order"),
        (matrix_shift_one, "moved by 1"),
        (matrix_side_by_side, "one image row later"),
        (matrix_row_by_w, "fewer than the W"),
        (matrix_adds, "decimals of the weights"),
        (matrix_like_kernel, None),
        (matrix_height_jump, "multiply by the height"),
        (matrix_h_rows, "not h"),
        (matrix_prints, "return"),
        (matrix_return_inside, None),
        (matrix_shape_wrong, None),
        (matrix_changes, "changes what it is given"),
        (matrix_full, None),
        (matrix_branch, "nothing in this case"),
        (matrix_text, "text"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).T, "That is Mᵀ"),
        (lambda kernel, H, W: conv_matrix(kernel[::-1, ::-1], H, W), "turned by 180°"),
        (lambda kernel, H, W: conv_matrix(kernel.T, H, W), "exchanged"),
        (lambda kernel, H, W: conv_matrix(kernel, W, H), None),
        (lambda kernel, H, W: conv_matrix(kernel, H, H), None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W)[0], None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W)[:1], "first row of M"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).ravel(), "one long row"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).reshape(-1, H, W), "H×W picture"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).astype(int), "decimals"),
        (lambda kernel, H, W: conv_matrix(np.ones(kernel.shape), H, W), "1 where a weight"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).shape, "shape of M"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).sum(axis=1), None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W)[:-1], None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W)[::-1], None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W)[:, ::-1], None),
        (lambda kernel, H, W: -conv_matrix(kernel, H, W), None),
        (lambda kernel, H, W: np.pad(kernel, ((0, H - len(kernel)), (0, W - len(kernel[0])))), None),
        (lambda kernel, H, W: np.pad(kernel, ((0, H - len(kernel)), (0, W - len(kernel[0])))).ravel(), None),
        (lambda kernel, H, W: [np.pad(kernel, ((0, H - len(kernel)), (0, W - len(kernel[0])))).ravel()] * ((H - len(kernel) + 1) * (W - len(kernel[0]) + 1)), "All rows of M are alike"),
        (lambda kernel, H, W: np.kron(np.eye(H - len(kernel) + 1), kernel), None),
        (lambda kernel, H, W: np.zeros(((H - len(kernel) + 1) * (W - len(kernel[0]) + 1), H * W)), None),
        (lambda kernel, H, W: conv_matrix(kernel, H, W).tolist, "brackets"),
        (lambda kernel, H, W: str(conv_matrix(kernel, H, W)), None),
        (lambda kernel, H, W: (row for row in conv_matrix(kernel, H, W)), "list(...)"),
        (lambda kernel, H, W: np.round(conv_matrix(kernel, H, W)), None),
        (lambda kernel, H, W: conv_matrix(kernel[::-1, ::-1], H, W).T, "180°"),
        (lambda kernel, H, W: conv_matrix(kernel, H, W) @ np.ones(H * W), None),
        ("M", "expected a function"),
    ],
    "15.4": [
        (back_return_twice_inside, "Only the first stamp"),
        (back_size_without_s, "S = 1 alone"),
        (back_kw_kh, "square kernels alone"),
        (lambda dy, kernel, S=1: image_gradient(dy.T, kernel, S), "You exchanged rows and columns of dy."),
        (lambda dy, kernel, S=1: np.outer(kernel, dy), "all the products"),
        (back_assigns, "`=` must be `+=`"),
        (back_flipped, "turned by 180°"),
        (back_valid, None),
        (back_sum_of_shapes, None),
        (back_size_n_s, None),
        (back_square, None),
        (back_int, "cut off"),
        (back_prints, "return"),
        (back_return_inside, "return"),
        (back_stride_one, "ignored the stride"),
        (back_multiplies_dy, None),
        (back_at_ij, "start at (i · S, j · S)"),
        (back_changes, "changes what it is given"),
        (back_kernel_gradient, "without dy"),
        (back_inverse, None),
        (back_swapped_indices, "the row comes first"),
        (back_forgets, "return"),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel.T, S), "exchanged"),
        (lambda dy, kernel, S=1: image_gradient(dy, np.ones(kernel.shape), S), "Multiply it by the kernel"),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S)[: len(dy), : len(dy[0])], "as large as dy"),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).ravel(), "one long row"),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).T, None),
        (lambda dy, kernel, S=1: -image_gradient(dy, kernel, S), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S) / dy.size, None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).sum(), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).shape, None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel[::-1], S), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel[:, ::-1], S), None),
        (lambda dy, kernel, S=1: image_gradient(dy[::-1, ::-1], kernel, S), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel[::-1, ::-1]), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S + 1), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S)[1:-1, 1:-1], None),
        (lambda dy, kernel, S=1: np.pad(image_gradient(dy, kernel, S), 1), None),
        (lambda dy, kernel, S=1: image_gradient(dy.astype(int), kernel.astype(int), S), None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S).astype(int), "cut"),
        (lambda dy, kernel, S=1: np.round(image_gradient(dy, kernel, S)), None),
        (lambda dy, kernel, S=1: np.kron(dy, kernel), None),
        (lambda dy, kernel, S=1: np.outer(dy, kernel), None),
        (lambda dy, kernel, S=1: dy * kernel, None),
        (lambda dy, kernel, S=1: [[str(v) for v in row] for row in image_gradient(dy, kernel, S)], "text"),
        (lambda dy, kernel, S=1: F.conv_transpose2d(minidl.tensor(dy * 1.0)[None, None], minidl.tensor(kernel * 1.0)[None, None], stride=S), "shape"),
        (lambda dy, kernel, S=1: F.conv_transpose2d(minidl.tensor(dy * 1.0)[None, None], minidl.tensor(kernel * 1.0)[None, None])[0, 0], "ignored the stride"),
        (lambda dy, kernel, S=1: F.conv2d(minidl.tensor(dy * 1.0)[None, None], minidl.tensor(kernel * 1.0)[None, None])[0, 0], None),
        (lambda dy, kernel, S=1: image_gradient(dy, kernel, S) if S == 1 else None, "nothing in this case"),
    ],
}  # fmt: skip
