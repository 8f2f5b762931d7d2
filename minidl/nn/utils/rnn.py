"""Sequences of different lengths in one tensor."""

from collections import namedtuple

import numpy as np

from ...checks import ShapeError, axes, choice, number, switch
from ...functions.shape import same_dtype, stack
from ...tensor import Tensor, wrap
from ..functional.checks import check_tensor
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


class PackedSequence(namedtuple("PackedSequence", "data batch_sizes sorted_indices unsorted_indices")):
    """Sequences without padding: data (ΣL_i, ...) has all first steps, longest first, then all second ones.

    `batch_sizes` tells how many have a first step, a second, ...; `sorted_indices` which of the batch is the
    longest, the next ..., `unsorted_indices` the way back. Both are None where they came sorted.
    """

    def __new__(cls, data: Tensor, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        check_tensor("PackedSequence", data, "data", kinds="fiub")
        check_tensor("PackedSequence", batch_sizes, "batch_sizes", kinds="iu")
        if len(data) != batch_sizes.sum().item():
            raise ShapeError(
                f"PackedSequence: batch_sizes must add up to the rows of data, got "
                f"{batch_sizes.sum().item()} for data {data.shape}. Use pack_padded_sequence."
            )
        if unsorted_indices is None and sorted_indices is not None:
            unsorted_indices = sorted_indices.argsort()
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args, **kwargs):
        """With data converted: see `Tensor.to`."""
        return self._replace(data=self.data.to(*args, **kwargs))

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """The time and the sequence, in the batch's order, of each row of data."""
        sizes = self.batch_sizes._array
        sequences = np.concatenate([np.arange(size) for size in sizes])
        order = sequences if self.sorted_indices is None else self.sorted_indices._array[sequences]
        return np.repeat(np.arange(len(sizes)), sizes), order


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | list[int], batch_first: bool = False, enforce_sorted: bool = True,
) -> PackedSequence:  # fmt: skip
    """Padded sequences (L, N, ...), or (N, L, ...) if `batch_first`, without what is behind their `lengths`.

    `enforce_sorted=False` takes them in any order.
    """
    who = "pack_padded_sequence"
    check_tensor(who, input, kinds="fiub")
    axes(
        who, input, range(2, 65), "(N, L, ...)" if switch(who, "batch_first", batch_first) else "(L, N, ...)"
    )
    x = input.transpose(0, 1) if batch_first else input
    lengths, words = np.array(lengths), f"one whole number for each of {x.shape[1]} sequences, 1 to {len(x)}"
    if (
        lengths.dtype.kind != "i"
        or lengths.shape != x.shape[1:2]
        or not set(lengths) <= {*range(1, len(x) + 1)}
    ):
        got = f"{lengths.tolist()} for input {input.shape}"
        raise ShapeError(f"{who}: lengths must be {words}, got {got}. Is batch_first={batch_first} right?")
    if switch(who, "enforce_sorted", enforce_sorted) and (np.diff(lengths) > 0).any():
        raise ShapeError(
            f"{who}: lengths must decrease, got {lengths.tolist()}. Try enforce_sorted=False, which sorts."
        )
    sizes = wrap((lengths > np.arange(max(lengths))[:, None]).sum(1))
    order = None if enforce_sorted else wrap(np.argsort(-lengths, kind="stable"))
    packed = PackedSequence(wrap(np.empty(sizes.sum().item())), sizes, order)
    return packed._replace(data=x[packed.places()])


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The way back: padded sequences (L, N, ...), or (N, L, ...) if `batch_first`, and their lengths."""
    who = "pad_packed_sequence"
    if not isinstance(sequence, PackedSequence):
        raise TypeError(f"{who}: expects a PackedSequence, got {type(sequence).__name__}. See pack_sequence.")
    longest, times_sequences = len(sequence.batch_sizes), sequence.places()
    length = (
        longest if total_length is None else number(who, "total_length", total_length, longest, whole=True)
    )
    sizes = (length, *sequence.batch_sizes._array[:1], *sequence.data.shape[1:])
    padded = wrap(np.full(sizes, number(who, "padding_value", padding_value), sequence.data.dtype))
    padded[times_sequences] = sequence.data
    batch_first = switch(who, "batch_first", batch_first)
    return padded.transpose(0, 1) if batch_first else padded, wrap(np.bincount(times_sequences[1]))


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (L_i, ...) of different lengths, packed."""
    padded = pad_sequence(sequences)
    return pack_padded_sequence(padded, [len(x) for x in sequences], enforce_sorted=enforce_sorted)
