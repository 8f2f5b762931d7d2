"""Numbers for classes: a learnt vector for each, or a 1 in its own place."""

import numpy as np

from ...checks import DtypeError, axes, number, refuse_data, switch
from ...dtypes import int32, int64
from ...tensor import Tensor, apply, wrap
from .checks import check_tensor


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:  # fmt: skip
    """The rows of weight (V, D) that the whole numbers in input (...) name: (..., D).

    It is `one_hot(input, V) @ weight` without the zeros. The row `padding_idx` gets no gradient;
    `scale_grad_by_freq` divides each row's gradient by how often it was picked. Raises TypeError
    for other than whole numbers, IndexError if there is no such row.
    """
    who = "embedding"
    check_indices(who, input)
    check_tensor(who, weight, "weight")
    check_not_there(who, max_norm, sparse)
    switch(who, "scale_grad_by_freq", scale_grad_by_freq)
    axes(who, weight, 2, "(rows, features)", name="weight")
    rows = len(weight)
    if padding_idx is not None:
        padding_idx = row_of_padding(who, padding_idx, rows)
    wrong = (input._array < 0) | (input._array >= rows)
    if wrong.any():
        raise IndexError(
            f"{who}: indices must be 0 to {rows - 1} for {rows} rows, got {input._array[wrong].flat[0]}. "
            f"Has Embedding too few rows for the vocabulary?"
        )
    settings = {"index": input._array, "padding": padding_idx, "by_frequency": scale_grad_by_freq}
    return apply(embedding_array, weight, **settings)


def check_indices(who: str, input: Tensor, dtypes: tuple[np.dtype, ...] = (int64, int32)) -> None:
    """Raise TypeError unless it is a Tensor of whole numbers, of one of these dtypes."""
    check_tensor(who, input, kinds="fiub")
    if input.dtype not in dtypes:
        raise DtypeError(f"{who}: expects whole numbers (int64), got {input.dtype}. Try .long().")


def check_not_there(who: str, max_norm, sparse) -> None:
    """Raise NotImplementedError for PyTorch's settings that are not there."""
    refuse_data(who, "max_norm", max_norm)
    if switch(who, "sparse", sparse) or max_norm is not None:
        raise NotImplementedError(f"{who}: max_norm and sparse gradients are not there (yet).")


def row_of_padding(who: str, padding_idx: int, rows: int) -> int:
    """padding_idx, counted from the start. Raises TypeError or ValueError if there is no such row."""
    return number(who, "padding_idx", padding_idx, -rows, below=rows, whole=True) % rows


def embedding_array(weight, *, index, padding, by_frequency):
    """weight[index]: a row that was picked several times gets the sum of the gradients."""
    shape, picked = weight.shape, index.copy()  # whoever changes the indices later, changes his own

    def backward(g, need):
        rows = picked.ravel().astype(np.intp, copy=False)
        gw = np.zeros(shape, g.dtype)
        # Element by element: np.add.at is several times faster along one axis than with whole rows.
        places = rows[:, None] * shape[1] + np.arange(shape[1])
        np.add.at(gw.reshape(-1), places.ravel(), g.ravel())
        if by_frequency:
            gw /= np.maximum(np.bincount(rows, minlength=shape[0]), 1).astype(g.dtype)[:, None]
        if padding is not None:
            gw[padding] = 0
        return (gw,)

    return weight[picked], backward


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """1 in the place of the class, 0 in all others: whole numbers (...) → whole numbers (..., num_classes).

    Without num_classes there are as many as the largest number asks for. Raises TypeError for other
    than whole numbers, ValueError if one is negative or too large.
    """
    who = "one_hot"
    check_indices(who, tensor, (int64, np.dtype(int)))
    classes = tensor._array
    if num_classes == -1:
        if not classes.size:
            raise ValueError(f"{who}: an empty tensor does not say how many classes: give num_classes.")
        num_classes = int(classes.max()) + 1
    num_classes = number(who, "num_classes", num_classes, 0, whole=True, hint="-1 counts them.")
    wrong = (classes < 0) | (classes >= num_classes)
    if wrong.any() or not num_classes:
        got = f", got {classes[wrong].flat[0]}" if wrong.any() else ""
        raise ValueError(f"{who}: classes must be 0 to {num_classes - 1} for {num_classes} classes{got}.")
    return wrap((classes[..., None] == np.arange(num_classes)).astype(int64))
