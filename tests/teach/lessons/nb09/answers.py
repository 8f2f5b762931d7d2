"""Answers to the exercises of notebook 09, as students write them."""

import numpy as np

import minidl
import minidl.nn.functional as F

# --- 09.1 -------------------------------------------------------------------------------------------------


def by_steps(x, gamma, beta, eps):
    mean = np.mean(x, axis=0)
    variance = ((x - mean) ** 2).mean(axis=0)
    normed = (x - mean) / (variance + eps) ** 0.5
    return normed * gamma + beta


def by_std(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(np.std(x, axis=0) ** 2 + eps) + beta


def by_minidl(x, gamma, beta, eps):
    x = minidl.tensor(x)
    mean, variance = x.mean(0), x.var(0, correction=0)
    return minidl.tensor(gamma) * (x - mean) / (variance + eps).sqrt() + minidl.tensor(beta)


def by_columns(x, gamma, beta, eps):
    out = np.zeros(x.shape)
    for j in range(x.shape[1]):
        column = x[:, j]
        out[:, j] = gamma[j] * (column - column.mean()) / np.sqrt(column.var() + eps) + beta[j]
    return out


def by_lists(x, gamma, beta, eps):
    N, C = len(x), len(x[0])
    out = [[0] * C for _ in range(N)]
    for j in range(C):
        mean = sum(x[i][j] for i in range(N)) / N
        var = sum((x[i][j] - mean) ** 2 for i in range(N)) / N
        for i in range(N):
            out[i][j] = gamma[j] * (x[i][j] - mean) / (var + eps) ** 0.5 + beta[j]
    return out


def by_transpose(x, gamma, beta, eps):
    return np.stack([g * (c - c.mean()) / (c.var() + eps) ** 0.5 + b for c, g, b in zip(x.T, gamma, beta)]).T


def by_the_mean_of_squares(x, gamma, beta, eps):
    variance = (x**2).mean(0) - x.mean(0) ** 2
    return (x - x.mean(0)) * (gamma / np.sqrt(variance + eps)) + beta


def over_rows(x, gamma, beta, eps):
    return gamma * (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps) + beta


def over_all(x, gamma, beta, eps):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta


def eps_outside(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / (np.sqrt(x.var(0)) + eps) + beta


def as_in_s2(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / (np.sqrt(x.var(0) + eps) + eps) + beta


def without_eps(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.maximum(np.sqrt(x.var(0)), 1e-12) + beta


def by_variance(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / (x.var(0) + eps) + beta


def unbiased(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0, ddof=1) + eps) + beta


def no_gamma(x, gamma, beta, eps):
    return (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


def no_beta(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps)


def brackets(x, gamma, beta, eps):
    return gamma * x - x.mean(0) / np.sqrt(x.var(0) + eps) + beta


def beta_inside(x, gamma, beta, eps):
    return gamma * ((x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta)


def exchanged(x, gamma, beta, eps):
    return beta * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + gamma


def nothing(x, gamma, beta, eps):
    x = gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


def printed(x, gamma, beta, eps):
    print(gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta)


def in_place(x, gamma, beta, eps):
    x -= x.mean(0)
    x /= np.sqrt(x.var(0) + eps)
    return gamma * x + beta


def not_divided(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) + beta


def eps_in_numerator(x, gamma, beta, eps):
    return gamma * (x - x.mean(0) + eps) / np.sqrt(x.var(0)) + beta


def to_text(x, gamma, beta, eps):
    return str(by_std(x, gamma, beta, eps))


def two_slips(x, gamma, beta, eps):
    return (x - x.mean(0)) / (np.sqrt(x.var(0)) + eps) + beta


def method_without_brackets(x, gamma, beta, eps):
    return gamma * (x - x.mean) / np.sqrt(x.var(0) + eps) + beta


def cut(x, gamma, beta, eps):
    return by_std(x, gamma, beta, eps).astype(int)


def transposed(x, gamma, beta, eps):
    return by_std(x, gamma, beta, eps).T


def last_row_only(x, gamma, beta, eps):
    for row in x:
        out = gamma * (row - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta
    return out


def rows_not_kept(x, gamma, beta, eps):
    return gamma * (x - x.mean(1)) / np.sqrt(x.var(1) + eps) + beta


def std_in_root(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.std(0) + eps) + beta


def eps_squared(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps**2) + beta


def mean_minus_x(x, gamma, beta, eps):
    return gamma * (x.mean(0) - x) / np.sqrt(x.var(0) + eps) + beta


def one_gamma(x, gamma, beta, eps):
    return gamma[0] * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta[0]


def three_things(x, gamma, beta, eps):
    return by_std(x, gamma, beta, eps), x.mean(0), x.var(0)


def running(x, gamma, beta, eps):
    mean, variance = 0.1 * x.mean(0), 0.9 + 0.1 * x.var(0)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def rows_unbiased(x, gamma, beta, eps):
    mean, variance = x.mean(1, keepdims=True), x.var(1, ddof=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


# --- 09.3 -------------------------------------------------------------------------------------------------


def back_where(g, kept, p):
    return np.where(kept == 1, g / (1 - p), 0)


def back_loop(g, kept, p):
    return [gi / (1 - p) if k else 0.0 for gi, k in zip(g, kept)]


def back_factor(g, kept, p):
    return g * (kept / (1 - p))


def back_minidl(g, kept, p):
    return minidl.tensor(g) * minidl.tensor(kept) * (1 / (1 - p))


def back_tape(g, kept, p):
    z = minidl.tensor(np.ones_like(g), requires_grad=True)
    (z * minidl.tensor(kept / (1 - p))).backward(minidl.tensor(g))
    return z.grad


def back_index(g, kept, p):
    out = np.zeros_like(g)
    out[kept.astype(bool)] = g[kept.astype(bool)] / (1 - p)
    return out


def back_s2(g, kept, p):
    return g * kept


def back_over_p(g, kept, p):
    return g * kept / p


def back_times(g, kept, p):
    return g * kept * (1 - p)


def back_all(g, kept, p):
    return g / (1 - p)


def back_dropped(g, kept, p):
    return g * (1 - kept) / (1 - p)


def back_anew(g, kept, p):
    return F.dropout(minidl.tensor(g), p)


def back_short(g, kept, p):
    return g[kept == 1] / (1 - p)


def back_sum(g, kept, p):
    return (g * kept / (1 - p)).sum()


def back_brackets(g, kept, p):
    return g * kept / 1 - p


def back_mask(g, kept, p):
    return kept / (1 - p)


def back_nothing(g, kept, p):
    g = g * kept / (1 - p)


def back_in_place(g, kept, p):
    g *= kept / (1 - p)
    return g


def back_return_in_loop(g, kept, p):
    out = []
    for i in range(len(g)):
        out.append(g[i] * kept[i] / (1 - p))
        return out


def back_if_no_else(g, kept, p):
    out = []
    for i in range(len(g)):
        if kept[i]:
            out.append(g[i] / (1 - p))
    return out


def back_g_else(g, kept, p):
    return np.where(kept, g / (1 - p), g)


def back_none_at_0(g, kept, p):
    if p > 0:
        return g * kept / (1 - p)


def back_mask_at_0(g, kept, p):
    if p == 0:
        return kept
    return g * kept / (1 - p)


def back_root(g, kept, p):
    return g * kept / np.sqrt(1 - p)


def back_kept_in_place(g, kept, p):
    kept /= 1 - p
    return g * kept


def back_as_index(g, kept, p):
    return g[kept] / (1 - p)


def back_two_things(g, kept, p):
    return g * kept, 1 / (1 - p)


# --- 09.4 -------------------------------------------------------------------------------------------------


def stop_counting(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_infinity(losses, patience):
    best, since = float("inf"), 0
    for epoch, loss in enumerate(losses):
        since = 0 if loss < best else since + 1
        best = min(best, loss)
        if since >= patience:
            return epoch
    return epoch


def stop_slices(losses, patience):
    for epoch in range(patience, len(losses)):
        if min(losses[epoch - patience + 1 : epoch + 1]) >= min(losses[: epoch - patience + 1]):
            return epoch
    return len(losses) - 1


def stop_numpy(losses, patience):
    best = np.minimum.accumulate(losses)
    for epoch in range(len(losses)):
        if epoch - int(np.argmax(best == best[epoch])) >= patience:
            return np.int64(epoch)
    return len(losses) - 1


def stop_while(losses, patience):
    epoch, best = 0, 0
    while epoch < len(losses) - 1 and epoch - best < patience:
        epoch += 1
        if losses[epoch] < losses[best]:
            best = epoch
    return epoch


def stop_best(losses, patience):
    return losses.index(min(losses))


def stop_best_so_far(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best
    return best


def stop_last_only(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] >= losses[epoch - 1]:
            waited += 1
        else:
            waited = 0
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_no_reset(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best = losses[epoch]
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_too_late(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited > patience:
            return epoch
    return len(losses) - 1


def stop_equal(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] <= best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_no_end(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch


def stop_length(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses)


def stop_at_zero(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_first(losses, patience):
    for epoch in range(1, len(losses)):
        if losses[epoch] > losses[epoch - 1]:
            return epoch
    return len(losses) - 1


def stop_best_plus(losses, patience):
    return min(losses.index(min(losses)) + patience, len(losses) - 1)


def stop_in_loop(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
        return len(losses) - 1


def stop_printed(losses, patience):
    print(stop_counting(losses, patience))


def stop_loss(losses, patience):
    return losses[stop_counting(losses, patience)]


def stop_tolerance(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best - 0.01:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_two_epochs(losses, patience):
    for epoch in range(patience, len(losses)):
        if losses[epoch] >= losses[epoch - patience]:
            return epoch
    return len(losses) - 1


def stop_best_0(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited >= patience:
            return epoch
    return len(losses) - 1


def stop_best_stays(losses, patience):
    best, waited = losses[0], 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < best else waited + 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def stop_last_only_best(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited == patience:
            return epoch - patience
    return len(losses) - 1


def stop_whether(losses, patience):
    return stop_counting(losses, patience) < len(losses) - 1


def stop_one_added(losses, patience):
    best, waited, epoch = float("inf"), 0, 0
    while waited < patience and epoch < len(losses):
        if losses[epoch] < best:
            best, waited = losses[epoch], 0
        else:
            waited += 1
        epoch += 1
    return epoch


RIGHT = {
    "09.1": [by_steps, by_std, by_minidl, by_columns, by_lists, by_transpose, by_the_mean_of_squares],
    "09.2": [4, 4.0, 3 / 0.75, 3 / (1 - 0.25), np.float64(4), minidl.tensor(4.0)],
    "09.3": [back_where, back_loop, back_factor, back_minidl, back_tape, back_index],
    "09.4": [stop_counting, stop_infinity, stop_slices, stop_numpy, stop_while],
}

WRONG = {
    "09.1": [
        (over_rows, "axis=0"),
        (over_all, "one mean for the whole array"),
        (eps_outside, "under the root"),
        (as_in_s2, "eps counts once"),
        (without_eps, ""),
        (by_variance, "divide by the variance"),
        (unbiased, "N − 1"),
        (no_gamma, "gamma is missing"),
        (no_beta, "beta is missing"),
        (brackets, ""),
        (beta_inside, "not beta"),
        (exchanged, "exchanged"),
        (nothing, "returns nothing"),
        (printed, "prints"),
        (in_place, "changes what it is given"),
        (not_divided, "do not divide"),
        (eps_in_numerator, ""),
        (to_text, "text"),
        (two_slips, "gamma is missing"),
        (method_without_brackets, "Brackets are missing"),
        (cut, "whole numbers"),
        (transposed, "Rows and columns"),
        (last_row_only, ""),
        (rows_not_kept, "axis=0"),
        (std_in_root, "You take the deviation"),
        (eps_squared, "not squared"),
        (mean_minus_x, "wrong sign"),
        (one_gamma, "leave out [0]"),
        (three_things, "three things"),
        (running, "running values"),
        (rows_unbiased, "Two things at once"),
    ],
    "09.2": [(n, "") for n in (3, 2.25, 12, 3.75, 0, 6, 3.99, -4)]
    + [(n, "That is the factor") for n in (4 / 3, 1.33, 1.333)]
    + [(n, "nothing is added") for n in (2.75, 3.25)]
    + [(n, "larger than 3") for n in (0.4, 1, 1.5, 2)]
    + [(n, "Too large") for n in (5, 9, 75)]
    + [(0.75, "the share that is kept"), (2.4, "1 + p"), (0.25, "no 3"), (0.33, "no 3"), (3.464, "a root")],
    "09.3": [
        (back_s2, "is missing"),
        (back_over_p, "divide by p"),
        (back_times, "multiply by 1 − p"),
        (back_all, "no gradient"),
        (back_dropped, "turned round"),
        (back_anew, ""),
        (back_short, "gradient of 0"),
        (back_sum, "Do not add up"),
        (back_brackets, "brackets"),
        (back_mask, "Where is g?"),
        (back_nothing, "returns nothing"),
        (back_in_place, "changes what it is given"),
        (back_return_in_loop, "inside the loop"),
        (back_if_no_else, "gradient of 0"),
        (back_g_else, ""),
        (back_none_at_0, "returns nothing in this case"),
        (back_mask_at_0, ""),
        (back_root, "without a root"),
        (back_kept_in_place, "changes kept itself"),
        (back_as_index, "as an index"),
        (back_two_things, "two things"),
    ],
    "09.4": [
        (stop_best, "do not use `patience`"),
        (stop_best_so_far, "best epoch"),
        (stop_last_only, "best so far"),
        (stop_no_reset, "back to 0"),
        (stop_too_late, "too long"),
        (stop_equal, "no new best"),
        (stop_no_end, ""),
        (stop_length, "count from 0"),
        (stop_at_zero, "Epoch 0 is compared with itself"),
        (stop_first, "first rise"),
        (stop_best_plus, "smallest loss of all"),
        (stop_tolerance, "no tolerance"),
        (stop_two_epochs, "two epochs only"),
        (stop_best_0, "begins too small"),
        (stop_best_stays, "never changed"),
        (stop_last_only_best, ""),
        (stop_whether, "whether it stops"),
        (stop_one_added, "1 too large"),
        (stop_in_loop, "inside the loop"),
        (stop_printed, "prints"),
        (stop_loss, ""),
    ],
}
