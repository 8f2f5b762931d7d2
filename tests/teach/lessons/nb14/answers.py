"""Answers to the exercises of notebook 14, as students write them."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb14.exercises import adaptive_mean, max_pool_backward, transposed

# --- 14.1 -------------------------------------------------------------------------------------------------


def pool_lists(x, g, K, S):
    dx = [0.0] * len(x)
    for i, up in enumerate(g):
        window = list(x[i * S : i * S + K])
        dx[i * S + window.index(max(window))] += up
    return dx


def pool_by_hand(x, g, K, S):
    dx = np.zeros_like(x)
    for i in range(len(g)):
        best = i * S
        for j in range(i * S, i * S + K):
            if x[j] > x[best]:
                best = j
        dx[best] += g[i]
    return dx


def pool_np_argmax(x, g, K, S):
    dx = 0 * x
    start = 0
    for up in g:
        dx[start + np.argmax(x[start : start + K])] += up
        start += S
    return dx


def pool_autograd(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    F.max_pool1d(t[None, None], K, S).backward(minidl.tensor(g)[None, None])
    return t.grad


def pool_autograd_sum(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    (F.max_pool1d(t[None], K, S)[0] * minidl.tensor(g)).sum().backward()
    return t.grad.numpy()


def pool_add_at(x, g, K, S):
    winners = [i * S + np.argmax(x[i * S : i * S + K]) for i in range(len(g))]
    dx = np.zeros(len(x))
    np.add.at(dx, winners, g)
    return dx


def pool_bincount(x, g, K, S):
    starts = np.arange(len(g)) * S
    winners = starts + np.array([x[s : s + K].argmax() for s in starts])
    return np.bincount(winners, weights=g, minlength=len(x))


def pool_indices(x, g, K, S):
    _, places = F.max_pool1d(minidl.tensor(x)[None], K, S, return_indices=True)
    dx = np.zeros(len(x))
    for place, up in zip(places.numpy()[0], g):
        dx[place] += up
    return dx


def pool_windows_view(x, g, K, S):
    windows = np.lib.stride_tricks.sliding_window_view(x, K)[::S]
    dx = np.zeros(x.shape)
    for i, window in enumerate(windows):
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_max_key(x, g, K, S):
    dx = [0] * len(x)
    for i in range(len(g)):
        dx[max(range(i * S, i * S + K), key=lambda j: x[j])] += g[i]
    return tuple(dx)


def pool_backwards_loop(x, g, K, S):
    dx = np.zeros(len(x))
    for i in reversed(range(len(g))):
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_sum_of_cells(x, g, K, S):
    winners = [i * S + int(np.argmax(x[i * S : i * S + K])) for i in range(len(g))]
    return [sum(up for up, w in zip(g, winners) if w == j) for j in range(len(x))]


def pool_strict_ge(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        best = i * S
        for j in range(i * S, i * S + K):
            if x[j] >= x[best]:
                best = j
        dx[best] += g[i]
    return dx


def pool_equals_max(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        for j in range(i * S, i * S + K):
            if x[j] == max(x[i * S : i * S + K]):
                dx[j] += g[i]
    return dx


def pool_assign(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] = g[i]
    return dx


def pool_no_offset(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_offset_i(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_from_i(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i + x[i : i + K].argmax()] += g[i]
    return dx


def pool_times_k(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * K : i * K + K]
        dx[i * K + window.argmax()] += g[i]
    return dx


def pool_end_s(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + S]
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_end_k(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : K]
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_return_inside(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += g[i]
        return dx


def pool_no_return(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += g[i]


def pool_printed(x, g, K, S):
    print(max_pool_backward(x, g, K, S))


def pool_in_x(x, g, K, S):
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        x[i * S + window.argmax()] = g[i]
    return x


def pool_zeroed_x(x, g, K, S):
    dx = x
    dx[:] = 0
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_dx_as_long_as_g(x, g, K, S):
    dx = np.zeros(len(g))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_g_of_winner(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        winner = i * S + x[i * S : i * S + K].argmax()
        dx[winner] += g[winner]
    return dx


def pool_from_zero(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        best, place = 0, 0
        for j in range(K):
            if x[i * S + j] > best:
                best, place = x[i * S + j], j
        dx[i * S + place] += g[i]
    return dx


def pool_range_x(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(x)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_range_last(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g) - 1):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_int(x, g, K, S):
    dx = np.zeros(len(x), dtype=int)
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += int(g[i])
    return dx


def pool_argmax_no_brackets(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax] += g[i]
    return dx


def pool_index_method(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.index(max(window))] += g[i]
    return dx


def pool_x_index(x, g, K, S):
    values = list(x)
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = values[i * S : i * S + K]
        dx[values.index(max(window))] += g[i]
    return dx


def pool_fancy(x, g, K, S):
    dx = np.zeros(len(x))
    winners = np.array([i * S + x[i * S : i * S + K].argmax() for i in range(len(g))])
    dx[winners] += g
    return dx


def pool_step_k(x, g, K, S):
    dx = np.zeros(len(x))
    n = 0
    for i in range(0, len(x) - K + 1, K):
        dx[i + x[i : i + K].argmax()] += g[n]
        n += 1
    return dx


def pool_mean_winner(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i] / K
    return dx


def pool_argmin(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + np.argmin(x[i * S : i * S + K])] += g[i]
    return dx


def pool_minus(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] -= g[i]
    return dx


def pool_mask_times(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S : i * S + K] += (window == window.max()) * g[i]
    return dx


def pool_mask_assign(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S : i * S + K] = (window == window.max()) * g[i]
    return dx


def pool_append(x, g, K, S):
    dx = []
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        for value in window:
            dx.append(g[i] if value == max(window) else 0)
    return dx


def pool_size_k_minus(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K - 1]
        dx[i * S + window.argmax()] += g[i]
    return dx


def pool_overwritten_no_offset(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[x[i * S : i * S + K].argmax()] = g[i]
    return dx


def pool_relu_like(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        winner = i * S + x[i * S : i * S + K].argmax()
        if x[winner] > 0:
            dx[winner] += g[i]
    return dx


def pool_equal_in_x(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[x == x[i * S : i * S + K].max()] += g[i]
    return dx


def pool_anew(x, g, K, S):
    for i in range(len(g)):
        dx = np.zeros(len(x))
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_one_on(x, g, K, S):
    dx = np.zeros(len(x) + 1)
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax() + 1] += g[i]
    return dx[: len(x)]


def pool_all_of_g(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].argmax()] = g.sum()
    return dx


def pool_range_k(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(K):
        dx[i * S + x[i * S : i * S + K].argmax()] += g[i]
    return dx


def pool_max_as_index(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S + x[i * S : i * S + K].max()] += g[i]
    return dx


def pool_ones_autograd(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    F.max_pool1d(t[None], K, S).sum().backward()
    return t.grad


def pool_backward_vector(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    F.max_pool1d(t[None], K, S).backward()
    return t.grad


def pool_avg_autograd(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    F.avg_pool1d(t[None], K, S).backward(minidl.tensor(g)[None])
    return t.grad


def pool_no_stride_autograd(x, g, K, S):
    t = minidl.tensor(x, requires_grad=True)
    (F.max_pool1d(t[None], K)[0] * minidl.tensor(g)).sum().backward()
    return t.grad


POOL_WRONG = [
    (pool_equal_in_x, "outside of the window"),
    (pool_anew, "made anew"),
    (pool_one_on, None),
    (pool_all_of_g, None),
    (pool_range_k, None),
    (pool_max_as_index, "no index"),
    (pool_ones_autograd, "send 1"),
    (pool_backward_vector, None),
    (pool_avg_autograd, "*mean*"),
    (pool_no_stride_autograd, None),
    (pool_strict_ge, "last one"),
    (pool_equals_max, "only the first"),
    (pool_mask_times, "only the first"),
    (pool_mask_assign, None),
    (pool_assign, "+="),
    (pool_fancy, "+="),
    (pool_no_offset, "start of the *window*"),
    (pool_offset_i, "not at i"),
    (pool_from_i, "ignore S"),
    (pool_times_k, "i * K"),
    (pool_end_s, "`S`"),
    (pool_end_k, "too early"),
    (lambda x, g, K, S: x + max_pool_backward(x, g, K, S), "as x"),
    (lambda x, g, K, S: np.roll(max_pool_backward(x, g, K, S), -1), "too far left"),
    (pool_return_inside, "inside the loop"),
    (pool_no_return, "return"),
    (pool_printed, "return"),
    (pool_in_x, "changes"),
    (pool_zeroed_x, "changes"),
    (pool_dx_as_long_as_g, None),
    (pool_g_of_winner, None),
    (pool_from_zero, "negative"),
    (pool_range_x, None),
    (pool_range_last, "last window"),
    (pool_int, "cut"),
    (pool_argmax_no_brackets, "rackets"),
    (pool_index_method, None),
    (pool_x_index, "earlier in x"),
    (pool_step_k, None),
    (pool_mean_winner, "divide by K"),
    (pool_argmin, "smallest"),
    (pool_minus, None),
    (pool_append, None),
    (pool_size_k_minus, "last cell"),
    (pool_overwritten_no_offset, None),
    (pool_relu_like, None),
    (lambda x, g, K, S: g, None),
    (lambda x, g, K, S: np.zeros(len(x)), None),
    (lambda x, g, K, S: list(map(str, max_pool_backward(x, g, K, S))), "text"),
    (lambda x, g, K, S: max_pool_backward(x, g, K, S)[None], "shape"),
    (lambda x, g, K, S: max_pool_backward(x, np.ones(len(g)), K, S), "send 1"),
    (lambda x, g, K, S: (max_pool_backward(x, np.abs(g), K, S) > 0) * 1.0, "mark the winners"),
    (lambda x, g, K, S: sum(max_pool_backward(x, g, K, S)), None),
    (lambda x, g, K, S: (v for v in max_pool_backward(x, g, K, S)), "list("),
    (lambda x, g, K, S: max_pool_backward(x, g, K, 1), "ignore S"),
    (lambda x, g, K, S: max_pool_backward(x, g, 2, S), "2 cells"),
    (lambda x, g, K, S: max_pool_backward(np.abs(x), g, K, S), "abs"),
    (lambda x, g, K, S: F.max_pool1d(minidl.tensor(x)[None], K, S)[0], "forward"),
    (lambda x, g, K, S: x * max_pool_backward(x, g, K, S), "value"),
    (lambda x, g, K, S: np.array([i * S + x[i * S : i * S + K].argmax() for i in range(len(g))]), "the winners are"),
]  # fmt: skip

# --- 14.3 -------------------------------------------------------------------------------------------------


def adaptive_minidl(x, m):
    return F.adaptive_avg_pool1d(minidl.tensor(x)[None], m)[0]


def adaptive_floor_ceil(x, m):
    n = len(x)
    return [np.mean(x[math.floor(i * n / m) : math.ceil((i + 1) * n / m)]) for i in range(m)]


def adaptive_sums(x, m):
    n, found = len(x), np.zeros(m)
    for i in range(m):
        start = i * n // m
        end = ((i + 1) * n + m - 1) // m
        found[i] = sum(x[start:end]) / (end - start)
    return found


def adaptive_minus(x, m):
    n = len(x)
    return tuple(x[int(i * n / m) : -(-(i + 1) * n // m)].mean() for i in range(m))


def adaptive_np(x, m):
    edges = np.arange(m + 1) * len(x) / m
    return np.array([x[int(a) : int(b)].mean() for a, b in zip(np.floor(edges[:-1]), np.ceil(edges[1:]))])


def adaptive_cell_loop(x, m):
    n, means = len(x), []
    for i in range(m):
        total, count = 0, 0
        for j in range(n):
            if j + 1 > i * n / m and j < (i + 1) * n / m:
                total += x[j]
                count += 1
        means.append(total / count)
    return means


def adaptive_2d(x, m):
    return F.adaptive_avg_pool2d(minidl.tensor(x).reshape(1, 1, 1, -1), (1, m)).reshape(m).numpy()


def adaptive_return_inside(x, m):
    n, means = len(x), []
    for i in range(m):
        means.append(x[i * n // m : math.ceil((i + 1) * n / m)].mean())
        return means


def adaptive_printed(x, m):
    n = len(x)
    for i in range(m):
        print(x[i * n // m : math.ceil((i + 1) * n / m)].mean())


def adaptive_no_return(x, m):
    n, means = len(x), []
    for i in range(m):
        means.append(x[i * n // m : math.ceil((i + 1) * n / m)].mean())


def adaptive_int(x, m):
    return [int(v) for v in adaptive_mean(x, m)]


def adaptive_slash(x, m):
    n = len(x)
    return [x[i * n / m : math.ceil((i + 1) * n / m)].mean() for i in range(m)]


def adaptive_both_floor(x, m):
    n = len(x)
    return [x[i * n // m : (i + 1) * n // m].mean() for i in range(m)]


def adaptive_both_floor_safe(x, m):
    n, means = len(x), []
    for i in range(m):
        window = x[i * n // m : (i + 1) * n // m]
        means.append(window.mean() if len(window) else 0.0)
    return means


def adaptive_floor_first(x, m):
    n = len(x)
    return [x[i * (n // m) : math.ceil((i + 1) * n / m)].mean() for i in range(m)]


def adaptive_ceil_of_floor(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil((i + 1) * n // m)].mean() for i in range(m)]


def adaptive_i_plus(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil(i + 1 * n / m)].mean() for i in range(m)]


def adaptive_end_i(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil(i * n / m)].mean() for i in range(m)]


def adaptive_floor_one(x, m):
    n = len(x)
    return [x[i * n // m : (i + 1) * n // m + 1].mean() for i in range(m)]


def adaptive_inclusive(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil((i + 1) * n / m) + 1].mean() for i in range(m)]


def adaptive_pop(x, m):
    x[0] = x[0]
    means = adaptive_mean(x, m)
    x[:] = 0
    return means


def adaptive_n_is_m(x, m):
    n = len(x)
    return [x[i * m // n : math.ceil((i + 1) * m / n)].mean() for i in range(n)]


def adaptive_overwritten(x, m):
    n = len(x)
    for i in range(m):
        means = [x[i * n // m : math.ceil((i + 1) * n / m)].mean()]
    return means


def adaptive_last(x, m):
    n = len(x)
    for i in range(m):
        mean = x[i * n // m : math.ceil((i + 1) * n / m)].mean()
    return mean


def adaptive_range_n(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil((i + 1) * n / m)].mean() for i in range(n)]


def adaptive_steps(x, m):
    step = math.ceil(len(x) / m)
    return [x[i : i + step].mean() for i in range(0, len(x), step)]


def adaptive_interp(x, m):
    return np.interp(np.linspace(0, len(x) - 1, m), np.arange(len(x)), x)


def adaptive_reshape(x, m):
    return x.reshape(m, -1).mean(axis=1)


def adaptive_brackets(x, m):
    n = len(x)
    return [x[i * n // m : math.ceil((i + 1) * n / m)].mean for i in range(m)]


def adaptive_start_plus(x, m):
    n, means = len(x), []
    for i in range(m):
        start = i * n // m
        means.append(np.mean(x[start : start + math.ceil(n / m)]))
    return means


def adaptive_start_plus_short(x, m):
    n, means = len(x), []
    for i in range(m):
        start = i * n // m
        means.append(np.mean(x[start : start + max(1, n // m)]))
    return means


ADAPTIVE_WRONG = [
    (adaptive_start_plus, "ceil(n / m) long"),
    (adaptive_start_plus_short, "n // m long"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)] for i in range(m)], None),
    (lambda x, m: [sum(x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)]) / len(x) for i in range(m)], "all cells"),
    (adaptive_return_inside, "inside the loop"),
    (adaptive_printed, "prints"),
    (adaptive_no_return, "return"),
    (adaptive_int, "cut"),
    (adaptive_slash, None),
    (adaptive_both_floor, None),
    (adaptive_both_floor_safe, "end down"),
    (adaptive_floor_first, None),
    (adaptive_ceil_of_floor, None),
    (adaptive_i_plus, None),
    (adaptive_end_i, None),
    (adaptive_floor_one, "not ceil"),
    (adaptive_inclusive, "too many"),
    (adaptive_pop, "changes"),
    (adaptive_n_is_m, None),
    (adaptive_overwritten, None),
    (adaptive_last, None),
    (adaptive_range_n, None),
    (adaptive_steps, None),
    (adaptive_interp, None),
    (adaptive_reshape, None),
    (adaptive_brackets, "function"),
    (lambda x, m: x.mean(), None),
    (lambda x, m: [p.mean() for p in np.array_split(x, m)], "array_split"),
    (lambda x, m: [x[i * max(len(x) // m, 1) : (i + 1) * max(len(x) // m, 1)].mean() for i in range(m)], "n // m cells"),
    (lambda x, m: [x[i * m : (i + 1) * m].mean() for i in range(m)], None),
    (lambda x, m: F.adaptive_max_pool1d(minidl.tensor(x)[None], m)[0], "means"),
    (lambda x, m: [v + 1 for v in adaptive_mean(x, m)], "1 too large"),
    (lambda x, m: [str(v) for v in adaptive_mean(x, m)], "text"),
    (lambda x, m: np.array(adaptive_mean(x, m))[:, None], "shape"),
    (lambda x, m: (v for v in adaptive_mean(x, m)), "list("),
    (lambda x, m: adaptive_mean(x, m)[::-1], "order"),
    (lambda x, m: np.round(adaptive_mean(x, m), 1), None),
    (lambda x, m: -np.array(adaptive_mean(x, m)), "sign"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)].sum() for i in range(m)], "sums"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)].sum() / m for i in range(m)], "divide by m"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)].sum() * m / len(x) for i in range(m)], "n/m"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)].max() for i in range(m)], "means"),
    (lambda x, m: [x[round(i * len(x) / m) : round((i + 1) * len(x) / m)].mean() for i in range(m)], "nearest"),
    (lambda x, m: [x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)].mean() for i in range(m - 1)], "m windows"),
    (lambda x, m: F.avg_pool1d(minidl.tensor(x)[None], max(len(x) // m, 1))[0], None),
    (lambda x, m: [np.median(x[i * len(x) // m : math.ceil((i + 1) * len(x) / m)]) for i in range(m)], "medians"),
    (lambda x, m: [x[i * len(x) // m] for i in range(m)], "first cell"),
    (lambda x, m: [x[i * len(x) // m : (i + 1) * math.ceil(len(x) / m)].mean() for i in range(m)], "Round at last"),
    (lambda x, m: [np.mean(x[i * m // len(x) : math.ceil((i + 1) * m / len(x))]) for i in range(m)], "changed places"),
    (lambda x, m: x if m > len(x) else adaptive_mean(x, m), "m > n, too"),
]  # fmt: skip

# --- 14.4 -------------------------------------------------------------------------------------------------


def up_minidl(x, w, S):
    return F.conv_transpose1d(minidl.tensor(x)[None, None], minidl.tensor(w)[None, None], stride=S)[0, 0]


def up_loops(x, w, S):
    y = [0.0] * ((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        for k in range(len(w)):
            y[i * S + k] += x[i] * w[k]
    return y


def up_zeros(x, w, S):
    stuffed = np.zeros((len(x) - 1) * S + 1)
    stuffed[::S] = x
    return np.convolve(stuffed, w)


def up_enumerate(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i, value in enumerate(x):
        y[i * S : i * S + len(w)] += value * w
    return y


def up_by_weight(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for k, weight in enumerate(w):
        y[k : k + (len(x) - 1) * S + 1 : S] += weight * x
    return y


def up_matrix(x, w, S):
    matrix = np.zeros(((len(x) - 1) * S + len(w), len(x)))
    for i in range(len(x)):
        matrix[i * S : i * S + len(w), i] = w
    return matrix @ x


def up_gather(x, w, S):
    N, K = len(x), len(w)
    return [sum(x[i] * w[j - i * S] for i in range(N) if 0 <= j - i * S < K) for j in range((N - 1) * S + K)]


def up_gradient(x, w, S):
    big = minidl.zeros((len(x) - 1) * S + len(w), dtype=minidl.float64, requires_grad=True)
    out = F.conv1d(big[None, None], minidl.tensor(w)[None, None], stride=S)
    out.backward(minidl.tensor(x)[None, None])
    return big.grad


def up_tuple(x, w, S):
    return tuple(up_loops(list(x), list(w), S))


def up_padded(x, w, S):
    N = len(x)
    return sum(np.pad(x[i] * w, (i * S, (N - 1 - i) * S)) for i in range(N))


def up_size_first(x, w, S):
    size = (len(x) - 1) * S + len(w)
    y = minidl.zeros(size, dtype=minidl.float64).numpy()
    for i in range(len(x)):
        y[i * S : i * S + len(w)] = y[i * S : i * S + len(w)] + w * x[i]
    return y


def up_outer(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i, copy in enumerate(np.outer(x, w)):
        y[i * S : i * S + len(w)] += copy
    return y


def up_assign(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] = x[i] * w
    return y


def up_flip(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w[::-1]
    return y


def up_i(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i : i + len(w)] += x[i] * w
    return y


def up_n_times_s(x, w, S):
    y = np.zeros(len(x) * S)
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_n_s_k(x, w, S):
    y = np.zeros(len(x) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_minus_one(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w) - 1)
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_return_inside(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
        return y


def up_no_return(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w


def up_printed(x, w, S):
    print(transposed(x, w, S))


def up_int_zeros(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w), dtype=int)
    for i in range(len(x)):
        for k in range(len(w)):
            y[i * S + k] += int(x[i] * w[k])
    return y


def up_range_last(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x) - 1):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_k_start(x, w, S):
    y = np.zeros((len(x) - 1) * len(w) + len(w))
    for i in range(len(x)):
        y[i * len(w) : i * len(w) + len(w)] += x[i] * w
    return y


def up_slice_s(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + S] += x[i] * w
    return y


def up_only_x(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i]
    return y


def up_sum_w(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w.sum()
    return y


def up_mean(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    count = np.zeros(len(y))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
        count[i * S : i * S + len(w)] += 1
    return y / np.maximum(count, 1)


def up_changes(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    x *= 0
    return y


def up_loop_w_only(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(w)):
        y[i * S] += x[i] * w[i]
    return y


def up_conv_stuffed_same(x, w, S):
    stuffed = np.zeros((len(x) - 1) * S + 1)
    stuffed[::S] = x
    return np.convolve(stuffed, w, "same")


def up_correlate(x, w, S):
    stuffed = np.zeros((len(x) - 1) * S + 1)
    stuffed[::S] = x
    return np.correlate(stuffed, w, "full")


def up_stuffed_wrong(x, w, S):
    stuffed = np.zeros(len(x) * S)
    stuffed[::S] = x
    return np.convolve(stuffed, w)


def up_repeat_conv(x, w, S):
    return np.convolve(np.repeat(x, S), w)


def up_empty(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        for k in range(len(w)):
            y[i * S + k] = x[i] * w[k]
    return y


def up_range_from_one(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(1, len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_extend(x, w, S):
    y = []
    for value in x:
        y.extend(value * w)
    return y


def up_flip_assign(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] = x[i] * w[::-1]
    return y


def up_wide(x, w, S):
    stuffed = np.zeros((len(x) - 1) * (S + 1) + 1)
    stuffed[:: S + 1] = x
    return np.convolve(stuffed, w)


def up_anew(x, w, S):
    for i in range(len(x)):
        y = np.zeros((len(x) - 1) * S + len(w))
        y[i * S : i * S + len(w)] += x[i] * w
    return y


def up_slices(size, place=lambda i, S, K: i * S):
    def transposed(x, w, S):
        y = np.zeros(size(len(x), len(w), S))
        for i in range(len(x)):
            start = place(i, S, len(w))
            y[start : start + len(w)] += x[i] * w
        return y

    return transposed


def up_indices(size, place=lambda i, k, S: i * S + k, guarded=False):
    def transposed(x, w, S):
        y = np.zeros(size(len(x), len(w), S))
        for i in range(len(x)):
            for k in range(len(w)):
                if not guarded or place(i, k, S) < len(y):
                    y[place(i, k, S)] += x[i] * w[k]
        return y

    return transposed


def right_size(n, K, S):
    return (n - 1) * S + K


UP_WRONG = [
    (up_slices(lambda n, K, S: n), "has N places"),
    (up_slices(lambda n, K, S: (n - 1) * S + K - 1), "lacks a place"),
    (up_indices(lambda n, K, S: n), None),
    (up_indices(lambda n, K, S: n + 1), None),
    *[(made(lambda n, K, S: n * S), "has N * S") for made in (up_slices, up_indices)],
    *[(made(lambda n, K, S: n - 1 * S + K), "has N - 1 * S") for made in (up_slices, up_indices)],
    (up_slices(right_size, lambda i, S, K: i * K), "step by K"),
    (up_indices(right_size, lambda i, k, S: (i + k) * S), "Only i"),
    (up_indices(right_size, lambda i, k, S: (i + k) * S, guarded=True), "Only i"),
    (up_indices(right_size, lambda i, k, S: i + k * S), "dilation"),
    (up_indices(right_size, lambda i, k, S: i + k * S, guarded=True), "dilation"),
    (lambda x, w, S: np.append(transposed(x, w, S)[1:], transposed(x, w, S)[0]), "too far left"),
    (lambda x, w, S: transposed(x, np.append(w[:-1], 0), S), "lose the last weight"),
    (up_wide, "S - 1 zeros"),
    (up_anew, None),
    (lambda x, w, S: np.kron(x, w), "i * K"),
    (up_assign, "overlap"),
    (up_empty, "overlap"),
    (up_flip, "turn w round"),
    (up_i, "begin at i."),
    (up_n_times_s, "has N * S"),
    (up_n_s_k, "Too long"),
    (up_minus_one, "lacks a place"),
    (up_return_inside, "inside the loop"),
    (up_no_return, "return"),
    (up_printed, "return"),
    (up_int_zeros, "cut"),
    (up_range_last, "last input"),
    (up_range_from_one, "first input"),
    (up_k_start, "i * K"),
    (up_slice_s, None),
    (up_only_x, "x[i] alone"),
    (up_sum_w, "add up w"),
    (up_mean, "number of overlaps"),
    (up_changes, "changes"),
    (up_loop_w_only, None),
    (up_conv_stuffed_same, "'same'"),
    (up_correlate, "turn w round"),
    (up_stuffed_wrong, "no gap"),
    (up_repeat_conv, "other way up"),
    (up_extend, None),
    (up_flip_assign, "turn w round"),
    (lambda x, w, S: np.convolve(x, w), "ignore S"),
    (lambda x, w, S: np.convolve(x, w, "same"), None),
    (lambda x, w, S: np.repeat(x, S), "duplicate"),
    (lambda x, w, S: np.correlate(x, w, "full"), None),
    (lambda x, w, S: np.outer(x, w), None),
    (lambda x, w, S: x * w, None),
    (lambda x, w, S: transposed(x, w, S)[::-1], "order"),
    (lambda x, w, S: transposed(x, w, S).sum(), None),
    (lambda x, w, S: transposed(x, w, S)[None], "shape"),
    (lambda x, w, S: [str(v) for v in transposed(x, w, S)], "text"),
    (lambda x, w, S: transposed(x, w, S).round(), "round"),
    (lambda x, w, S: transposed(w, x, S), "changed places"),
    (lambda x, w, S: transposed(x, w, S) / len(w), "divide by K"),
    (lambda x, w, S: transposed(x, w, 2), None),
    (lambda x, w, S: (v for v in transposed(x, w, S)), "list("),
    (lambda x, w, S: F.conv1d(minidl.tensor(x)[None, None], minidl.tensor(w)[None, None], stride=S, padding=len(w) - 1)[0, 0], None),
]  # fmt: skip

# --- all ----------------------------------------------------------------------------------------------------

RIGHT = {
    "14.1": [
        pool_lists, pool_by_hand, pool_np_argmax, pool_autograd, pool_autograd_sum, pool_add_at, pool_bincount,
        pool_indices, pool_windows_view, pool_max_key, pool_backwards_loop, pool_sum_of_cells, max_pool_backward,
    ],
    "14.2": [9, 9.0, np.int64(9), minidl.tensor(9), 3 * 3, 3**2, math.ceil(11 / 4) ** 2],
    "14.3": [
        adaptive_minidl, adaptive_floor_ceil, adaptive_sums, adaptive_minus, adaptive_np, adaptive_cell_loop,
        adaptive_2d, lambda x, m: np.array(adaptive_mean(x, m)),
    ],
    "14.4": [
        up_minidl, up_loops, up_zeros, up_enumerate, up_by_weight, up_matrix, up_gather, up_gradient, up_tuple,
        up_padded, up_size_first, up_outer,
    ],
}  # fmt: skip
WRONG = {
    "14.1": POOL_WRONG,
    "14.2": [
        (3, "along one axis"), (4, "smallest"), (6, "3 + 3"), (2, "smallest"), (2.75, "average"), (7.5625, "average"),
        (7.56, "average"), (8, "Round along"), (121, "other way"), (11, "how long a copy"), (16, "fewer"), (5, "multiply"),
        (12, "Too many"), (7, "axis by axis"), (1, "side by side"), (33, "Too many"), (200, "Too many"), (0, "At least"),
        (-9, "At least"), ("9", "quotes"), ((9,), None), ([9], None), (None, "print"), (9.5, "whole"), (10, "Too many"), (11 / 4, "average"),
        (2.8, "average"), ("3x3", None), ((2, 75), "point"), (44, "K · S"), (1.75, "jumps"), (3.0, "along one axis"), (36, "Too many"), (27, "three"), (25, "Too many"), (8.25, "whole"), (0.36, "whole"),
        (lambda: 9, None), (np.array([9, 9]), None), ("nine", None), (int, None), (True, None), (float("nan"), None), (9 + 0j, None),
    ],
    "14.3": ADAPTIVE_WRONG,
    "14.4": UP_WRONG,
}  # fmt: skip
EQUIVALENT = {}
