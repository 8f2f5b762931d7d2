"""A character model that trains when the student starts it, and writes a line after each epoch."""

from pathlib import Path

import numpy as np
import traitlets as t

from .... import nn, no_grad, tensor
from ....nn import functional as F
from ....recording import enable_grad
from ...kit.bundle import script, style
from ...kit.training import DOING, TrainingPanel

WINDOW, STEP, LEAST = 40, 3, 400
TEXT = Path(__file__).with_name("jack.txt")


def rhyme() -> str:
    """“This is the house that Jack built”, 12 verses, a line each: a nursery rhyme, printed in 1755."""
    return TEXT.read_text(encoding="utf-8")


class _Writer(nn.Module):
    """Indices of characters (L, N) → logits of the next one, (L, N, characters)."""

    def __init__(self, characters: int, units: int):
        super().__init__()
        self.embedding = nn.Embedding(characters, 16)
        self.lstm = nn.LSTM(16, units)
        self.output = nn.Linear(units, characters)
        with no_grad():
            self.lstm.bias_ih_l0[units : 2 * units] += 2  # the forget gates begin open

    def forward(self, indices, state=None):
        states, state = self.lstm(self.embedding(indices), state)
        return self.output(states), state


class WritingPanel(TrainingPanel):
    """Start, pause and reset the training of a character model; after each epoch it writes a line.

    It learns windows of 40 characters of `text`, all but the last line, which only tests it. Nothing is
    trained until Start; `write("the dog ")` lets it write more. Raises ValueError for a short text.
    """

    _esm = script(__file__, "writing.js")
    _css = style(__file__, "writing.css")
    _written = t.List().tag(sync=True)  # [[epoch, loss, loss of the last line, what it wrote]]

    def __init__(self, text: str | None = None, units: int = 64, epochs: int = 8, title: str = "Writer"):
        text = rhyme() if text is None else text
        if len(text) < LEAST:
            raise ValueError(f"WritingPanel expects a text of {LEAST} characters or more, got {len(text)}.")
        known, _, last = text.strip().rpartition("\n")
        if len(last) < 20 or len(known) < LEAST // 2:  # no lines: the last tenth
            known, last = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
        self._characters = sorted(set(text))
        indices = self._indices(known)
        windows = [indices[k : k + WINDOW + 1] for k in range(0, len(indices) - WINDOW, STEP)]
        data = [(window[:-1], window[1:]) for window in windows]
        self._test = self._indices("\n" + last if "\n" in text else last)
        make = lambda: _Writer(len(self._characters), units)
        super().__init__(make, data, data[:1], epochs, 16, 0.01, title=title)

    def write(self, start: str = "this is ", count: int = 70, temperature: float = 0.6, seed: int = 0) -> str:
        """`start` and the next characters, each drawn from softmax(logits / temperature)."""
        draw, written = np.random.default_rng(seed), start
        with no_grad():
            logits, state = self.model(tensor(self._indices(start)[:, None]))
            for _ in range(count):
                p = F.softmax(logits[-1, 0] / temperature, 0).numpy().astype(float)
                chosen = int(draw.choice(len(p), p=p / p.sum()))
                written += self._characters[chosen]
                logits, state = self.model(tensor(np.array([[chosen]])), state)
        return written

    def describe(self) -> str:
        """The panel in some sentences, with the last line that it wrote; or what went wrong."""
        return self.error or self.said

    def _indices(self, text):
        unknown = sorted(set(text) - set(self._characters))
        if unknown or not text:
            raise ValueError(f"the text must be of characters that it has learned, got {unknown or 'none'}.")
        return np.array([self._characters.index(c) for c in text])

    # What differs from a training that classifies: a window has 40 answers.

    def _begin(self):
        self._written = []
        super()._begin()

    def _read(self, data):
        return np.zeros(1), np.zeros((1, len(self._characters)))

    def _loss_of(self, inputs, targets):
        logits, _ = self.model(inputs)
        return self._loss(logits.reshape(-1, len(self._characters)), targets.reshape(-1))

    def _one_batch(self):
        batch = next(self._batches, None)
        if batch is None:
            self._batches = iter(self._loader)
            batch = next(self._batches)
        self._latest = inputs, targets = [part.transpose(0, 1) for part in batch]
        with enable_grad():
            loss = self._loss_of(inputs, targets)
            self._stepper.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self._stepper.step()
        self.losses.append(loss.item())
        if len(self.losses) % self._per_epoch == 0:
            with no_grad():
                test = self._loss_of(tensor(self._test[:-1, None]), tensor(self._test[1:, None])).item()
            epoch = len(self.losses) // self._per_epoch
            mean = float(np.mean(self.losses[-self._per_epoch :]))
            start = self.write(self._characters[self._test[1]], 70, seed=epoch)
            self._written = [*self._written, [epoch, round(mean, 2), round(test, 2), start]]

    def _sentence(self):
        done, total, guess = len(self.losses), self._fixed["total"], self._fixed["guess"]
        count = len(self._characters)
        if not self._written:
            doing = DOING.get(self.status, "stopped")
            return (
                f"{self._title}: {doing}, batch {done} of {total}. It has {count} characters to choose from; "
                f"guessing among them has a loss of {guess:.2f}."
            )
        epoch, loss, test, text = self._written[-1]
        return (
            f"{self._title}: {DOING.get(self.status, 'stopped')} at batch {done} of {total}. "
            f"Epoch {epoch}: loss {loss:.2f}, perplexity {np.exp(loss):.1f} of {count}; "
            f"on the last line, which it has not seen, loss {test:.2f}, perplexity {np.exp(test):.1f}. "
            f"It writes: {text}"
        )
