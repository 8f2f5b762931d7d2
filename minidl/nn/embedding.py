"""A learnt vector for each word or class."""

import numpy as np

from .. import checks
from ..checks import number, sizes, switch
from ..tensor import Tensor
from . import functional as F
from . import init
from .functional.checks import check_tensor, factory_dtype
from .functional.embedding import check_not_there, row_of_padding
from .module import Module
from .parameter import Parameter
from .settled import show_settings


class Embedding(Module):
    """Row i of weight (num_embeddings, embedding_dim) for each whole number i: see `F.embedding`.

    The rows start normal with variance 1; that of `padding_idx` is 0 and stays it.
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False, _weight: Tensor | None = None, _freeze: bool = False, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        who, self.max_norm, self.sparse = "Embedding", max_norm, sparse
        shape = tuple(sizes(who, num_embeddings=num_embeddings, embedding_dim=embedding_dim))
        self.num_embeddings, self.embedding_dim = shape
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.padding_idx = row_of_padding(who, padding_idx, self.num_embeddings)
        self.scale_grad_by_freq = switch(who, "scale_grad_by_freq", scale_grad_by_freq)
        check_not_there(who, max_norm, sparse)
        self.norm_type = number(who, "norm_type", norm_type)
        dtype = factory_dtype(who, device, dtype)
        checks.shape(who, "the weight", _weight, shape)
        self.weight = Parameter(np.empty(shape, dtype) if _weight is None else _weight, not _freeze)
        if _weight is None:
            self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new rows, normal with variance 1; that of `padding_idx` is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight._array[self.padding_idx] = 0

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(input, self.weight, self.padding_idx, scale_grad_by_freq=self.scale_grad_by_freq)

    def extra_repr(self):
        more = show_settings(self, padding_idx=None, norm_type=2.0, scale_grad_by_freq=False)
        return f"{self.num_embeddings}, {self.embedding_dim}{', ' if more else ''}{more}"

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> "Embedding":  # fmt: skip
        """With these rows, which share memory with the layer and, if `freeze`, are not trained."""
        check_tensor("Embedding", embeddings, "embeddings")
        checks.axes("Embedding", embeddings, 2, "(rows, features)", name="embeddings")
        settings = (padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        return cls(*embeddings.shape, *settings, _weight=embeddings.detach(), _freeze=freeze)
