"""One cell reads a sentence token by token: the cell unrolled, its state, and what an output layer says."""

import functools

import numpy as np

from .... import manual_seed, nn, optim, tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

KINDS = ("time", "weather", "place", "person")
LINES = {
    "time": "what time ?|what time is it ?|what is the time ?|do you know the time ?|is it time ?"
    "|tell me the time .",
    "weather": "what weather ?|what is the weather ?|how is the weather ?|is it cold ?|is it warm ?"
    "|will it rain ?",
    "place": "where ?|where is it ?|where are you ?|what place is it ?|where is the station ?"
    "|do you know the place ?",
    "person": "who ?|who is it ?|who are you ?|what is your name ?|what name ?|tell me your name .",
}
QUESTIONS = [(line.split(), kind) for kind, lines in LINES.items() for line in lines.split("|")]
WORDS = sorted({word for words, _ in QUESTIONS for word in words})
OTHERS = ("what time is it ?", "what is the weather ?", "is it time ?")
SIZE, UNITS, MOST = 4, 8, 7


def tokens(sentence: str) -> list[str]:
    """The words and marks of a sentence. Raises ValueError for words that were not in the training."""
    found = sentence.lower().replace("?", " ? ").replace(".", " . ").split()
    unknown = [word for word in found if word not in WORDS]
    if unknown or not 1 <= len(found) <= MOST:
        why = f"the network has never seen {unknown}" if unknown else f"got {len(found)} tokens"
        raise ValueError(
            f"UnrolledPicture expects a sentence of 1 to {MOST} tokens: {why}. It knows {' '.join(WORDS)}"
        )
    return found


@functools.cache
def trained_reader(seed: int = 0):
    """(embedding, RNN, output layer), trained on 24 questions to say what each asks for."""
    manual_seed(seed)
    parts = nn.Embedding(len(WORDS), SIZE), nn.RNN(SIZE, UNITS), nn.Linear(UNITS, len(KINDS))
    embedding, rnn, output = (part.double() for part in parts)
    optimizer = optim.Adam([p for part in parts for p in part.parameters()], lr=0.02)
    batches = {}
    for words, kind in QUESTIONS:  # those of one length are read side by side
        batches.setdefault(len(words), []).append(([WORDS.index(word) for word in words], KINDS.index(kind)))
    for _ in range(60):
        for batch in batches.values():
            x, y = (np.array(part) for part in zip(*batch))
            states, _ = rnn(embedding(tensor(x.T)))
            optimizer.zero_grad()
            logits = output(states).reshape(-1, len(KINDS))  # after each token: it may be the last
            F.cross_entropy(logits, tensor(np.tile(y, len(states)))).backward()
            optimizer.step()
    return embedding, rnn, output


@functools.lru_cache(maxsize=64)
def read(sentence: str, seed: int = 0):
    """(states, shares): the state (L, 8) after each token, and what the output layer says then, (L, 4)."""
    embedding, rnn, output = trained_reader(seed)
    indices = np.array([WORDS.index(word) for word in tokens(sentence)])
    states, _ = rnn(embedding(tensor(indices)))
    return states.detach().numpy(), F.softmax(output(states), -1).detach().numpy()


def UnrolledPicture(sentence: str = "What time ?") -> ComputedPicture:
    """Below the tokens, in the middle the one cell with its state, above what the output layer says."""
    first = " ".join(tokens(sentence))
    cell = sum(p.numel() for p in trained_reader()[1].parameters())

    def draw(figure, sentence, read_):
        words, (states, shares) = tokens(sentence), read(sentence)
        count, done, size = len(words), min(read_, len(words)), 8 if narrow(figure) else 12
        axes = figure.subplots()
        axes.set(xlim=(-0.95, max(count, 4) - 0.45), ylim=(-0.75, 4.25), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        for row, text in ((-0.35, "token"), (1.35, "state h"), (3.2, "output")):
            axes.text(-0.93, row, text, fontsize=size, va="center")
        for j, word in enumerate(words):
            now, ink = j < done, "k" if j < done else "0.6"
            axes.text(j, -0.35, word, fontsize=size, ha="center", va="center", color=ink,
                      rotation=30 if narrow(figure) else 0)  # fmt: skip
            axes.add_patch(_box(j, 0.55, 1.6, ink))
            for low, high in ((-0.12, 0.5), (2.2, 2.45)):
                axes.annotate("", (j, high), (j, low), arrowprops={"arrowstyle": "->", "color": ink})
            if j:
                arrow = {"arrowstyle": "->", "color": ink, "lw": 2}
                axes.annotate("", (j - 0.36, 1.35), (j - 0.64, 1.35), arrowprops=arrow)
            if now:
                rows = 0.72 + 0.18 * np.arange(UNITS)
                axes.barh(rows, 0.32 * states[j], 0.12, j, color=np.where(states[j] < 0, "C1", "C0"))
                axes.plot([j, j], [0.6, 2.1], "k", lw=0.8)
                axes.barh(3.9 - 0.36 * np.arange(4), 0.7 * shares[j], 0.26, j - 0.35, color="0.55")
                for k in range(4):
                    label, strong = KINDS[k], "bold" if k == shares[j].argmax() else "normal"
                    axes.text(j - 0.33, 3.9 - 0.36 * k, label, fontsize=size - 2, va="center", weight=strong)
        axes.set_title(f"one cell, {cell} parameters, used {_times(done)} of {count}", fontsize=size + 1)

    def alt(sentence, read_):
        words, (_, shares) = tokens(sentence), read(sentence)
        done = min(read_, len(words))
        says, last = KINDS[shares[done - 1].argmax()], " ".join(words[:done])
        sure = round(100 * shares[done - 1].max())
        left = len(words) - done
        rest = "" if not left else " One token is left." if left == 1 else f" {left} tokens are left."
        return (
            f"“{last}”: the cell with its {cell} parameters is used {_times(done)}. Its state has "
            f"{UNITS} numbers; of them the output layer makes “{says}”, with {sure} %.{rest}"
        )

    sentences = list(dict.fromkeys([first, *OTHERS]))
    controls = {"sentence": dropdown(sentences), "read_": slider(1, MOST, start=1, label="tokens read")}
    presets = {"all tokens": {"read_": MOST}, "five tokens": {"sentence": OTHERS[0], "read_": 5}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.2), narrow=(4.2, 4.2))


def _box(x, y, height, ink):
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.36, y), 0.72, height, fill=False, ec=ink, lw=2)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
