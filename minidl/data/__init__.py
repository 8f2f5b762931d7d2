"""Datasets, and loaders that serve them in batches; stands for `torch.utils.data`."""

from . import transforms
from .datasets import digits, fashion_mnist, mnist, mnist1d
from .loader import (
    DataLoader,
    Dataset,
    Subset,
    TensorDataset,
    default_collate,
    random_split,
)
from .toys import circles, moons, spirals, xor

__all__ = [
    "DataLoader",
    "Dataset",
    "Subset",
    "TensorDataset",
    "circles",
    "default_collate",
    "digits",
    "fashion_mnist",
    "mnist",
    "mnist1d",
    "moons",
    "random_split",
    "spirals",
    "transforms",
    "xor",
]
