"""Sequences of different lengths in one tensor."""

from ...checks import choice, switch
from ...functions.shape import same_dtype, stack
from ...tensor import Tensor
from ..functional.resampling import pad


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right") -> Tensor:
    """Sequences (L_i, ...) as long as the longest: (L, N, ...), or (N, L, ...) if `batch_first`."""
    who = "pad_sequence"
    choice(who, "padding_side", padding_side, ("right", "left"))
    sequences, padded = same_dtype(who, sequences), []
    for x in sequences:
        missing = max(map(len, sequences)) - len(x)
        around = (0, missing) if padding_side == "right" else (missing, 0)
        padded.append(pad(x, (*[0, 0] * (x.ndim - 1), *around), value=padding_value))
    return stack(padded, 0 if switch(who, "batch_first", batch_first) else 1)
