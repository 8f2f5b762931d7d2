"""Answers to the exercises of notebook 18, as students write them."""

import numpy as np

import minidl

# --- 18.1 -------------------------------------------------------------------------------------------------


def in_one_line(x, mean, directions):
    return (x - mean) @ directions.T @ directions + mean


def by_dot(x, mean, directions):
    return np.dot(np.dot(x - mean, directions.T), directions) + mean


def by_projection(x, mean, directions):
    return mean + (x - mean) @ (directions.T @ directions)


def by_einsum(x, mean, directions):
    codes = np.einsum("nd,kd->nk", x - mean, directions)
    return np.einsum("nk,kd->nd", codes, directions) + mean


def by_minidl(x, mean, directions):
    x, mean, directions = minidl.tensor(x), minidl.tensor(mean), minidl.tensor(directions)
    return (x - mean) @ directions.T @ directions + mean


def by_rows(x, mean, directions):
    rows = []
    for row in x:
        code = directions @ (row - mean)
        rows.append(mean + code @ directions)
    return rows


def by_directions(x, mean, directions):
    back = np.tile(mean, (len(x), 1))
    for d in directions:
        back = back + np.outer((x - mean) @ d, d)
    return back


def by_loops(x, mean, directions):
    N, D = x.shape
    out = [[0.0] * D for _ in range(N)]
    for n in range(N):
        codes = [sum((x[n][j] - mean[j]) * d[j] for j in range(D)) for d in directions]
        for j in range(D):
            out[n][j] = mean[j] + sum(c * d[j] for c, d in zip(codes, directions))
    return out


def by_transpose(x, mean, directions):
    return (directions.T @ (directions @ (x - mean).T)).T + mean


def by_mean_code(x, mean, directions):
    codes = x @ directions.T - mean @ directions.T
    return codes @ directions + mean


def by_inverse(x, mean, directions):
    return (x - mean) @ np.linalg.pinv(directions) @ directions + mean


def by_least_squares(x, mean, directions):
    codes = np.linalg.lstsq(directions.T, (x - mean).T, rcond=None)[0]
    return (directions.T @ codes).T + mean


def as_tuples(x, mean, directions):
    return tuple(map(tuple, in_one_line(x, mean, directions)))


def no_mean(x, mean, directions):
    return x @ directions.T @ directions


def mean_at_the_end(x, mean, directions):
    return x @ directions.T @ directions + mean


def mean_lost(x, mean, directions):
    return (x - mean) @ directions.T @ directions


def mean_taken_twice(x, mean, directions):
    return (x - mean) @ directions.T @ directions - mean


def mean_added_first(x, mean, directions):
    return (x + mean) @ directions.T @ directions + mean


def own_mean(x, mean, directions):
    x = x - x.mean(axis=0)
    return x @ directions.T @ directions + mean


def own_mean_everywhere(x, mean, directions):
    mean = x.mean(axis=0)
    return (x - mean) @ directions.T @ directions + mean


def rows_mean(x, mean, directions):
    return (x - x.mean(axis=1, keepdims=True)) @ directions.T @ directions + mean


def global_mean(x, mean, directions):
    return (x - x.mean()) @ directions.T @ directions + mean


def turned_sign(x, mean, directions):
    return (mean - x) @ directions.T @ directions + mean


def codes_only(x, mean, directions):
    return (x - mean) @ directions.T


def codes_plus(x, mean, directions):
    return (x - mean) @ directions.T + 1


def not_transposed(x, mean, directions):
    return (x - mean) @ directions @ directions.T + mean


def twice_down(x, mean, directions):
    return (x - mean) @ directions.T @ directions.T + mean


def elementwise(x, mean, directions):
    return (x - mean) * directions.T * directions + mean


def input_back(x, mean, directions):
    return x


def lost(x, mean, directions):
    return x - in_one_line(x, mean, directions)


def loss(x, mean, directions):
    return ((x - in_one_line(x, mean, directions)) ** 2).mean()


def first_row(x, mean, directions):
    for row in x:
        return (row - mean) @ directions.T @ directions + mean


def last_row(x, mean, directions):
    for row in x:
        back = (row - mean) @ directions.T @ directions + mean
    return back


def first_only(x, mean, directions):
    return (x - mean) @ directions[:1].T @ directions[:1] + mean


def zeroth(x, mean, directions):
    return np.outer((x - mean) @ directions[0], directions[0]) + mean


def last_direction_lost(x, mean, directions):
    back = np.tile(mean, (len(x), 1))
    for i in range(len(directions) - 1):
        back = back + np.outer((x - mean) @ directions[i], directions[i])
    return back


def overwritten(x, mean, directions):
    for d in directions:
        back = mean + np.outer((x - mean) @ d, d)
    return back


def mean_each_time(x, mean, directions):
    back = np.zeros_like(x)
    for d in directions:
        back = back + np.outer((x - mean) @ d, d) + mean
    return back


def with_relu(x, mean, directions):
    return np.maximum((x - mean) @ directions.T, 0) @ directions + mean


def with_sigmoid(x, mean, directions):
    return 1 / (1 + np.exp(-in_one_line(x, mean, directions)))


def clipped(x, mean, directions):
    return np.clip(in_one_line(x, mean, directions), 0, 1)


def absolute(x, mean, directions):
    return abs((x - mean) @ directions.T) @ directions + mean


def scaled(x, mean, directions):
    return (x - mean) / x.std() @ directions.T @ directions + mean


def both_things(x, mean, directions):
    codes = (x - mean) @ directions.T
    return codes, codes @ directions + mean


def added_up(x, mean, directions):
    return sum(in_one_line(x, mean, directions))


def only_the_mean(x, mean, directions):
    return np.array([mean for row in x])


def printed(x, mean, directions):
    print(in_one_line(x, mean, directions))


def nothing(x, mean, directions):
    codes = (x - mean) @ directions.T
    codes = codes @ directions + mean


def in_place(x, mean, directions):
    x -= mean
    return x @ directions.T @ directions + mean


def text(x, mean, directions):
    return str(in_one_line(x, mean, directions))


def cut(x, mean, directions):
    return in_one_line(x, mean, directions).astype(int)


def transposed(x, mean, directions):
    return in_one_line(x, mean, directions).T


def flat(x, mean, directions):
    return in_one_line(x, mean, directions).ravel()


def method(x, mean, directions):
    return (x - mean) @ directions.T @ directions + mean.copy


def brackets(x, mean, directions):
    return x - mean @ directions.T @ directions + mean


def minus_back(x, mean, directions):
    return mean - (x - mean) @ directions.T @ directions


def double(x, mean, directions):
    return 2 * in_one_line(x, mean, directions)


def rest(x, mean, directions):
    return x - (x - mean) @ directions.T @ directions


def a_decoder_of_ones(x, mean, directions):
    return (x - mean) @ directions.T @ np.ones_like(directions) + mean


def reversed_directions(x, mean, directions):
    return (x - mean) @ directions.T @ directions[::-1] + mean


def rounded_codes(x, mean, directions):
    return np.round((x - mean) @ directions.T) @ directions + mean


def whole_codes(x, mean, directions):
    return ((x - mean) @ directions.T).astype(int) @ directions + mean


def wrong_name(x, mean, directions):
    return (x - mean) @ direction.T @ directions + mean  # noqa: F821


def two_slips(x, mean, directions):
    return (x + mean) @ directions.T @ directions


def two_others(x, mean, directions):
    return np.maximum(x @ directions.T, 0) @ directions + mean


def shape_only(x, mean, directions):
    return np.zeros_like(x)


def swapped_arguments(x, mean, directions):
    return (mean - x) @ directions.T @ directions - mean


def divided(x, mean, directions):
    return (x - mean) @ directions.T @ directions / len(directions) + mean


def one_row(x, mean, directions):
    return in_one_line(x, mean, directions)[:1]


def without_last_row(x, mean, directions):
    return [in_one_line(x, mean, directions)[n] for n in range(len(x) - 1)]


# --- 18.3 -------------------------------------------------------------------------------------------------


def by_linspace(a, b, steps):
    return np.linspace(a, b, steps)


def by_shares(a, b, steps):
    shares = np.linspace(0, 1, steps)[:, None]
    return (1 - shares) * a + shares * b


def by_difference(a, b, steps):
    return [a + n * (b - a) / (steps - 1) for n in range(steps)]


def by_adding(a, b, steps):
    step, now, out = (b - a) / (steps - 1), a, []
    for _ in range(steps):
        out.append(now)
        now = now + step
    return np.array(out)


def by_outer(a, b, steps):
    return a + np.outer(np.arange(steps) / (steps - 1), b - a)


def of_lists(a, b, steps):
    return [[x + (y - x) * n / (steps - 1) for x, y in zip(a, b)] for n in range(steps)]


def of_tuples(a, b, steps):
    return tuple(tuple((1 - n / (steps - 1)) * a + n / (steps - 1) * b) for n in range(steps))


def of_tensors(a, b, steps):
    a, b = minidl.tensor(a), minidl.tensor(b)
    return minidl.stack([a + (b - a) * (n / (steps - 1)) for n in range(steps)])


def by_columns(a, b, steps):
    return np.stack([np.linspace(x, y, steps) for x, y in zip(a, b)], axis=1)


def with_ends(a, b, steps):
    middle = [a + (b - a) * n / (steps - 1) for n in range(1, steps - 1)]
    return np.array([a, *middle, b])


def by_weights(a, b, steps):
    weights = np.stack([np.arange(steps)[::-1], np.arange(steps)]) / (steps - 1)
    return weights.T @ np.stack([a, b])


def in_a_table(a, b, steps):
    out = np.zeros((steps, len(a)))
    for n in range(steps):
        out[n] = a * (steps - 1 - n) / (steps - 1) + b * n / (steps - 1)
    return out


def way_over_n(a, b, steps):
    return [a + n * (b - a) / steps for n in range(steps)]


def way_over_more(a, b, steps):
    return [a + n * (b - a) / (steps + 1) for n in range(steps)]


def way_inside(a, b, steps):
    return [a + n * (b - a) / (steps + 1) for n in range(1, steps + 1)]


def way_late(a, b, steps):
    return [a + n * (b - a) / (steps - 1) for n in range(1, steps + 1)]


def way_late_over(a, b, steps):
    return [a + n * (b - a) / steps for n in range(1, steps + 1)]


def way_without_b(a, b, steps):
    return [a + n * (b - a) / (steps - 1) for n in range(steps - 1)]


def way_one_more(a, b, steps):
    return [a + n * (b - a) / steps for n in range(steps + 1)]


def way_beyond(a, b, steps):
    return [a + n * (b - a) / (steps - 1) for n in range(steps + 1)]


def way_back(a, b, steps):
    return np.linspace(b, a, steps)


def way_endless(a, b, steps):
    return np.linspace(a, b, steps, endpoint=False)


def way_of_b(a, b, steps):
    return [n / (steps - 1) * b for n in range(steps)]


def way_a_stays(a, b, steps):
    return [a + n / (steps - 1) * b for n in range(steps)]


def way_away(a, b, steps):
    return [a + n / (steps - 1) * (a - b) for n in range(steps)]


def way_sum(a, b, steps):
    return [n / (steps - 1) * (a + b) for n in range(steps)]


def way_difference(a, b, steps):
    return [n / (steps - 1) * (b - a) for n in range(steps)]


def way_middle(a, b, steps):
    return [(a + b) / 2 for n in range(steps)]


def way_first(a, b, steps):
    for n in range(steps):
        return a + n / (steps - 1) * (b - a)


def way_last(a, b, steps):
    for n in range(steps):
        code = a + n / (steps - 1) * (b - a)
    return code


def way_transposed(a, b, steps):
    return np.linspace(a, b, steps).T


def way_flat(a, b, steps):
    return np.linspace(a, b, steps).ravel()


def way_ends(a, b, steps):
    return np.array([a, b])


def way_whole(a, b, steps):
    return np.linspace(a, b, steps).astype(int)


def way_floor(a, b, steps):
    return [a + n // (steps - 1) * (b - a) for n in range(steps)]


def way_range(a, b, steps):
    return [a + n * (b - a) for n in range(steps)]


def way_arange(a, b, steps):
    return np.arange(a[0], b[0], (b[0] - a[0]) / steps)


def way_brackets(a, b, steps):
    return [a + n * (b - a) / steps - 1 for n in range(steps)]


def way_brackets_share(a, b, steps):
    return [1 - n / (steps - 1) * a + n / (steps - 1) * b for n in range(steps)]


def way_printed(a, b, steps):
    print(np.linspace(a, b, steps))


def way_nothing(a, b, steps):
    np.linspace(a, b, steps).tolist()


def way_text(a, b, steps):
    return str(np.linspace(a, b, steps))


def way_sorted(a, b, steps):
    return np.sort(np.linspace(a, b, steps), axis=0)


def way_first_column(a, b, steps):
    return np.linspace(a[0], b[0], steps)


def way_in_place(a, b, steps):
    out, step = [], (b - a) / (steps - 1)
    for _ in range(steps):
        out.append(a.copy())
        a += step
    return np.array(out)


def way_same_array(a, b, steps):
    out, now, step = [], a.copy(), (b - a) / (steps - 1)
    for _ in range(steps):
        out.append(now)
        now += step
    return np.array(out)


def way_plus_one(a, b, steps):
    return np.linspace(a, b, steps + 1)


def way_minus_one(a, b, steps):
    return np.linspace(a, b, steps - 1)


def way_plus_two(a, b, steps):
    return np.linspace(a, b, steps + 2)


def way_squared(a, b, steps):
    return [(1 - (n / (steps - 1)) ** 2) * a + (n / (steps - 1)) ** 2 * b for n in range(steps)]


def way_random(a, b, steps):
    return [a + np.random.default_rng(n).random() * (b - a) for n in range(steps)]


def way_difference_only(a, b, steps):
    return b - a


def way_distance(a, b, steps):
    return np.linalg.norm(b - a) / (steps - 1)


def way_step(a, b, steps):
    return (b - a) / (steps - 1)


def way_shares(a, b, steps):
    return [n / (steps - 1) for n in range(steps)]


def way_two_lists(a, b, steps):
    return np.linspace(a, b, steps).tolist(), steps


def way_late_swapped(a, b, steps):
    return [n / steps * a + (1 - n / steps) * b for n in range(steps)]


def way_name(a, b, steps):
    return [a + n / (step - 1) * (b - a) for n in range(steps)]  # noqa: F821


def way_doubled(a, b, steps):
    return [2 * ((1 - n / (steps - 1)) * a + n / (steps - 1) * b) for n in range(steps)]


def way_negative(a, b, steps):
    return [-(a + n / (steps - 1) * (b - a)) for n in range(steps)]


def way_swapped_shares(a, b, steps):
    return [n / (steps - 1) * a + (1 - n / (steps - 1)) * b for n in range(steps)]


def way_product(a, b, steps):
    return [a * (b / a) ** (n / (steps - 1)) for n in range(steps)]


def way_without_a(a, b, steps):
    return np.linspace(a, b, steps)[1:]


def way_reversed_rows(a, b, steps):
    return np.linspace(a, b, steps)[::-1]


def way_reversed_columns(a, b, steps):
    return np.linspace(a, b, steps)[:, ::-1]


def way_return_early(a, b, steps):
    out = []
    for n in range(steps):
        out.append(a + n / (steps - 1) * (b - a))
        return np.array(out)


def way_mean_of(a, b, steps):
    return np.linspace(a, b, steps).mean(axis=0)


def way_rounded(a, b, steps):
    return np.round(np.linspace(a, b, steps), 1)


def way_in_percent(a, b, steps):
    return [100 * (a + n / (steps - 1) * (b - a)) for n in range(steps)]


def way_only_b(a, b, steps):
    return [b for n in range(steps)]


def way_only_a(a, b, steps):
    return [a for n in range(steps)]


# --- 18.4 -------------------------------------------------------------------------------------------------


def by_logic(found, truth, kind):
    both = np.logical_and(found == kind, truth == kind).sum()
    either = np.logical_or(found == kind, truth == kind).sum()
    return both / either if either else 1


def by_counting(found, truth, kind):
    both = either = 0
    for f, t in zip(found.ravel(), truth.ravel()):
        both += f == kind and t == kind
        either += f == kind or t == kind
    return 1.0 if either == 0 else both / either


def by_sums(found, truth, kind):
    mine, true = found == kind, truth == kind
    both = (mine * true).sum()
    either = mine.sum() + true.sum() - both
    return both / either if either > 0 else 1.0


def by_sets(found, truth, kind):
    mine, true = ({tuple(at) for at in np.argwhere(x == kind)} for x in (found, truth))
    return len(mine & true) / len(mine | true) if mine | true else 1.0


def by_max(found, truth, kind):
    mine, true = 1 * (found == kind), 1 * (truth == kind)
    either = np.maximum(mine, true).sum()
    if not either:
        return 1
    return np.minimum(mine, true).sum() / either


def by_try(found, truth, kind):
    mine, true = found == kind, truth == kind
    try:
        return int((mine & true).sum()) / int((mine | true).sum())
    except ZeroDivisionError:
        return 1


def by_rows_of_lists(found, truth, kind):
    pairs = [(f == kind, t == kind) for fs, ts in zip(found, truth) for f, t in zip(fs, ts)]
    either = sum(f or t for f, t in pairs)
    return sum(f and t for f, t in pairs) / either if either else 1.0


def by_differences(found, truth, kind):
    mine, true = found == kind, truth == kind
    wrong, both = (mine != true).sum(), (mine & true).sum()
    return both / (both + wrong) if both + wrong else 1.0


def by_counts(found, truth, kind):
    both = np.count_nonzero((found == kind) & (truth == kind))
    neither = np.count_nonzero((found != kind) & (truth != kind))
    rest = found.size - neither
    return 1.0 if rest == 0 else both / rest


def by_tensors(found, truth, kind):
    mine, true = minidl.tensor(found) == kind, minidl.tensor(truth) == kind
    either = (mine | true).sum().item()
    return (mine & true).sum().item() / either if either else 1.0


def by_index(found, truth, kind):
    there = (found == kind) | (truth == kind)
    if not there.any():
        return 1.0
    return (found[there] == truth[there]).mean()


def by_confusion(found, truth, kind):
    right = ((found == kind) & (truth == kind)).sum()
    extra = ((found == kind) & (truth != kind)).sum()
    missed = ((found != kind) & (truth == kind)).sum()
    total = right + extra + missed
    return right / total if total else 1.0


def _masks(found, truth, kind):
    return found == kind, truth == kind


def _share(part, whole, none=1.0):
    return float(part / whole) if whole else none


def iou_of_truth(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), true.sum())


def iou_of_found(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), mine.sum())


def iou_of_sum(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), mine.sum() + true.sum())


def iou_dice(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(2 * (mine & true).sum(), mine.sum() + true.sum())


def iou_accuracy(found, truth, kind):
    return (found == truth).mean()


def iou_accuracy_of_kind(found, truth, kind):
    return ((found == kind) == (truth == kind)).mean()


def iou_of_all(found, truth, kind):
    return ((found == kind) & (truth == kind)).mean()


def iou_turned(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine | true).sum(), (mine & true).sum())


def iou_no_case(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return int((mine & true).sum()) / int((mine | true).sum())


def iou_nan(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    with np.errstate(all="ignore"):
        return (mine & true).sum() / (mine | true).sum()


def iou_zero(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), (mine | true).sum(), 0.0)


def iou_eps(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine & true).sum() / ((mine | true).sum() + 1e-9)


def iou_not_kind(found, truth, kind):
    mine, true = found != kind, truth != kind
    return _share((mine & true).sum(), (mine | true).sum())


def iou_any(found, truth, kind):
    mine, true = found > 0, truth > 0
    return _share((mine & true).sum(), (mine | true).sum())


def iou_class_1(found, truth, kind):
    mine, true = found == 1, truth == 1
    return _share((mine & true).sum(), (mine | true).sum())


def iou_at_least(found, truth, kind):
    mine, true = found >= kind, truth >= kind
    return _share((mine & true).sum(), (mine | true).sum())


def iou_xor(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine ^ true).sum(), (mine | true).sum())


def iou_ones(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine | true).sum(), (mine | true).sum())


def iou_percent(found, truth, kind):
    return 100 * by_logic(found, truth, kind)


def iou_loss(found, truth, kind):
    return 1 - by_logic(found, truth, kind)


def iou_floor(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    either = (mine | true).sum()
    return (mine & true).sum() // either if either else 1


def iou_rounded(found, truth, kind):
    return round(float(by_logic(found, truth, kind)), 1)


def iou_count(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine & true).sum() if (mine | true).any() else 1


def iou_union(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine | true).sum() if (mine | true).any() else 1


def iou_and_word(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine and true).sum() / (mine or true).sum()


def iou_precedence(found, truth, kind):
    return (found == kind & truth == kind).sum() / (found == kind | truth == kind).sum()


def iou_plus(found, truth, kind):
    mine, true = 1 * (found == kind), 1 * (truth == kind)
    return _share((mine * true).sum(), (mine + true).sum())


def iou_all_classes(found, truth, kind):
    return _share(((found == truth) & (truth == kind)).sum(), found.size)


def iou_printed(found, truth, kind):
    print(by_logic(found, truth, kind))


def iou_nothing(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    _share((mine & true).sum(), (mine | true).sum())


def iou_nothing_else(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    if (mine | true).any():
        return float((mine & true).sum() / (mine | true).sum())


def iou_only_else(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    if not (mine | true).any():
        return 1.0


def iou_text(found, truth, kind):
    return f"{by_logic(found, truth, kind):.2f}"


def iou_array(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return mine & true


def iou_per_row(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine & true).sum(axis=1) / np.maximum((mine | true).sum(axis=1), 1)


def iou_equal_count(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(min(mine.sum(), true.sum()), max(mine.sum(), true.sum()))


def iou_found_above(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(mine.sum(), (mine | true).sum())


def iou_true_above(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(true.sum(), (mine | true).sum())


def iou_counts_ratio(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(mine.sum(), true.sum())


def iou_in_place(found, truth, kind):
    found -= kind
    truth -= kind
    both, either = ((found == 0) & (truth == 0)).sum(), ((found == 0) | (truth == 0)).sum()
    return both / either if either else 1.0


def iou_values(found, truth, kind):
    return (found & truth).sum() / (found | truth).sum()


def iou_method(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine & true).sum / (mine | true).sum


def iou_true_for_one(found, truth, kind):
    return bool(((found == kind) & (truth == kind)).any())


def iou_first_row(found, truth, kind):
    for f, t in zip(found, truth):
        return by_logic(f, t, kind)


def iou_last_row(found, truth, kind):
    for f, t in zip(found, truth):
        last = by_logic(f, t, kind)
    return last


def iou_mean_of_rows(found, truth, kind):
    return np.mean([by_logic(f, t, kind) for f, t in zip(found, truth)])


def iou_mean_of_classes(found, truth, kind):
    return np.mean([by_logic(found, truth, k) for k in range(4)])


def iou_found_truth(found, truth, kind):
    both = ((found == kind) & (truth == kind)).sum()
    either = ((found == kind) | (found == kind)).sum()
    return both / either if either else 1.0


def iou_both_found(found, truth, kind):
    both = ((found == kind) & (found == kind)).sum()
    either = ((found == kind) | (truth == kind)).sum()
    return both / either if either else 1.0


def iou_and_below(found, truth, kind):
    both = ((found == kind) & (truth == kind)).sum()
    return _share(both, both)


def iou_squared(found, truth, kind):
    return by_logic(found, truth, kind) ** 2


def iou_root(found, truth, kind):
    return by_logic(found, truth, kind) ** 0.5


def iou_minus(found, truth, kind):
    return -by_logic(found, truth, kind)


def iou_half(found, truth, kind):
    return by_logic(found, truth, kind) / 2


def iou_dice_half(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    both = (mine & true).sum()
    return _share(2 * both, (mine | true).sum())


def iou_next_class(found, truth, kind):
    return by_logic(found, truth, kind + 1)


def iou_name(found, truth, kind):
    return (mine & truth).sum() / (mine | truth).sum()  # noqa: F821


def iou_two(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return (mine & true).sum(), (mine | true).sum()


def iou_dice_zero(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share(2 * (mine & true).sum(), mine.sum() + true.sum(), 0.0)


def iou_truth_zero(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), true.sum(), 0.0)


def iou_none(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((mine & true).sum(), (mine | true).sum(), None)


def iou_constant(found, truth, kind):
    return 1.0


def iou_neither(found, truth, kind):
    mine, true = _masks(found, truth, kind)
    return _share((~mine & ~true).sum(), (mine | true).sum())


# --- all of them ------------------------------------------------------------------------------------------

RIGHT = {
    "18.1": [
        in_one_line, by_dot, by_projection, by_einsum, by_minidl, by_rows, by_directions, by_loops, by_transpose,
        by_mean_code, by_inverse, by_least_squares, as_tuples,
    ],
    "18.2": [7680, 7680.0, 5 * 32 * 48, np.int64(7680), np.prod((5, 32, 48)), minidl.tensor(7680), np.float64(7680)],
    "18.3": [
        by_linspace, by_shares, by_difference, by_adding, by_outer, of_lists, of_tuples, of_tensors, by_columns,
        with_ends, by_weights, in_a_table,
    ],
    "18.4": [
        by_logic, by_counting, by_sums, by_sets, by_max, by_try, by_rows_of_lists, by_differences, by_counts,
        by_tensors, by_index, by_confusion,
    ],
}  # fmt: skip

WRONG = {
    "18.1": [
        (no_mean, None), (mean_at_the_end, "is not subtracted before"), (mean_lost, "At the end the mean is missing"),
        (mean_taken_twice, "added, not subtracted"), (mean_added_first, "Before the encoder the mean is subtracted"),
        (own_mean, "not that of these rows"), (own_mean_everywhere, None), (rows_mean, "not each row's"),
        (global_mean, None), (turned_sign, "wrong sign"), (codes_only, "Those are the codes"), (codes_plus, None),
        (not_transposed, None), (twice_down, None), (elementwise, None), (input_back, "did not go through"),
        (lost, "what is lost"), (loss, "one number"), (first_row, "first row only"), (last_row, "last row only"),
        (first_only, "All directions count"), (zeroth, "All directions count"), (last_direction_lost, None),
        (overwritten, None), (mean_each_time, None), (with_relu, "no ReLU"), (with_sigmoid, None),
        (clipped, "Do not cut"), (absolute, "may be negative"), (scaled, "Nothing is divided"),
        (both_things, "two things"), (added_up, None), (only_the_mean, "the codes are lost"),
        (printed, "print"), (nothing, "return"), (in_place, "changes what it is given"), (text, None), (cut, None),
        (transposed, None), (flat, None), (method, None), (brackets, None), (minus_back, "wrong sign"),
        (double, None), (rest, None), (a_decoder_of_ones, None), (reversed_directions, None), (rounded_codes, None),
        (whole_codes, "decimals of the codes"), (wrong_name, "direction"), (two_slips, None), (two_others, None),
        (shape_only, None), (swapped_arguments, None), (divided, None), (one_row, None), (without_last_row, None),
        (lambda x, mean, directions: (x - mean) @ directions.T @ directions + x, None),
        (lambda x, mean, directions: mean, None), (lambda x, mean, directions: directions, None),
        (lambda x, mean, directions: x @ directions.T, None),
    ],
    "18.2": [
        (5, "each pixel gets 5"), (1536, "one number a pixel"), (4608, "numbers come in"), (23_040, "colours"),
        (9216, "6 channels"), (6144, "Too few"), (160, "one side"), (240, "one side"), (5120, "not square"),
        (11_520, "not square"), (80, "multiplied"), (85, "multiplied"), (1920, "halved"), (480, "halved"),
        (9, "boxes"), (45, "boxes"), (245_760, "batch"), (-7680, "minus"), (15_360, "Too many"), (400, "multiplied"),
        (0, None), (7681, "Nothing is added"), (7679, None), (768, "Zeros"), (76_800, "Zeros"), (7.68, "Zeros"), ("7680", None),
        ("5*32*48", None), (True, None), (None, None), ([5, 32, 48], None), ((1, 5, 32, 48), None), (3, "Fewer"),
        (1, "Fewer"), (32, "Fewer"), (48, "Fewer"), (1541, None), (7685, None), (61_440, None), (4613, None), (15, None),
        (2304, None), (1024, None), (12_288, None), (3 * 5, None), (20, "boxes"), (7680.5, None), (1e9, None),
    ],
    "18.3": [
        (way_over_n, "n − 1 steps"), (way_over_more, "n + 1"), (way_inside, "the first is a"), (way_late, "too late"),
        (way_late_over, "Count from 0"), (way_without_b, "range(n) gives n"), (way_one_more, "one code too many"),
        (way_beyond, "beyond b"), (way_back, "from b to a"), (way_endless, "n − 1 steps"), (way_of_b, "a is missing"),
        (way_a_stays, "a stays whole"), (way_away, "away from b"), (way_sum, "add up to 1"),
        (way_difference, "start from it"), (way_middle, "are the middle"), (way_first, "Only one code"),
        (way_last, "last code"), (way_transposed, None), (way_flat, None), (way_ends, "What lies between"),
        (way_whole, None), (way_floor, None), (way_range, None), (way_arange, None), (way_brackets, None),
        (way_brackets_share, None), (way_printed, "print"), (way_nothing, "return"), (way_text, None),
        (way_sorted, None), (way_first_column, None), (way_in_place, "changes what it is given"), (way_same_array, None),
        (way_plus_one, None), (way_minus_one, None), (way_plus_two, None), (way_squared, None), (way_random, None),
        (way_difference_only, None), (way_distance, None), (way_step, None), (way_shares, None),
        (way_two_lists, None), (way_late_swapped, None), (way_name, "step"), (way_doubled, None),
        (way_negative, None), (way_swapped_shares, "from b to a"), (way_product, None), (way_without_a, None),
        (way_reversed_rows, "from b to a"), (way_reversed_columns, None), (way_return_early, None),
        (way_mean_of, None), (way_rounded, None), (way_in_percent, None), (way_only_b, None), (way_only_a, None),
        (lambda a, b, steps: steps, None), (lambda a, b, steps: [], None),
    ],
    "18.4": [
        (iou_of_truth, "divide by the true pixels"), (iou_of_found, "divide by the pixels found"),
        (iou_of_sum, "counted twice"), (iou_dice, "Dice"), (iou_accuracy, "of all classes"),
        (iou_accuracy_of_kind, "neither found nor true"), (iou_of_all, "by all pixels"), (iou_turned, None),
        (iou_no_case, None), (iou_nan, None), (iou_zero, "nothing is wrong: 1"), (iou_eps, None),
        (iou_not_kind, "other classes"), (iou_any, "all shapes count"), (iou_class_1, "always take class 1"),
        (iou_at_least, "not >="), (iou_xor, "1 − IoU"), (iou_ones, "always 1"), (iou_percent, None),
        (iou_loss, "a loss"), (iou_floor, None), (iou_rounded, None), (iou_count, "That is the intersection"),
        (iou_union, None), (iou_and_word, None), (iou_precedence, None), (iou_plus, None), (iou_all_classes, None),
        (iou_printed, "print"), (iou_nothing, "return"), (iou_nothing_else, None), (iou_only_else, None),
        (iou_text, None), (iou_array, None), (iou_per_row, None), (iou_equal_count, None),
        (iou_found_above, "true, too"), (iou_true_above, "found, too"), (iou_counts_ratio, None),
        (iou_in_place, "changes what it is given"), (iou_values, None), (iou_method, None), (iou_true_for_one, None),
        (iou_first_row, None), (iou_last_row, None), (iou_mean_of_rows, None), (iou_mean_of_classes, None),
        (iou_found_truth, None), (iou_both_found, None), (iou_and_below, None), (iou_squared, None),
        (iou_root, None), (iou_minus, None), (iou_half, None), (iou_dice_half, None), (iou_next_class, None),
        (iou_name, "mine"), (iou_two, None), (iou_dice_zero, None), (iou_truth_zero, None), (iou_none, None),
        (iou_constant, None), (iou_neither, None),
    ],
}  # fmt: skip
