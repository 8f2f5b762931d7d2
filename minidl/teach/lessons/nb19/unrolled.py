"""One cell reads a sentence token by token: the cell unrolled, its state, and what an output layer says."""

import functools

import numpy as np

from .... import manual_seed, nn, optim, tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

LINES = """time: what time ? what time is it ? what is the time ? do you know the time ? is it time ?
time: tell the time ?
weather: what weather ? what is the weather ? how is the weather ? is it cold ? is it warm ? will it rain ?
place: where ? where is it ? where are you ? what place is it ? where is the station ? do you know the place ?
person: who ? who is it ? who are you ? what is your name ? what name ? tell me who you are ?"""
QUESTIONS = [
    ([*words.split(), "?"], line.partition(":")[0])
    for line in LINES.splitlines()
    for words in line.partition(":")[2].split("?")[:-1]
]
KINDS = ["time", "weather", "place", "person"]
WORDS = sorted({word for words, _ in QUESTIONS for word in words})
OTHERS = ("what time is it ?", "what is the weather ?", "is it time ?")
SIZE, UNITS, MOST = 4, 8, 7


def tokens(sentence: str) -> list[str]:
    """The words and marks of a sentence. Raises ValueError for words that were not in the training."""
    found = str(sentence).lower().replace("?", " ? ").split()
    unknown = [word for word in found if word not in WORDS]
    if unknown or not 1 <= len(found) <= MOST:
        why = f"the network has never seen {unknown}" if unknown else f"got {len(found)} tokens"
        wants = f"UnrolledPicture expects a sentence of 1 to {MOST} tokens"
        raise ValueError(f"{wants}: {why}. It knows {' '.join(WORDS)}")
    return found


@functools.cache
def trained_reader(seed: int = 0):
    """(embedding, RNN, output layer), trained on 24 questions to say what each asks for."""
    manual_seed(seed)
    parts = nn.Embedding(len(WORDS), SIZE), nn.RNN(SIZE, UNITS), nn.Linear(UNITS, len(KINDS))
    embedding, rnn, output = (part.double() for part in parts)
    optimizer, batches = optim.Adam([p for part in parts for p in part.parameters()], lr=0.02), {}
    for words, kind in QUESTIONS:  # those of one length are read side by side
        batches.setdefault(len(words), []).append(([WORDS.index(word) for word in words], KINDS.index(kind)))
    for _ in range(60):
        for batch in batches.values():
            x, y = (np.array(part).T for part in zip(*batch))
            logits = output(rnn(embedding(tensor(x)))[0])  # after each token: it may be the last
            optimizer.zero_grad()
            F.cross_entropy(logits.flatten(0, 1), tensor(np.tile(y, len(x)))).backward()
            optimizer.step()
    return embedding, rnn, output


@functools.lru_cache(maxsize=64)
def read(sentence: str, seed: int = 0):
    """(states, shares): the state (L, 8) after each token, and what the output layer says then, (L, 4)."""
    embedding, rnn, output = trained_reader(seed)
    states, _ = rnn(embedding(tensor(np.array([WORDS.index(word) for word in tokens(sentence)]))))
    return states.detach().numpy(), F.softmax(output(states), -1).detach().numpy()


def UnrolledPicture(sentence: str = "What time ?") -> ComputedPicture:
    """Below the tokens, in the middle the one cell with its state, above what the output layer says."""
    from matplotlib.patches import Rectangle

    first, cell = " ".join(tokens(sentence)), sum(p.numel() for p in trained_reader()[1].parameters())
    times = lambda count: {1: "once", 2: "twice"}.get(count, f"{count} times")

    def draw(figure, sentence, read_):
        words, (states, shares), size = tokens(sentence), read(sentence), 8 if narrow(figure) else 12
        axes, count = figure.subplots(), len(words)
        axes.set(xlim=(-0.95, max(count, 4) - 0.45), ylim=(-0.75, 4.25), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        for row, text in ((-0.35, "token"), (1.35, "state h"), (3.2, "output")):
            axes.text(-0.93, row, text, fontsize=size, va="center")
        for j, word in enumerate(words):
            ink, middle = "k" if j < read_ else "0.6", {"ha": "center", "va": "center", "fontsize": size}
            axes.text(j, -0.35, word, color=ink, rotation=30 if narrow(figure) else 0, **middle)
            axes.add_patch(Rectangle((j - 0.36, 0.55), 0.72, 1.6, fill=False, ec=ink, lw=2))
            arrows = [((j, -0.12), (j, 0.5)), ((j, 2.2), (j, 2.45)), ((j - 0.64, 1.35), (j - 0.36, 1.35))]
            for start, end in arrows[: 3 if j else 2]:
                axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": ink, "lw": 1.6})
            if j < read_:
                colors = np.where(states[j] < 0, "C1", "C0")
                axes.barh(0.72 + 0.18 * np.arange(UNITS), 0.32 * states[j], 0.12, j, color=colors)
                axes.plot([j, j], [0.6, 2.1], "k", lw=0.8)
                rows, most = 3.9 - 0.36 * np.arange(len(KINDS)), shares[j].max()
                axes.barh(rows, 0.7 * shares[j], 0.26, j - 0.35, color="0.55", alpha=0.4)
                for row, kind, share in zip(rows, KINDS, shares[j]):
                    look = {"fontsize": size - 2, "weight": "bold" if share == most else "normal"}
                    axes.text(j - 0.33, row, kind, va="center", **look)
        used = f"one cell, {cell} parameters, used {times(min(read_, count))}"
        axes.set_title(used, fontsize=size + 1)

    def alt(sentence, read_):
        words, (_, shares) = tokens(sentence)[:read_], read(sentence)
        now, left = shares[len(words) - 1], len(tokens(sentence)) - len(words)
        rest = f" Tokens left: {left}." if left else ""
        return (
            f"“{' '.join(words)}”: the cell with its {cell} parameters is used {times(len(words))}. Its "
            f"state has {UNITS} numbers; of them the output layer makes “{KINDS[now.argmax()]}”, with "
            f"{100 * now.max():.0f} %.{rest}"
        )

    sentences = list(dict.fromkeys([first, *OTHERS]))
    controls = {"sentence": dropdown(sentences), "read_": slider(1, MOST, start=1, label="tokens read")}
    presets = {"all tokens": {"read_": MOST}, "five tokens": {"sentence": OTHERS[0], "read_": 5}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.2), narrow=(4.2, 4.2))
