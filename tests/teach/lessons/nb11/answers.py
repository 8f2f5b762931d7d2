"""Answers to the exercises of notebook 11, as students give them."""

from math import ceil, floor

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl import nn
from minidl.inspect import summary
from minidl.windows.geometry import output_size

# --- 11.2 ---------------------------------------------------------------------------------------------------


def size_by_steps(N, K, S=1, P=0, D=1):
    count, start = 0, 0
    while start + D * (K - 1) < N + 2 * P:
        count += 1
        start += S
    return count


def size_by_layer(N, K, S=1, P=0, D=1):
    return F.conv1d(minidl.zeros(1, 1, N), minidl.zeros(1, 1, K), stride=S, padding=P, dilation=D).shape[-1]


def size_in_parts(N, K, S=1, P=0, D=1):
    span = D * (K - 1) + 1
    padded = N + P + P
    steps = (padded - span) // S
    return steps + 1


def size_refuses(N, K, S=1, P=0, D=1):
    if (N + 2 * P - D * (K - 1) - 1) % S != 0:
        raise ValueError("does not fit")
    return (N + 2 * P - D * (K - 1) - 1) // S + 1


def size_none_on_remainder(N, K, S=1, P=0, D=1):
    if (N + 2 * P - K) % S == 0:
        return (N + 2 * P - D * (K - 1) - 1) // S + 1


def size_zero_on_remainder(N, K, S=1, P=0, D=1):
    room = N + 2 * P - D * (K - 1) - 1
    return room // S + 1 if room % S == 0 else 0


def size_prints(N, K, S=1, P=0, D=1):
    print((N + 2 * P - D * (K - 1) - 1) // S + 1)


def size_forgets(N, K, S=1, P=0, D=1):
    out = (N + 2 * P - D * (K - 1) - 1) // S + 1  # noqa: F841


def size_like_paper(N, K, S=1, P=0, D=1):
    return (N + 2 * P - D(K - 1) - 1) // S + 1


def size_own_letter(N, K, S=1, P=0, D=1):
    return (N + 2 * P - D * (F - 1) - 1) // S + 1


def size_xor(N, K, S=1, P=0, D=1):
    return ((N + 2 * P - D * (K - 1) - 1) // S + 1) ^ 1


# --- 11.3 ---------------------------------------------------------------------------------------------------


def conv_loops(x, w, stride=1):
    n = (len(x) - len(w)) // stride + 1
    y = np.zeros(n)
    for i in range(n):
        for k in range(len(w)):
            y[i] += w[k] * x[i * stride + k]
    return y


def conv_slices(x, w, stride=1):
    return [(x[i : i + len(w)] * w).sum() for i in range(0, len(x) - len(w) + 1, stride)]


def conv_by_layer(x, w, stride=1):
    y = F.conv1d(minidl.tensor(x * 1.0)[None, None], minidl.tensor(w * 1.0)[None, None], stride=stride)
    return y[0, 0]


def conv_by_layer_with_gradient(x, w, stride=1):
    weight = minidl.tensor(w * 1.0, requires_grad=True)
    return F.conv1d(minidl.tensor(x * 1.0)[None, None], weight[None, None], stride=stride)[0, 0]


def conv_while(x, w, stride=1):
    y, start = [], 0
    while start <= len(x) - len(w):
        total = 0
        for a, b in zip(x[start:], w):
            total = total + a * b
        y.append(float(total))
        start = start + stride
    return tuple(y)


def conv_windows(x, w, stride=1):
    return np.lib.stride_tricks.sliding_window_view(x, len(w))[::stride] @ w


def conv_ints(x, w, stride=1):
    n = (len(x) - len(w)) // stride + 1
    y = np.zeros(n, dtype=int)
    for i in range(n):
        for k in range(len(w)):
            y[i] += w[k] * x[i * stride + k]
    return y


def conv_ints_at_the_end(x, w, stride=1):
    n = (len(x) - len(w)) // stride + 1
    y = np.zeros(n, dtype=int)
    for i in range(n):
        y[i] = (x[i * stride : i * stride + len(w)] * w).sum()
    return y


def conv_like_x(x, w, stride=1):
    y = np.zeros_like(x)[: (len(x) - len(w)) // stride + 1]
    for i in range(len(y)):
        y[i] = sum(w[k] * x[i * stride + k] for k in range(len(w)))
    return y


def conv_total_outside(x, w, stride=1):
    y, total = [], 0
    for start in range(0, len(x) - len(w) + 1, stride):
        for k in range(len(w)):
            total += w[k] * x[start + k]
        y.append(total)
    return y


def conv_return_inside(x, w, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        total = 0
        for k in range(len(w)):
            total += w[k] * x[start + k]
        y.append(total)
        return y


def conv_return_total(x, w, stride=1):
    for start in range(0, len(x) - len(w) + 1, stride):
        total = 0
        for k in range(len(w)):
            total += w[k] * x[start + k]
        return total


def conv_append_inside(x, w, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        total = 0
        for k in range(len(w)):
            total += w[k] * x[start + k]
            y.append(total)
    return y


def conv_stride_in_the_window(x, w, stride=1):
    return [
        sum(w[k] * x[i + k * stride] for k in range(len(w))) for i in range(len(x) - stride * (len(w) - 1))
    ]


def conv_too_far(x, w, stride=1):
    return [sum(w[k] * x[i + k] for k in range(len(w))) for i in range(0, len(x), stride)]


def conv_slices_too_far(x, w, stride=1):
    x = np.pad(x, (0, len(w) - 1))
    return [(x[i : i + len(w)] * w).sum() for i in range(0, len(x) - len(w) + 1, stride)]


def conv_short(x, w, stride=1):
    return [(x[i : i + len(w)] * w).sum() for i in range(0, len(x) - len(w), stride)]


def conv_changes_x(x, w, stride=1):
    y = []
    for i in range(0, len(x) - len(w) + 1, stride):
        x[i : i + len(w)] = x[i : i + len(w)] * w
        y.append(x[i : i + len(w)].sum())
    return y


def conv_changes_x_at_the_end(x, w, stride=1):
    y = [float((x[i : i + len(w)] * w).sum()) for i in range(0, len(x) - len(w) + 1, stride)]
    x[0] = 0
    return y


def conv_column(x, w, stride=1):
    return conv_loops(x, w, stride).reshape(-1, 1)


def conv_no_start(x, w, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        for k in range(len(w)):
            sum_of += w[k] * x[start + k]  # noqa: F821
        y.append(sum_of)
    return y


# --- 11.4 ---------------------------------------------------------------------------------------------------


def sizes(K, H, W, S, P):
    return output_size(H, K, S, P), output_size(W, K, S, P)


def cost_by_steps(C_in, C_out, K, H, W, S=1, P=0):
    weights = C_in * C_out * K**2
    h, w = sizes(K, H, W, S, P)
    return [weights + C_out, weights * h * w]


def cost_by_layer(C_in, C_out, K, H, W, S=1, P=0):
    layer = nn.Conv2d(C_in, C_out, K, stride=S, padding=P)
    out = layer(minidl.zeros(1, C_in, H, W))
    return sum(p.numel() for p in layer.parameters()), out.numel() * layer.weight[0].numel()


def cost_by_summary(C_in, C_out, K, H, W, S=1, P=0):
    table = summary(nn.Conv2d(C_in, C_out, K, stride=S, padding=P), (C_in, H, W))
    return table.parameters, table.macs


def cost_by_array(C_in, C_out, K, H, W, S=1, P=0):
    h, w = (int((n + 2 * P - K) / S) + 1 for n in (H, W))
    return np.array([(C_in * K * K + 1) * C_out, C_in * K * K * C_out * h * w])


def cost_by_counting(C_in, C_out, K, H, W, S=1, P=0):
    p = C_out * C_in * K * K + C_out
    macs = 0
    for _ in range(0, H + 2 * P - K + 1, S):
        macs += C_out * len(range(0, W + 2 * P - K + 1, S)) * C_in * K * K
    return (p, macs)


def cost(parameters, macs):
    """An answer from the two formulas of (i, o, K, H, W, h, w)."""

    def answer(C_in, C_out, K, H, W, S=1, P=0):
        h, w = sizes(K, H, W, S, P)
        return parameters(C_in, C_out, K, H, W, h, w), macs(C_in, C_out, K, H, W, h, w)

    return answer


right_p = lambda i, o, K, H, W, h, w: o * (i * K * K + 1)
right_m = lambda i, o, K, H, W, h, w: o * h * w * i * K * K


def cost_other_size(size):
    def answer(C_in, C_out, K, H, W, S=1, P=0):
        return C_out * (C_in * K * K + 1), C_out * size(H, K, S, P) * size(W, K, S, P) * C_in * K * K

    return answer


def cost_no_return(C_in, C_out, K, H, W, S=1, P=0):
    parameters = C_out * (C_in * K * K + 1)  # noqa: F841


def cost_only_parameters(C_in, C_out, K, H, W, S=1, P=0):
    return C_out * (C_in * K * K + 1)


def cost_power(C_in, C_out, K, H, W, S=1, P=0):
    h, w = (H + 2 * P - K) // S + 1, (W + 2 * P - K) // S + 1
    return C_out * (C_in * K ^ 2 + 1), C_out * h * w * C_in * K * K


def cost_dictionary(C_in, C_out, K, H, W, S=1, P=0):
    parameters, macs = cost_by_steps(C_in, C_out, K, H, W, S, P)
    return {"parameters": parameters, "macs": macs}


def cost_texts(C_in, C_out, K, H, W, S=1, P=0):
    return tuple(str(number) for number in cost_by_steps(C_in, C_out, K, H, W, S, P))


def cost_like_paper(C_in, C_out, K, H, W, S=1, P=0):
    h, w = (H + 2 * P - K) // S + 1, (W + 2 * P - K) // S + 1
    return C_out(C_in * K * K + 1), C_out * h * w * C_in * K * K


def cost_prints(C_in, C_out, K, H, W, S=1, P=0):
    print(cost_by_steps(C_in, C_out, K, H, W, S, P))


# --- 11.5 ---------------------------------------------------------------------------------------------------


def stamps_marked(N, K, S=1, P=0, D=1, output_padding=0):
    last = 0
    for i in range(N):
        for k in range(K):
            last = max(last, i * S + k * D)
    return last + 1 - 2 * P + output_padding


def stamps_by_layer(N, K, S=1, P=0, D=1, output_padding=0):
    how = {"stride": S, "padding": P, "dilation": D, "output_padding": output_padding}
    return F.conv_transpose1d(minidl.zeros(1, 1, N), minidl.zeros(1, 1, K), **how).shape[-1]


def stamps_by_turning_round(N, K, S=1, P=0, D=1, output_padding=0):
    size = 1
    while output_size(size, K, S, P, D) < N:
        size += 1
    return size + output_padding


def stamps_in_parts(N, K, S=1, P=0, D=1, output_padding=0):
    span = D * (K - 1) + 1
    return (N - 1) * S + span + output_padding - P - P


def stamps_like_paper(N, K, S=1, P=0, D=1, output_padding=0):
    return (N - 1) * S - 2 * P + D(K - 1) + output_padding + 1


def stamps_branch(N, K, S=1, P=0, D=1, output_padding=0):
    if output_padding == 0:
        return (N - 1) * S - 2 * P + D * (K - 1) + 1


def stamps_prints(N, K, S=1, P=0, D=1, output_padding=0):
    print((N - 1) * S - 2 * P + D * (K - 1) + output_padding + 1)


RIGHT = {
    "11.1": [6, 6.0, np.int64(6), (32 - 11) // 4 + 1, minidl.tensor(6), np.array(6)],
    "11.2": [
        lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) // S + 1,
        lambda N, K, S=1, P=0, D=1: floor((N + 2 * P - D * (K - 1) - 1) / S) + 1,
        lambda N, K, S=1, P=0, D=1: int((N + 2 * P - D * (K - 1) - 1) / S + 1),
        lambda N, K, S=1, P=0, D=1: np.floor((N + 2 * P - D * (K - 1) - 1) / S) + 1,
        lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1 + S) // S,
        lambda N, K, S=1, P=0, D=1: len(range(0, N + 2 * P - D * (K - 1), S)),
        lambda N, K, S=1, P=0, D=1: np.int64((N + 2 * P - (D * K - D + 1)) // S + 1),
        size_by_steps,
        size_by_layer,
        size_in_parts,
        output_size,
    ],
    "11.3": [
        conv_loops,
        conv_slices,
        conv_by_layer,
        conv_by_layer_with_gradient,
        conv_while,
        conv_windows,
        lambda x, w, stride=1: np.correlate(x, w, "valid")[::stride],
        lambda x, w, stride=1: np.convolve(x, w[::-1], mode="valid")[::stride].tolist(),
        lambda x, w, stride=1: [np.dot(x[i : i + len(w)], w) for i in range(0, len(x) - len(w) + 1, stride)],
    ],
    "11.4": [
        cost_by_steps,
        cost_by_layer,
        cost_by_summary,
        cost_by_array,
        cost_by_counting,
        cost(right_p, right_m),
    ],
    "11.5": [
        stamps_marked,
        stamps_by_layer,
        stamps_by_turning_round,
        stamps_in_parts,
        lambda N, K, S=1, P=0, D=1, op=0: N * S - S - 2 * P + D * K - D + op + 1,
        lambda N, K, S=1, P=0, D=1, output_padding=0: (
            np.int64((N - 1) * S + D * (K - 1) + 1 - 2 * P) + output_padding
        ),
    ],
}

WRONG = {
    "11.1": [
        (30.25, "divides only the 11"),
        (31, "put brackets"),
        (9, "leaves the kernel out"),
        (2.9, "side by side"),
        (5.5, "divided the 1, too"),
        (6.25, "before the floor"),
        (7, "A seventh window"),
        (5, "The place before the first counts"),
        (5.25, "round it down"),
        (5.2, "round it down"),
        (6.2, "before the floor"),
        (6.3, "before the floor"),
        (22, "stride 1"),
        (36, "one side"),
        (8, "counts a window for each 4 cells"),
        (4.2, "4 + 1"),
        ((6, 25), "has a point: 6.25."),
        ("6", "Leave out the quotes"),
        ([6], "Type one number alone"),
        ([6, 6], "expected a number"),
        (None, "expected a number"),
        (True, "expected a number"),
        (0, "At least two windows fit"),
        (4, "Divide by 4, then add 1"),
        (40, "only 32 − 11 + 1 = 22 places"),
        (21, None),
        (32, None),
        (-6, None),
        (1024, None),
        (float("nan"), "expected a number"),
        (len, "expected a number"),
    ],
    "11.2": [
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) // (S + 1) + 1, "Divide by S: the 1"),
        (lambda N, K, S=1, P=0, D=1: max(2, (N + 2 * P - D * (K - 1) - 1) // S + 1), None),
        (lambda N, K, S=1, P=0, D=1: len(range(0, N + 2 * P - D * (K - 1) - 1, S)), "lose the last window"),
        (lambda N, K, S=1, P=0, D=1: N - K + 1, "right for stride 1"),
        (lambda N, K, S=1, P=0, D=1: N + 2 * P - K // S + 1, "divides only K by S"),
        (lambda N, K, S=1, P=0, D=1: round((N + 2 * P - D * (K - 1) - 1) / S + 1), "rounded the whole"),
        (lambda N, K, S=1, P=0, D=1: -(-N // S), "ignored the kernel size"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) / S + 1, "floor"),
        (lambda N, K, S=1, P=0, D=1: (N - K + 2 * P) / S + 1, "floor"),
        (lambda N, K, S=1, P=0, D=1: (N - K) / S + 1, "as lecture S2 prints it"),
        (lambda N, K, S=1, P=0, D=1: (N - K + 2 * P) // S + 1, "ignored the dilation"),
        (lambda N, K, S=1, P=0, D=1: (N - K) // S + 1, "ignored the padding"),
        (lambda N, K, S=1, P=0, D=1: (N - D * (K - 1) - 1) // S + 1 + 2 * P, "added the padding to the result"),
        (lambda N, K, S=1, P=0, D=1: (N - D * (K - 1) - 1) // S + 1 + P, None),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1)) // S, "behind the division"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) // S, "The + 1 is missing"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - (D + 1) * (K - 1) - 1) // S + 1, "D + 1 for the distance"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) % S + 1, "`%` gives the remainder"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) % S, "`%` gives the remainder"),
        (lambda N, K, S=1, P=0, D=1: N - K, "how far the window can travel"),
        (lambda N, K, S=1, P=0, D=1: 2, None),
        (lambda N, K, S=1, P=0, D=1: ((N + 2 * P - D * (K - 1) - 1) // S + 1) ** 2, "squared"),
        (lambda N, K, S=1, P=0, D=1: round((N + 2 * P - D * (K - 1) - 1) / S) + 1, "rounded to the nearest"),
        (lambda N, K, S=1, P=0, D=1: ceil((N + 2 * P - D * (K - 1) - 1) / S) + 1, "rounded up"),
        (lambda N, K, S=1, P=0, D=1: -(-(N + 2 * P - D * (K - 1) - 1) // S) + 1, "rounded up"),
        (lambda N, K, S=1, P=0, D=1: (N + P - D * (K - 1) - 1) // S + 1, "padding once"),
        (lambda N, K, S=1, P=0, D=1: (N - 2 * P - D * (K - 1) - 1) // S + 1, "subtracted the padding"),
        (lambda N, K, S=1, P=0, D=1: N + 2 * P - D * (K - 1) - 1 + 1, "ignored the stride"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * K) // S + 1, "D·K"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * K - 1) // S + 1, None),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1)) // S + 1, "The − 1"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P) // S - (D * (K - 1) + 1) // S + 1, "divided each part"),
        (lambda N, K, S=1, P=0, D=1: N + 2 * P - D * (K - 1) - 1 // S + 1, "brackets around the numerator"),
        (lambda N, K, S=1, P=0, D=1: (N + 2 * P - D * (K - 1) - 1) // (S + 1), "S + 1"),
        (lambda N, K, S=1, P=0, D=1: (N + P - D * (K - 1) - 1) // S, "padding once"),
        (lambda N, K, S=1, P=0, D=1: (N + P - K) // S + 1, "padding once"),
        (lambda N, K, S=1, P=0, D=1: (N - K) // S, "without padding and dilation"),
        (lambda N, K, S=1, P=0, D=1: str((N + 2 * P - D * (K - 1) - 1) // S + 1), "text in place of numbers"),
        (lambda N, K, S=1, P=0, D=1: [(N + 2 * P - D * (K - 1) - 1) // S + 1], "return the number itself"),
        (size_refuses, "does not fit"),
        (size_none_on_remainder, "nothing in this case"),
        (size_zero_on_remainder, "refuse a remainder"),
        (size_prints, "return"),
        (size_forgets, "return"),
        (size_like_paper, "write `*` between"),
        (size_own_letter, None),
        (size_xor, "not a power"),
        (7, "expected a function"),
    ],
    "11.3": [
        (lambda x, w, stride=1: [np.dot(x[i + 1 : i + len(w)], w[1:]) for i in range(0, len(x) - len(w) + 1, stride)], "first weight"),
        (lambda x, w, stride=1: [conv_loops(x, w, stride)[i] for i in range((len(x) - len(w)) // stride)], "One window too few"),
        (lambda x, w, stride=1: [x[i : i + len(w)] * w for i in range(0, len(x) - len(w) + 1, stride)], "Add up each row"),
        (lambda x, w, stride=1: [x[i + k] * w[k] for i in range(0, len(x) - len(w) + 1, stride) for k in range(len(w))], "single products"),
        (lambda x, w, stride=1: [sum(x[i : i + len(w)]) for i in range(0, len(x) - len(w) + 1, stride)], "without the weights"),
        (lambda x, w, stride=1: [np.dot(x[i : i + len(w) - 1], w[:-1]) for i in range(0, len(x) - len(w) + 1, stride)], "last weight"),
        (lambda x, w, stride=1: [np.dot(x[i : i + len(w)], w) for i in range(0, (len(x) - len(w)) // stride + 1, stride)], "stride twice"),
        (lambda x, w, stride=1: [*conv_loops(x, w, stride), *[0] * (len(x) - len(conv_loops(x, w, stride)))], "as long as x"),
        (conv_ints, "Each sum loses its decimals"),
        (conv_ints_at_the_end, "cut off"),
        (conv_like_x, "the type of x"),
        (conv_total_outside, "goes on from window to window"),
        (conv_return_inside, "return"),
        (conv_return_total, "expected is a list"),
        (conv_append_inside, "append inside"),
        (conv_stride_in_the_window, "that is dilation"),
        (conv_too_far, "beyond the end"),
        (conv_slices_too_far, "hang over the end"),
        (conv_short, "last window is missing"),
        (conv_changes_x, None),
        (conv_changes_x_at_the_end, "changes what it is given"),
        (conv_column, "shape"),
        (conv_no_start, "no value yet"),
        (lambda x, w, stride=1: conv_loops(x, w[::-1], stride), "flipped"),
        (lambda x, w, stride=1: np.convolve(x, w, "valid")[::stride], "flipped"),
        (lambda x, w, stride=1: np.convolve(x, w)[::stride], "flipped"),
        (lambda x, w, stride=1: np.correlate(x, w, "full")[::stride], "over both ends"),
        (lambda x, w, stride=1: np.convolve(x, w, "same")[::stride], "flipped"),
        (lambda x, w, stride=1: np.correlate(x, w, "same")[::stride], None),
        (lambda x, w, stride=1: conv_loops(x, w), "ignored the stride"),
        (lambda x, w, stride=1: conv_loops(x, w[::-1]), "flipped"),
        (lambda x, w, stride=1: conv_loops(x, w)[: (len(x) - len(w)) // stride + 1], "starts at cell i · stride"),
        (lambda x, w, stride=1: conv_loops(x, w, stride) / len(w), "mean"),
        (lambda x, w, stride=1: [w[-1] * x[i + len(w) - 1] for i in range(0, len(x) - len(w) + 1, stride)], "Only the last product"),
        (lambda x, w, stride=1: conv_loops(x, w, stride).astype(int), "cut"),
        (lambda x, w, stride=1: np.round(conv_loops(x, w, stride)), None),
        (lambda x, w, stride=1: [str(v) for v in conv_loops(x, w, stride)], "text"),
        (lambda x, w, stride=1: conv_loops(x, w, stride) + 5j, "complex"),
        (lambda x, w, stride=1: conv_loops(x, w, stride).sum(), None),
        (lambda x, w, stride=1: F.conv1d(minidl.tensor(x * 1.0)[None, None], minidl.tensor(w * 1.0)[None, None], stride=stride), "shape"),
        (lambda x, w, stride=1: (v for v in conv_loops(x, w, stride)), "list(...)"),
        (lambda x, w, stride=1: print(conv_loops(x, w, stride)), "return"),
        (lambda x, w, stride=1: x * w, "shapes do not fit"),
    ],
    "11.4": [
        (cost(right_p, lambda i, o, K, H, W, h, w: o * w * i * K * K), "one row"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * w * w * i * K * K), "W for both sides"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * h * i * K * K), "one column"),
        (cost(lambda i, o, K, H, W, h, w: o * (i * H * W + 1), right_m), "a weight for each cell"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K + o * h * w, right_m), "a bias for each output"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K, lambda i, o, K, H, W, h, w: o * H * W * i * K * K), "biases are missing"),
        (cost_other_size(lambda n, K, S, P: round((n + 2 * P - K) / S) + 1), "rounded to the nearest"),
        (cost_other_size(lambda n, K, S, P: n + 2 * P - K // S + 1), "divides only K by S"),
        (cost_other_size(lambda n, K, S, P: (n + 2 * P - K) / S + 1), "floor"),
        (cost_other_size(lambda n, K, S, P: ceil((n + 2 * P - K) / S) + 1), "rounded up"),
        (cost_other_size(lambda n, K, S, P: (n + 2 * P - K) // S), "The + 1"),
        (cost_other_size(lambda n, K, S, P: n + 2 * P - K + 1), "ignored the stride"),
        (cost_other_size(lambda n, K, S, P: (n - K) // S + 1), "ignored the padding"),
        (cost_other_size(lambda n, K, S, P: (n + P - K) // S + 1), "padding once"),
        (cost_other_size(lambda n, K, S, P: n), "each cell of the input"),
        (cost(lambda i, o, K, H, W, h, w: o * (K * K + 1), right_m), "parameters leave out C_in"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * h * w * K * K), "MACs leave out C_in"),
        (cost(lambda i, o, K, H, W, h, w: o * (K * K + 1), lambda i, o, K, H, W, h, w: o * h * w * K * K), "leave out C_in"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K, right_m), "biases are missing"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K + 1, right_m), "one bias for the layer"),
        (cost(lambda i, o, K, H, W, h, w: o * i * (K * K + 1), right_m), "a bias for each input channel"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K + i, right_m), None),
        (cost(lambda i, o, K, H, W, h, w: i * K * K + 1, right_m), None),
        (cost(lambda i, o, K, H, W, h, w: o * (i * K + 1), lambda i, o, K, H, W, h, w: o * h * w * i * K), "K · K cells"),
        (cost(right_p, lambda i, o, K, H, W, h, w: h * w * i * K * K), "one output channel"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * h * w * (i * K * K + 1)), "bias as a MAC"),
        (cost(right_p, lambda i, o, K, H, W, h, w: 2 * o * h * w * i * K * K), "doubled"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * h * h * i * K * K), "H for both sides"),
        (cost(lambda i, o, K, H, W, h, w: o * (i * K * K + 1) * h * w, right_m), "anew for each place"),
        (cost(right_m, right_p), "order is turned round"),
        (cost(right_m, lambda i, o, K, H, W, h, w: o * i * K * K), "turned round"),
        (cost(right_p, lambda i, o, K, H, W, h, w: o * h * w), "counted the outputs"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K, lambda i, o, K, H, W, h, w: o * h * w * K * K), "MACs leave out C_in"),
        (cost(lambda i, o, K, H, W, h, w: o * i * K * K, lambda i, o, K, H, W, h, w: 2 * o * h * w * i * K * K), "doubled"),
        (cost_no_return, "return"),
        (cost_only_parameters, "expected"),
        (cost_power, None),
        (cost_dictionary, None),
        (cost_texts, "text"),
        (cost_like_paper, "write `*` between"),
        (cost_prints, "return"),
    ],
    "11.5": [
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N - 1 * S - 2 * P + D * (K - 1) + output_padding + 1, "reads N - 1 * S as N - S"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N * K - 2 * P + output_padding, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * K - 2 * P + D * (K - 1) + output_padding + 1, "side by side"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + P + D * (K - 1) + output_padding + 1, "You added P"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) - output_padding + 1, "subtracted output_padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + output_padding + 1, "one cell for the last stamp"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + 1, "where the last stamp starts"),
        (lambda N, K, S=2, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) + output_padding + 1, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: output_size(N, K, S, P, D), "ordinary convolution"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N + 2 * P - K) // S + 1, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N * S, "leaves out that the last stamp"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N * S - 2 * P + D * (K - 1) + output_padding + 1, "there are N − 1 steps"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) - 2 * P + D * (K - 1) + output_padding + 1, "ignored the stride"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - P + D * (K - 1) + output_padding + 1, "one side only"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + 2 * P + D * (K - 1) + output_padding + 1, "added the padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + D * (K - 1) + output_padding + 1, "ignored the padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + K + output_padding, "ignored the dilation"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * K + output_padding, "D·K"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) + output_padding, "The + 1 is missing"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) + 1, "forgot output_padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) + 2 * output_padding + 1, "twice"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1) + output_padding * S + 1, "by the stride"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + K, "without P, D and output_padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + K - 2 * P, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N * S + K, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - P + K + output_padding, "one side only"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: N * S - 2 * P + D * (K - 1) + 1, "there are N − 1 steps"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K - 1), "forgot output_padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S + 2 * P + K + output_padding, "added the padding"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N + 1) * S - 2 * P + D * (K - 1) + output_padding + 1, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: (N - 1) * S - 2 * P + D * (K + 1) + output_padding + 1, None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: float("nan"), None),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: ((N - 1) * S - 2 * P + D * (K - 1) + output_padding + 1,), "return the number itself"),
        (lambda N, K, S=1, P=0, D=1, output_padding=0: f"{stamps_in_parts(N, K, S, P, D, output_padding)}", "text in place of numbers"),
        (lambda N, K, S=1, P=0, D=1: (N - 1) * S - 2 * P + D * (K - 1) + 1, "It is called as"),
        (stamps_like_paper, "write `*` between"),
        (stamps_branch, "nothing in this case"),
        (stamps_prints, "return"),
        (3, "expected a function"),
    ],
}  # fmt: skip


def conv_of_three_weights(x, w, stride=1):
    return [x[i] * w[0] + x[i + 1] * w[1] + x[i + 2] * w[2] for i in range(0, len(x) - 2, stride)]


def stamps_less_one(N, K, S=1, P=0, D=1, output_padding=0):
    return N * S - 1 - 2 * P + D * (K - 1) + output_padding + 1


WRONG["11.3"] += [(conv_of_three_weights, "That is `w[2]`, which may be shorter")]
WRONG["11.5"] += [
    (stamps_less_one, "In `N * S - 1` brackets are missing"),
    (
        lambda N, K, S=1, P=0, D=1, output_padding=0: N * (D * (K - 1) + 1) - 2 * P + output_padding,
        "side by side",
    ),
]
