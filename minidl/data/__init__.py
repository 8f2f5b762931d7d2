"""Datasets, and loaders that serve them in batches; stands for `torch.utils.data`."""

# Lists of names, set by hand: one a line would be a page.
# isort: skip_file
# fmt: off

import sys

from ..reporting import advise
from . import transforms
from .datasets import digits, fashion_mnist, mnist, mnist1d
from .loader import (
    ConcatDataset, DataLoader, Dataset, IterableDataset, Subset, TensorDataset, default_collate,
    get_worker_info, random_split
)
from .samplers import (
    BatchSampler, RandomSampler, Sampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler
)
from .toys import circles, moons, spirals, xor

advise(sys.modules[__name__])
