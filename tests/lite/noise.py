"""Where the last bit of a computed sine decides what a lesson prints: other processors' and WebAssembly's differ."""

import re

NOISE = {
    "play-difference": 1e-4
}  # cell of lesson 04, and how far its numbers may be: one bit of J, divided by 2·10⁻¹²
NUMBER = r"\d+\.\d+"


def without_noise(ours: dict, stored: dict) -> dict:
    """What cells print; where it differs from what is stored by such noise only, what is stored."""
    return {
        id: stored[id] if id in NOISE and _near(text, stored[id], NOISE[id]) else text
        for id, text in ours.items()
    }


def _near(a: str, b: str, far: float) -> bool:
    pairs = [*zip(re.findall(NUMBER, a), re.findall(NUMBER, b))]
    same_words = re.sub(NUMBER, "#", a) == re.sub(NUMBER, "#", b)
    return same_words and all(abs(float(x) - float(y)) <= far for x, y in pairs)
