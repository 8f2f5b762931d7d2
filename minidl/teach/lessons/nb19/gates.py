"""An LSTM of one unit that remembers the last digit of a sentence, and its gates on your sentence."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

STARTS, STEPS, LENGTH, BATCH = 12, 600, 20, 32
MOST = 36
OTHERS = ("nothing yet, then 9 and nothing more", "5 then 0 then 5")


def as_inputs(text: str) -> np.ndarray:
    """(L, 2): whether a character is a digit, and which: (0, 0) for a letter, (1, −1 ... 1) for 0 ... 9."""
    digits = [int(c) if c in "0123456789" else None for c in text]
    return np.array([(0.0, 0.0) if d is None else (1.0, d / 4.5 - 1) for d in digits])


def _drawn(draw, share):
    """Random texts (L, N, 2), digits with that probability; the last digit so far, (L, N), 4.5 at first."""
    is_digit = draw.random((LENGTH, BATCH)) < share
    values = draw.integers(0, 10, (LENGTH, BATCH)) / 4.5 - 1
    last, now = np.zeros((LENGTH, BATCH)), np.zeros(BATCH)
    for t in range(LENGTH):
        last[t] = now = np.where(is_digit[t], values[t], now)
    return np.stack([is_digit, is_digit * values], -1), last


@functools.cache
def trained_memory(seed: int = 0):
    """(weights, error): an LSTM of one unit and its output layer, the best of twelve starts.

    Twelve LSTMs of one unit are trained side by side, as one of twelve units whose states do not see each
    other. Half of them stay stuck. `weights` is {name: array}; `error` is in digits.
    """
    manual_seed(seed)
    draw, alone = np.random.default_rng(seed), tensor(np.tile(np.eye(STARTS), (4, 1)))
    lstm, scale, offset = (
        nn.LSTM(2, STARTS).double(),
        nn.Parameter(np.ones(STARTS)),
        nn.Parameter(np.zeros(STARTS)),
    )
    optimizer = optim.Adam([*lstm.parameters(), scale, offset], lr=0.1)
    rates = optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    with no_grad():
        lstm.bias_ih_l0[STARTS : 2 * STARTS] += 1
        lstm.weight_hh_l0 *= alone
    for step in range(STEPS):
        x, last = _drawn(draw, 0.7 * (1 - step / STEPS) ** 2 + 0.06)  # the gaps grow
        errors = (lstm(tensor(x))[0] * scale + offset - tensor(last[..., None])) ** 2
        optimizer.zero_grad()
        errors.mean((0, 1)).sum().backward()
        optimizer.step()
        rates.step()
        with no_grad():
            lstm.weight_hh_l0 *= alone
    final = errors.detach().numpy().mean((0, 1))
    best = int(final.argmin())
    one = lambda p: p.detach().numpy().reshape(4, STARTS, -1)[:, best]
    weights = dict(zip(("w_ih", "w_hh", "b_ih", "b_hh"), map(one, lstm.parameters())))
    weights["w_hh"] = weights["w_hh"][:, [best]]
    return weights | {"scale": scale[best].item(), "offset": offset[best].item()}, 4.5 * final[best] ** 0.5


@functools.lru_cache(maxsize=64)
def gates_on(text: str, seed: int = 0) -> dict[str, np.ndarray]:
    """The gates i, f, o, the candidate g, the cell c and the number `said`, after each character: (L,)."""
    weights, _ = trained_memory(seed)
    sigmoid, h, c, rows = lambda v: 1 / (1 + np.exp(-v)), 0.0, 0.0, []
    for x in as_inputs(text):
        a = weights["w_ih"] @ x + (weights["b_ih"] + weights["b_hh"])[:, 0] + weights["w_hh"][:, 0] * h
        i, f, g, o = sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])
        c = f * c + i * g
        h = o * np.tanh(c)
        rows.append((i, f, g, o, c, 4.5 + 4.5 * (weights["scale"] * h + weights["offset"])))
    return dict(zip(("i", "f", "g", "o", "c", "said"), np.array(rows).T))


def GatesPicture(text: str = "I am 7 years old, my dog is 3, woof!") -> ComputedPicture:
    """Above the number that the LSTM says, below what it forgets and what it adds, character by character."""
    if not isinstance(text, str) or not 1 <= len(text) <= MOST:
        got = f"{len(text)} characters" if isinstance(text, str) else type(text).__name__
        raise ValueError(
            f"GatesPicture expects a text of 1 to {MOST} characters, got {got}. Try a shorter one."
        )

    parts = {}

    def start(figure, text):
        """All that belongs to a text; the slider then moves a grey bar only, which is fast."""
        figure.clear()
        found, size = gates_on(text), 9 if narrow(figure) else 13
        places, axes = np.arange(1, len(text) + 1), figure.subplots(3, 1, height_ratios=(1.5, 1, 1))
        added = found["i"] * found["g"]
        most = 1.1 * max(np.abs(added).max(), 0.5)
        axes[0].plot(places, found["said"], "k.-", lw=2, ms=7, drawstyle="steps-mid")
        axes[0].set(ylim=(-1, 10.5), yticks=[0, 5, 9])
        axes[1].bar(places, found["f"], 0.8, color="C0")
        axes[1].set(ylim=(0, 1.05), yticks=[0, 1])
        axes[2].bar(places, added, 0.8, color=np.where(added < 0, "C1", "C0"))
        axes[2].axhline(0, color="k", lw=0.8)
        axes[2].set(ylim=(-most, most), yticks=[0])
        for place, c in enumerate(text, 1):
            strong = "bold" if c in "0123456789" else "normal"
            under = {
                "ha": "center",
                "va": "top",
                "family": "monospace",
                "transform": axes[2].get_xaxis_transform(),
            }
            axes[2].text(place, -0.08, c, fontsize=size, weight=strong, clip_on=False, **under)
        for ax in axes:
            ax.set(xlim=(0.3, MOST + 0.7), xticks=[])
        parts["bars"] = [ax.axvspan(0.5, 1.5, color="0.85", zorder=0) for ax in axes]
        parts["text"] = text

    def draw(figure, text, at):
        if not figure.axes or parts["text"] != text:
            start(figure, text)
        found, now = gates_on(text), min(at, len(text)) - 1
        said = (
            f"{found['said'][now]:.1f}",
            f"{found['f'][now]:.2f}",
            f"{found['i'][now] * found['g'][now]:+.2f}",
        )
        names = "it says", "forget gate f", "added to the cell, i · g"
        for ax, bar, name, value in zip(figure.axes, parts["bars"], names, said):
            bar.set_x(now + 0.5)
            ax.set_title(f"{name}, at “{text[now]}”: {value.replace('-', '−')}", fontsize=12, loc="left")

    def alt(text, at):
        found, now = gates_on(text), min(at, len(text)) - 1
        return (
            f"“{text}”. At “{text[now]}”, character {now + 1} of {len(text)}: "
            f"forget gate {found['f'][now]:.2f}, "
            f"input gate {found['i'][now]:.2f}, output gate {found['o'][now]:.2f}, added "
            f"{found['i'][now] * found['g'][now]:+.2f}; it says {found['said'][now]:.1f}."
        ).replace("-", "−")

    texts = list(dict.fromkeys([text, *OTHERS]))
    controls = {"text": dropdown(texts), "at": slider(1, MOST, start=min(16, len(text)), label="character")}
    first = next((place for place, c in enumerate(text, 1) if c in "0123456789"), 1)
    presets = {"first digit": {"at": first}, "a long way": {"text": OTHERS[0], "at": MOST}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.6), clear=False, narrow=(4.2, 5))
