"""A character model that writes, and the rhyme that it learns."""

from pathlib import Path

import numpy as np

from .... import nn, no_grad, tensor
from ....nn import functional as F


def rhyme() -> str:
    """“This is the house that Jack built”, twelve verses, a line each: a nursery rhyme, printed in 1755."""
    return Path(__file__).with_name("jack.txt").read_text(encoding="utf-8")


class CharacterModel(nn.Module):
    """Indices of characters (L, N) → logits of the next one, (L, N, characters), and the state (h, c)."""

    def __init__(self, characters: list[str], units: int = 64):
        super().__init__()
        self.characters = characters
        self.embedding = nn.Embedding(len(characters), 16)
        self.lstm = nn.LSTM(16, units)
        self.output = nn.Linear(units, len(characters))
        with no_grad():
            self.lstm.bias_ih_l0[units : 2 * units] += 2  # the forget gates begin open

    def forward(self, indices, state=None):
        states, state = self.lstm(self.embedding(indices), state)
        return self.output(states), state

    @no_grad()
    def write(self, start: str, count: int = 60, temperature: float = 0.6, seed: int = 0) -> str:
        """`start` and the next characters, each drawn from softmax(logits / temperature), in one line."""
        draw, written, state = np.random.default_rng(seed), list(start), None
        unread = [self.characters.index(c) for c in start]
        for _ in range(count):
            logits, state = self(tensor(np.array(unread)[:, None]), state)
            p = F.softmax(logits[-1, 0].double() / temperature, 0).numpy()
            unread = [draw.choice(len(p), p=p)]
            written.append(self.characters[unread[0]])
        return "".join(written).replace("\n", " / ")
