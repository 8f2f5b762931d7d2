"""An LSTM of one unit that remembers the last digit of a sentence, and its gates on your sentence."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

STARTS, STEPS, LENGTH, BATCH = 12, 600, 20, 32
MOST, DIGITS = 36, "0123456789"
OTHERS = ("nothing yet, then 9 and nothing more", "5 then 0 then 5")


def as_inputs(text: str) -> np.ndarray:
    """(L, 2): whether a character is a digit, and which: (0, 0) for a letter, (1, −1 ... 1) for 0 ... 9."""
    return np.array([(1.0, int(c) / 4.5 - 1) if c in DIGITS else (0.0, 0.0) for c in text])


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
    lstm, scale = nn.LSTM(2, STARTS).double(), nn.Parameter(np.ones(STARTS))
    offset = nn.Parameter(np.zeros(STARTS))
    optimizer = optim.Adam([*lstm.parameters(), scale, offset], lr=0.1)
    rates = optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    with no_grad():
        lstm.bias_ih_l0[STARTS : 2 * STARTS] += 1
    for step in range(STEPS):
        with no_grad():
            lstm.weight_hh_l0 *= alone
        x, last = _drawn(draw, 0.7 * (1 - step / STEPS) ** 2 + 0.06)  # the gaps grow
        errors = (lstm(tensor(x))[0] * scale + offset - tensor(last[..., None])) ** 2
        optimizer.zero_grad()
        errors.mean((0, 1)).sum().backward()
        optimizer.step()
        rates.step()
    final = errors.detach().numpy().mean((0, 1))
    best = int(final.argmin())
    w_ih, w_hh, *b = (p.detach().numpy().reshape(4, STARTS, -1)[:, best] for p in lstm.parameters())
    weights = {"w_ih": w_ih, "w_hh": w_hh[:, best], "b": sum(b)[:, 0]}
    return weights | {"scale": scale[best].item(), "offset": offset[best].item()}, 4.5 * final[best] ** 0.5


@functools.lru_cache(maxsize=64)
def gates_on(text: str, seed: int = 0) -> dict[str, np.ndarray]:
    """The gates i, f, o, what is `added` (i · g), the number `said`, after each character: (L,)."""
    weights, h, c, rows = trained_memory(seed)[0], 0.0, 0.0, []
    for x in as_inputs(text):
        a = weights["w_ih"] @ x + weights["w_hh"] * h + weights["b"]
        i, f, _, o = 1 / (1 + np.exp(-a))
        c = f * c + i * np.tanh(a[2])
        h = o * np.tanh(c)
        rows.append((i, f, o, i * np.tanh(a[2]), 4.5 + 4.5 * (weights["scale"] * h + weights["offset"])))
    return dict(zip(("i", "f", "o", "added", "said"), np.array(rows).T))


def GatesPicture(text: str = "I am 7 years old, my dog is 3, woof!") -> ComputedPicture:
    """Above the number that the LSTM says, below what it forgets and what it adds, character by character."""
    if not isinstance(text, str) or not 1 <= len(text) <= MOST:
        got = f"{len(text)} characters" if isinstance(text, str) else type(text).__name__
        raise ValueError(f"GatesPicture expects a text of 1 to {MOST} characters, got {got}. Type one.")
    shown, bars = [], []

    def start(figure, text):
        """All that belongs to a text; the slider then moves a grey bar only, which is fast."""
        figure.clear()
        found, size = gates_on(text), 9 if narrow(figure) else 13
        places, axes = np.arange(1, len(text) + 1), figure.subplots(3, 1, height_ratios=(1.5, 1, 1))
        most = 1.1 * max(np.abs(found["added"]).max(), 0.5)
        axes[0].plot(places, found["said"], "k.-", lw=2, ms=7, drawstyle="steps-mid")
        axes[1].bar(places, found["f"], 0.8, color="C0")
        axes[2].bar(places, found["added"], 0.8, color=np.where(found["added"] < 0, "C1", "C0"))
        axes[2].axhline(0, color="k", lw=0.8)
        ranges = ((-1, 10.5), (0, 5, 9)), ((0, 1.05), (0, 1)), ((-most, most), (0,))
        for ax, (ylim, yticks) in zip(axes, ranges):
            ax.set(xlim=(0.3, MOST + 0.7), xticks=[], ylim=ylim, yticks=yticks)
        for place, c in enumerate(text, 1):  # tick labels would be drawn anew each time
            look = {"weight": "bold" if c in DIGITS else "normal", "family": "monospace", "fontsize": size}
            under = {"textcoords": "offset points", "ha": "center", "va": "top"}
            axes[2].annotate(c, (place, -most), (0, -6), **under, **look)
        # Not axvspan: what it gives back before Matplotlib 3.9, as in a browser, has no set_x.
        bars[:] = [ax.bar(1, 99, 1, -50, color="0.85", zorder=0)[0] for ax in axes]
        shown[:] = [text]

    def draw(figure, text, at):
        if not figure.axes or shown != [text]:
            start(figure, text)
        found, now = gates_on(text), min(at, len(text)) - 1
        names = {"said": "it says", "f": "forget gate f", "added": "added to the cell, i · g"}
        for ax, bar, (key, name) in zip(figure.axes, bars, names.items()):
            bar.set_x(now + 0.5)
            ax.set_title(f"{name}, at “{text[now]}”: {_signed(found[key][now])}", fontsize=12, loc="left")

    def alt(text, at):
        found, now = gates_on(text), min(at, len(text)) - 1
        i, f, o, added, said = (_signed(found[key][now]) for key in ("i", "f", "o", "added", "said"))
        return (
            f"“{text}”. At “{text[now]}”, character {now + 1} of {len(text)}: forget gate {f}, input "
            f"gate {i}, output gate {o}, added {added}; it says {said}."
        )

    texts = list(dict.fromkeys([text, *OTHERS]))
    controls = {"text": dropdown(texts), "at": slider(1, MOST, start=min(16, len(text)), label="character")}
    first = next((place for place, c in enumerate(text, 1) if c in DIGITS), 1)
    presets = {"first digit": {"at": first}, "a long way": {"text": OTHERS[0], "at": MOST}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.6), clear=False, narrow=(4.2, 5))


def _signed(number: float) -> str:
    return f"{number:.2f}".replace("-0.00", "0.00").replace("-", "−")
