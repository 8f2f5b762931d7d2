"""From an image to a caption: CNN features start an LSTM, which spells the name of a digit."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim, tensor
from ....data import DataLoader, digits
from ....nn import functional as F
from ...kit.figures import show

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LETTERS = [".", *sorted(set("".join(NAMES)))]  # the point begins and ends a caption
UNITS, EMBEDDED, LONGEST = 32, 8, 6
TARGETS = np.array([[LETTERS.index(c) for c in name.ljust(LONGEST, ".")] for name in NAMES])


class Speller(nn.Module):
    """image (N, 1, 8, 8) → features (N, 256) → h₀ (1, N, 32); letters (L, N) → logits (L, N, 16)."""

    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.to_state = nn.Linear(256, UNITS)
        self.embedding = nn.Embedding(len(LETTERS), EMBEDDED)
        self.lstm = nn.LSTM(EMBEDDED, UNITS)
        self.output = nn.Linear(UNITS, len(LETTERS))

    def begin(self, images):
        """The first state (h₀, c₀), both made of the image: 32 of its 256 features' combinations."""
        start = self.to_state(self.cnn(images)).unsqueeze(0)
        return start, start

    def forward(self, letters, state):
        states, state = self.lstm(self.embedding(letters), state)
        return self.output(states), state

    @no_grad()
    def spell(self, image) -> str:
        """Letter by letter: what was written is the next input. Ends at a point, or after ten letters."""
        state, written = self.begin(image.reshape(1, 1, 8, 8)), "."
        while len(written) == 1 or (written[-1] != "." and len(written) < 11):
            logits, state = self(tensor(np.array([[LETTERS.index(written[-1])]])), state)
            written += LETTERS[int(logits.numpy().argmax())]
        return written.strip(".")


@functools.cache
def trained_speller(seed: int = 0) -> tuple[Speller, float]:
    """(network, share): trained on the 8×8 digits; `share` of the test images it spells without a slip."""
    manual_seed(seed)
    (train, test), model = digits(), Speller()
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    for _ in range(8):
        for images, labels in DataLoader(train, 32, shuffle=True, generator=np.random.default_rng(seed)):
            target = TARGETS[labels.numpy()].T  # (L, N)
            # Teacher forcing: the input is the right letter before, not the one that was written.
            inputs = np.concatenate([np.zeros_like(target[:1]), target[:-1]])
            logits, _ = model(tensor(inputs), model.begin(images))
            optimizer.zero_grad()
            F.cross_entropy(logits.reshape(-1, len(LETTERS)), tensor(target.ravel())).backward()
            optimizer.step()
    images, labels = test[:]
    right = [model.spell(image) == NAMES[label] for image, label in zip(images, labels.numpy())]
    return model.eval(), float(np.mean(right))


def draw_captioning(number: int = 0) -> None:
    """One test image on its way through CNN, linear layer and unrolled LSTM, with the shape of each."""
    import matplotlib.pyplot as plt

    model, _ = trained_speller()
    image = digits()[1][number][0]
    word = model.spell(image) + "."
    with plt.style.context("minidl.teach.kit.course"):
        figure, axes = plt.subplots(figsize=(10, 4.4), facecolor="none", layout="constrained")
        axes.set(xlim=(0, 10), ylim=(0, 4.3), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.imshow(image.numpy()[0], "Greys", extent=(0.1, 1.3, 0.6, 1.8), aspect="auto", zorder=3)
        axes.text(0.7, 0.3, "1×8×8", ha="center", fontsize=12)
        boxes = [(1.8, "CNN", "→ 256"), (3.1, "Linear", "→ 32")]
        for x, name, shape in boxes:
            _cell(axes, x, name)
            axes.text(x + 0.4, 0.3, shape, ha="center", fontsize=12)
        arrows = [(1.35, 1.8), (2.6, 3.1), (3.9, 4.5)]
        pitch = 5.0 / len(word)
        for t, letter in enumerate(word):
            x = 4.5 + pitch * t
            _cell(axes, x, "LSTM", min(0.72 * pitch, 0.8), 12 if len(word) < 6 else 9)
            middle = x + min(0.72 * pitch, 0.8) / 2
            arrows += [(x - 0.28 * pitch, x)] if t else []
            for low, high in ((0.55, 0.9), (1.6, 1.95), (2.75, 3.1)):
                axes.annotate("", (middle, high), (middle, low), arrowprops={"arrowstyle": "->"})
            axes.text(middle, 0.3, f"“{('.' + word)[t]}”", ha="center", fontsize=13)
            axes.text(middle, 2.35, "Linear\n32 → 16", ha="center", va="center", fontsize=10)
            axes.text(middle, 3.3, f"“{letter}”", ha="center", fontsize=15, weight="bold", color="#0072B2")
        for start, end in arrows:
            axes.annotate("", (end, 1.2), (start, 1.2), arrowprops={"arrowstyle": "->", "lw": 2})
        axes.text(4.15, 1.4, "h₀, c₀", ha="center", fontsize=13)
        axes.text(
            7,
            4.0,
            "each letter that is written is the next input (embedding: 8 numbers)",
            ha="center",
            fontsize=12,
        )
    show(
        figure,
        f"An image of 1×8×8 goes through a CNN (256 features) and a linear layer (32) into h₀ and c₀ of one "
        f"LSTM cell, which is drawn {len(word)} times and writes “{word}”, a letter at each step.",
        narrow=(8, 4.4),
    )


def _cell(axes, x, name, width=0.8, size=12):
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, 0.9), width, 0.7, fill=False, lw=2))
    axes.text(x + width / 2, 1.25, name, ha="center", va="center", fontsize=size)
