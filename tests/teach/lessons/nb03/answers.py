"""Answers to the exercises of notebook 03, as students write them."""

from itertools import groupby, pairwise

import numpy as np

import minidl

# --- 03.1 -------------------------------------------------------------------------------------------------


def by_dot(W1, b1, W2, b2):
    return np.dot(W2, W1), np.dot(W2, b1) + b2


def by_matmul(W1, b1, W2, b2):
    W = np.matmul(W2, W1)
    b = b2 + np.matmul(W2, b1)
    return W, b


def by_minidl(W1, b1, W2, b2):
    W1, b1, W2, b2 = map(minidl.tensor, (W1, b1, W2, b2))
    return W2 @ W1, W2 @ b1 + b2


def by_layers(W1, b1, W2, b2):
    f = lambda x: W2 @ (W1 @ x + b1) + b2
    b = f(np.zeros(W1.shape[1]))
    return np.stack([f(column) - b for column in np.eye(W1.shape[1])], axis=1), b


def by_loops(W1, b1, W2, b2):
    W = [
        [sum(W2[i][k] * W1[k][j] for k in range(len(W1))) for j in range(len(W1[0]))] for i in range(len(W2))
    ]
    b = [sum(W2[i][k] * b1[k] for k in range(len(b1))) + b2[i] for i in range(len(b2))]
    return W, b


def by_einsum(W1, b1, W2, b2):
    return np.einsum("ik,kj->ij", W2, W1), np.einsum("ik,k->i", W2, b1) + b2


def by_transposes(W1, b1, W2, b2):
    return (W1.T @ W2.T).T, (b1 @ W2.T) + b2


def a_list(W1, b1, W2, b2):
    return [W2.dot(W1), W2.dot(b1) + b2]


def with_gradients(W1, b1, W2, b2):
    W1 = minidl.tensor(W1, requires_grad=True)
    return minidl.tensor(W2) @ W1, minidl.tensor(W2) @ minidl.tensor(b1) + minidl.tensor(b2)


def other_order(W1, b1, W2, b2):
    return W1 @ W2, W2 @ b1 + b2


def entries(W1, b1, W2, b2):
    return W2 * W1, W2 * b1 + b2


def sum_carried(W1, b1, W2, b2):
    return W2 @ W1, W2 @ (b1 + b2)


def b1_not_carried(W1, b1, W2, b2):
    return W2 @ W1, b1 + b2


def b1_lost(W1, b1, W2, b2):
    return W2 @ W1, b2


def b2_lost(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1


def W_added(W1, b1, W2, b2):
    return W1 + W2, b1 + b2


def only_W(W1, b1, W2, b2):
    return W2 @ W1


def nothing(W1, b1, W2, b2):
    W = W2 @ W1  # noqa: F841
    b = W2 @ b1 + b2  # noqa: F841


def printed(W1, b1, W2, b2):
    print(W2 @ W1, W2 @ b1 + b2)


def in_place(W1, b1, W2, b2):
    b2 += W2 @ b1
    return W2 @ W1, b2


def exchanged(W1, b1, W2, b2):
    return W2 @ b1 + b2, W2 @ W1


def W_transposed(W1, b1, W2, b2):
    return (W2 @ W1).T, W2 @ b1 + b2


def b_through_both(W1, b1, W2, b2):
    return W2 @ W1, W2 @ W1 @ b1 + b2


def minus(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 - b2


def as_text(W1, b1, W2, b2):
    return str(W2 @ W1), str(W2 @ b1 + b2)


def cut(W1, b1, W2, b2):
    return (W2 @ W1).astype(int), (W2 @ b1 + b2).astype(int)


def column(W1, b1, W2, b2):
    return W2 @ W1, (W2 @ b1 + b2).reshape(-1, 1)


def two_slips(W1, b1, W2, b2):
    return (W2 @ W1).T, W2 @ b1


def with_relu(W1, b1, W2, b2):
    return W2 @ np.maximum(W1, 0), W2 @ np.maximum(b1, 0) + b2


def b_in_front(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


# --- 03.3 -------------------------------------------------------------------------------------------------


def count_by_loop(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


def count_by_zip(sizes):
    return sum(n * m + m for n, m in zip(sizes[:-1], sizes[1:]))


def count_by_numpy(sizes):
    sizes = np.array(sizes)
    return ((sizes[:-1] + 1) * sizes[1:]).sum()


def count_by_minidl(sizes):
    layers = [minidl.nn.Linear(a, b) for a, b in pairwise(sizes)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


def count_backwards(sizes):
    total = 0
    while len(sizes) > 1:
        total = total + sizes[-1] * (sizes[-2] + 1)
        sizes = sizes[:-1]
    return total


def count_recursive(sizes):
    return 0 if len(sizes) < 2 else sizes[0] * sizes[1] + sizes[1] + count_recursive(sizes[1:])


def no_biases(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def bias_of_inputs(sizes):
    return sum(a * b for a, b in pairwise(sizes)) + sum(sizes)


def bias_a_layer(sizes):
    return sum(a * b + 1 for a, b in pairwise(sizes))


def wrong_side(sizes):
    return sum(a * b + a for a, b in pairwise(sizes))


def product(sizes):
    total = 1
    for size in sizes:
        total *= size
    return total


def last_lost(sizes):
    total = 0
    for i in range(len(sizes) - 2):
        total += (sizes[i] + 1) * sizes[i + 1]
    return total


def too_far(sizes):
    total = 0
    for i in range(len(sizes)):
        total += (sizes[i] + 1) * sizes[i + 1]
    return total


def set_not_added(sizes):
    for i in range(len(sizes) - 1):
        total = (sizes[i] + 1) * sizes[i + 1]
    return total


def first_only(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += (sizes[i] + 1) * sizes[i + 1]
        return total


def with_round(sizes):
    return sum((sizes[i - 1] + 1) * sizes[i] for i in range(len(sizes)))


def fixed_three(sizes):
    return (sizes[0] + 1) * sizes[1] + (sizes[1] + 1) * sizes[2]


def a_number_each(sizes):
    return [(a + 1) * b for a, b in pairwise(sizes)]


def count_text(sizes):
    return f"{count_by_zip(sizes)} parameters"


def count_printed(sizes):
    print(count_by_zip(sizes))


def caret(sizes):
    return sum(a ^ b for a, b in pairwise(sizes))


def units(sizes):
    return sum(sizes[1:])


def extra_unit(sizes):
    return sum((a + 1) * (b + 1) for a, b in pairwise(sizes))


def popped(sizes):
    total = 0
    while len(sizes) > 1:
        total += (sizes[0] + 1) * sizes[1]
        sizes.pop(0)
    return total


# --- 03.4 -------------------------------------------------------------------------------------------------


def pieces_loop(slopes):
    if not slopes:
        return 0
    count = 1
    for i in range(1, len(slopes)):
        if slopes[i] != slopes[i - 1]:
            count += 1
    return count


def pieces_groups(slopes):
    return len([*groupby(slopes)])


def pieces_numpy(slopes):
    return int((np.diff(slopes) != 0).sum()) + (len(slopes) > 0)


def pieces_last(slopes):
    last, count = None, 0
    for slope in slopes:
        if slope != last:
            count = count + 1
        last = slope
    return count


def pieces_list(slopes):
    found = []
    for slope in slopes:
        if not found or found[-1] != slope:
            found.append(slope)
    return len(found)


def pieces_zip(slopes):
    return min(len(slopes), 1 + sum(1 for a, b in zip(slopes, slopes[1:]) if a != b))


def pieces_set(slopes):
    return len(set(slopes))


def pieces_changes(slopes):
    return sum(a != b for a, b in pairwise(slopes))


def pieces_of_nothing(slopes):
    count = 1
    for a, b in pairwise(slopes):
        if a != b:
            count += 1
    return count


def pieces_signs(slopes):
    return sum(a * b < 0 for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_length(slopes):
    return len(slopes)


def pieces_round(slopes):
    count = 1
    for i in range(len(slopes)):
        if slopes[i] != slopes[i - 1]:
            count += 1
    return count if slopes else 0


def pieces_beyond(slopes):
    count = 1
    for i in range(len(slopes)):
        if slopes[i] != slopes[i + 1]:
            count += 1
    return count


def pieces_equal(slopes):
    return sum(a == b for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_sizes(slopes):
    return sum(abs(a) != abs(b) for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_whole(slopes):
    return sum(int(a) != int(b) for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_return_early(slopes):
    count = 1 if slopes else 0
    for a, b in pairwise(slopes):
        if a != b:
            count += 1
        return count


def pieces_rises(slopes):
    return sum(a < b for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_unique(slopes):
    return len(np.unique(slopes))


def pieces_printed(slopes):
    print(pieces_loop(slopes))


def pieces_no_else(slopes):
    if len(slopes) > 0:
        return pieces_loop(slopes)


def pieces_which(slopes):
    return [slope for slope, _ in groupby(slopes)]


def pieces_first(slopes):
    return sum(slope != slopes[0] for slope in slopes) + 1 if slopes else 0


def pieces_is_not(slopes):
    return sum(a is not b for a, b in pairwise(slopes)) + 1 if slopes else 0


def pieces_level(slopes):
    return sum(slope != 0 for slope, _ in groupby(slopes))


def b_summed(W1, b1, W2, b2):
    return W2 @ W1, (W2 * b1).sum() + b2


RIGHT = {
    "03.1": [
        by_dot,
        by_matmul,
        by_minidl,
        by_layers,
        by_loops,
        by_einsum,
        by_transposes,
        a_list,
        with_gradients,
    ],
    "03.2": [255, 255.0, 2**8 - 1, np.int64(255), minidl.tensor(255)],
    "03.3": [count_by_loop, count_by_zip, count_by_numpy, count_by_minidl, count_backwards, count_recursive],
    "03.4": [pieces_loop, pieces_groups, pieces_numpy, pieces_last, pieces_list, pieces_zip],
}

WRONG = {
    "03.1": [
        (other_order, "W2 @ W1"),
        (entries, ""),
        (sum_carried, "brackets"),
        (b1_not_carried, "W2 @ b1"),
        (b1_lost, "Where is b1?"),
        (b2_lost, "Where is b2?"),
        (W_added, ""),
        (only_W, "Return both"),
        (nothing, "returns nothing"),
        (printed, "prints"),
        (in_place, "changes what it is given"),
        (exchanged, "W first"),
        (W_transposed, "transposed"),
        (b_through_both, "*behind* W1"),
        (minus, "sign"),
        (as_text, "text"),
        (cut, "whole numbers"),
        (column, "no column"),
        (two_slips, "Where is b2?"),
        (with_relu, ""),
        (b_in_front, ""),
        (b_summed, ""),
        (lambda W1, b1, W2, b2: 0, ""),
    ],
    "03.2": [
        (n, "")
        for n in (31, 1023, 10, 5, 256, 257, 254, 16, 17, 8, 9, 128, 127, 512, 64, 25, 49, 6561, 766, 65536)
    ],
    "03.3": [
        (no_biases, "biases are missing"),
        (bias_of_inputs, "inputs are no units"),
        (bias_a_layer, "one bias a layer"),
        (wrong_side, "n_out, not n_in"),
        (product, "You multiply all sizes"),
        (last_lost, "last layer"),
        (too_far, "`len(sizes)` is 1 too large"),
        (set_not_added, "+="),
        (first_only, "inside the loop"),
        (with_round, "sizes[-1] is the last"),
        (fixed_three, ""),
        (a_number_each, "add them up"),
        (count_text, "text"),
        (count_printed, "prints"),
        (caret, ""),
        (units, "number of units"),
        (extra_unit, "constant input"),
        (popped, "changes what it is given"),
    ],
    "03.4": [
        (pieces_set, "compare neighbours"),
        (pieces_changes, "one piece more"),
        (pieces_of_nothing, "empty list"),
        (pieces_signs, "From slope 1 to 2"),
        (pieces_length, "Neighbours with the same slope"),
        (pieces_round, "last one"),
        (pieces_beyond, "beyond the end"),
        (pieces_equal, "equal neighbours"),
        (pieces_sizes, "different slopes"),
        (pieces_whole, "whole numbers"),
        (pieces_return_early, "inside the loop"),
        (pieces_rises, "Also where it falls"),
        (pieces_unique, "compare neighbours"),
        (pieces_printed, "prints"),
        (pieces_no_else, "returns nothing in this case"),
        (pieces_which, "How many are they?"),
        (pieces_first, "first slope"),
        (pieces_is_not, ""),
        (pieces_level, "slope 0, is a piece"),
    ],
}
