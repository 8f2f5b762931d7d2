"""From a set of samples to the batches of a training loop; stands for `torch.utils.data`.

A dataset answers two questions: how many samples there are (`len`) and what sample number i is
(`dataset[i]`). A loader asks these questions, in order or shuffled, and stacks the answers.
"""

import math
import warnings
from bisect import bisect_right
from itertools import pairwise

import numpy as np

from ..checks import ShapeError, number, switch
from ..dtypes import as_array, int64
from ..random import chosen
from ..tensor import Tensor, wrap
from .samplers import BatchSampler, RandomSampler, SequentialSampler


class Dataset:
    """Base class of your own datasets: define `__len__` and `__getitem__(index)`."""

    def __len__(self):
        raise NotImplementedError(f"{type(self).__name__} needs a method __len__(self).")

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} needs a method __getitem__(self, index).")

    def __iter__(self):
        """All samples once, also if `__getitem__` never raises IndexError (or has one of its own)."""
        return (self[index] for index in range(len(self)))

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Base class of datasets that come as a stream: define `__iter__`, which gives samples."""

    __len__ = None  # a stream may have no end

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__} needs a method __iter__(self) that gives samples.")


class TensorDataset(Dataset):
    """Samples held in tensors of equal length: sample i is the tuple of every tensor's entry i.

    Raises TypeError for anything but Tensors, ValueError if their lengths differ.

    >>> import minidl
    >>> dataset = TensorDataset(minidl.zeros(5, 2), minidl.arange(5))
    >>> len(dataset), dataset[3][1].item()
    (5, 3)
    """

    def __init__(self, *tensors):
        for position, tensor in enumerate(tensors):
            if not isinstance(tensor, Tensor):
                raise TypeError(
                    f"TensorDataset expects Tensors, got {type(tensor).__name__} as argument "
                    f"{position}. Wrap it first: minidl.tensor(...)."
                )
        shapes = [tensor.shape for tensor in tensors]
        if not tensors or () in shapes or len({shape[0] for shape in shapes}) > 1:
            raise ValueError(
                "TensorDataset expects one or more Tensors with the same number of samples along "
                f"dimension 0, got shapes {shapes}. Does each input have exactly one label?"
            )
        self.tensors = tensors

    def __len__(self):
        return len(self.tensors[0])

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)


class ConcatDataset(Dataset):
    """One dataset after the other. Raises TypeError for what is no dataset, ValueError for none at all."""

    def __init__(self, datasets):
        if isinstance(datasets, str) or not hasattr(datasets, "__iter__"):
            raise TypeError(f"ConcatDataset expects a list of datasets, got {type(datasets).__name__}.")
        self.datasets = [check_dataset("ConcatDataset", dataset) for dataset in datasets]
        if not self.datasets:
            raise ValueError("ConcatDataset expects at least one dataset, got an empty list.")
        self.cumulative_sizes = np.cumsum([len(dataset) for dataset in self.datasets]).tolist()

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise IndexError(f"ConcatDataset: index {index} must be below its {len(self)} samples.")
        index = index % len(self)
        place = bisect_right(self.cumulative_sizes, index)
        return self.datasets[place][index - (self.cumulative_sizes[place - 1] if place else 0)]


class Subset(Dataset):
    """The samples of `dataset` at the given `indices`, in that order.

    Raises TypeError if the indices are not integers, IndexError if one is out of range.
    """

    def __init__(self, dataset, indices):
        check_dataset("Subset", dataset)
        indices = np.asarray(indices)
        if indices.size == 0:
            indices = np.zeros(0, np.int64)
        if indices.ndim != 1 or indices.dtype.kind not in "iu":
            raise TypeError(
                f"Subset expects a list of integer indices, got {indices.dtype} values of shape "
                f"{indices.shape}. For a mask of booleans use np.flatnonzero(mask)."
            )
        count = len(dataset)
        if indices.size and not -count <= indices.min() <= indices.max() < count:
            raise IndexError(
                f"Subset of {count} samples expects indices from 0 to {count - 1}, got "
                f"{indices.min()} to {indices.max()}. Was this subset made for another dataset?"
            )
        self.dataset, self.indices = dataset, indices.tolist()

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, index):
        if isinstance(index, (int, np.integer)):
            return self.dataset[self.indices[index]]
        chosen = np.asarray(self.indices, np.int64)[index]
        return self.dataset[int(chosen) if chosen.ndim == 0 else chosen]


def random_split(dataset, lengths, generator=None):
    """Return one random Subset per length; no sample is in two of them.

    `lengths` are numbers of samples that add up to `len(dataset)`, or fractions that add up to
    1, rounded down; samples left over go to the first subsets, one each. Raises ValueError if
    the lengths do not add up.

    >>> train, validation = random_split(range(10), [0.8, 0.2])
    >>> len(train), len(validation)
    (8, 2)
    """
    count, lengths = len(check_dataset("random_split", dataset)), np.atleast_1d(lengths).tolist()
    for length in lengths:
        number("random_split", "each length", length, hint="Try [0.8, 0.2].")
    if min(lengths, default=0) >= 0 and math.isclose(sum(lengths), 1):
        lengths = [math.floor(count * fraction) for fraction in lengths]
        for position in range(count - sum(lengths)):
            lengths[position % len(lengths)] += 1
        if 0 in lengths:
            warnings.warn(f"random_split: {count} samples give an empty part: {lengths}.", stacklevel=2)
    whole = all(isinstance(length, int) and length >= 0 for length in lengths)
    if not whole or sum(lengths) != count:
        raise ValueError(
            f"random_split expects numbers of samples that add up to {count}, the dataset's "
            f"length, or fractions that add up to 1, got {lengths} (sum {sum(lengths)}). "
            "Try [0.8, 0.2]."
        )
    order = chosen("random_split", generator).permutation(count)
    ends = np.cumsum([0, *lengths])
    return [Subset(dataset, order[start:end]) for start, end in pairwise(ends)]


def get_worker_info() -> None:
    """None, as in PyTorch's main process: nobody else loads."""


class DataLoader:
    """Go through a dataset in batches: `for inputs, labels in DataLoader(train, 32, True): ...`

    Each batch is a new set of arrays, the samples stacked along a new dimension 0 (`collate_fn`
    replaces the stacking); the last batch may be smaller unless `drop_last`. With `shuffle` each pass
    draws a new order from `generator`, by default the one that `minidl.manual_seed` seeds; a `sampler`
    gives another order, a `batch_sampler` lists of indices. Arguments are PyTorch's; there are no worker
    processes here and no other memory to pin, so `num_workers`, `pin_memory`, `timeout`,
    `worker_init_fn`, `multiprocessing_context`, `prefetch_factor`, `persistent_workers`,
    `pin_memory_device` and `in_order` have no effect. Raises TypeError or ValueError.

    >>> import minidl
    >>> loader = DataLoader(TensorDataset(minidl.arange(5)), batch_size=2)
    >>> len(loader), [batch.tolist() for batch, in loader]
    (3, [[0, 1], [2, 3], [4]])
    """

    def __init__(
        self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0,
        collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None,
        multiprocessing_context=None, generator=None, *, prefetch_factor=None, persistent_workers=False,
        pin_memory_device="", in_order=True
    ):  # fmt: skip
        who = "DataLoader"
        check_dataset(who, dataset)
        hint = "Try DataLoader(TensorDataset(inputs, labels), 32), or len(dataset) for one batch of all."
        number(who, "batch_size", batch_size, 1, whole=True, hint=hint)
        switch(who, "shuffle", shuffle or False)
        switch(who, "drop_last", drop_last)
        number(who, "num_workers", num_workers, 0, whole=True)
        number(who, "timeout", timeout, 0)
        if collate_fn is not None and not callable(collate_fn):
            raise TypeError(f"DataLoader: collate_fn must be a function of samples, got {collate_fn!r}.")
        if sampler is not None and shuffle:
            raise ValueError("DataLoader: a sampler gives the order, got shuffle=True, too. Leave one out.")
        if batch_sampler is not None and (batch_size != 1 or shuffle or drop_last or sampler is not None):
            raise ValueError(
                "DataLoader: a batch_sampler makes the batches itself, got batch_size, shuffle, sampler or "
                "drop_last, too. Leave them out."
            )
        chosen(who, generator)
        if isinstance(dataset, IterableDataset):
            if shuffle or sampler is not None:
                raise ValueError("DataLoader: a stream has its own order. Leave shuffle and sampler out.")
            sampler = dataset
        elif sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        self.dataset, self.sampler, self.generator = dataset, sampler, generator
        self.batch_sampler = batch_sampler or BatchSampler(sampler, int(batch_size), drop_last)
        self.batch_size, self.drop_last = (None if batch_sampler else batch_size), drop_last
        self.collate_fn, self.num_workers, self.pin_memory = collate_fn, num_workers, pin_memory

    def __len__(self):
        """Return the number of batches in one pass."""
        return len(self.batch_sampler)

    def __iter__(self):
        return map(self._batch, self.batch_sampler)

    def _batch(self, indices):
        """Stack the samples at `indices`; tensors are asked once for all samples together.

        Of an IterableDataset the `indices` are the samples.
        """
        if self.collate_fn is None:
            source, chosen = self.dataset, indices
            while type(source) is Subset:
                source, chosen = source.dataset, [source.indices[i] for i in chosen]
            if type(source) is TensorDataset:
                return list(source[np.asarray(chosen)])
        collate = self.collate_fn or default_collate
        stream = isinstance(self.dataset, IterableDataset)
        return collate(indices if stream else [self.dataset[index] for index in indices])


def check_dataset(who, dataset):
    """Return `dataset`; raise TypeError unless it answers both questions."""
    if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
        raise TypeError(
            f"{who} expects a dataset with len(dataset) and dataset[index], got "
            f"{type(dataset).__name__}. Try TensorDataset(inputs, labels) or a list."
        )
    return dataset


def default_collate(samples):
    """Stack samples into a batch: Tensors, ndarrays and numbers along a new dimension 0.

    Tuples and lists give a list with one batch per position, dictionaries one per key, strings a
    list. Python's floats become float64, as in PyTorch. Raises ValueError if shapes or lengths
    differ, TypeError for samples of another type.

    >>> inputs, labels = default_collate([(np.zeros(3), 7), (np.ones(3), 9)])
    >>> inputs.shape, labels.tolist()
    ((2, 3), [7, 9])
    """
    if not samples:
        raise ValueError("default_collate expects at least one sample, got none. Is the dataset empty?")
    first = samples[0]
    if isinstance(first, (Tensor, np.ndarray, int, float, np.number, np.bool_)):
        arrays = [np.asarray(getattr(s, "_array", s), int64 if type(s) is int else None) for s in samples]
        return wrap(as_array(np.stack(_of_one_kind(arrays, "shape", lambda array: array.shape))))
    if isinstance(first, dict):
        _of_one_kind(samples, "keys", lambda sample: sorted(sample, key=str))
        return {key: default_collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, (tuple, list)):
        _of_one_kind(samples, "length", len)
        return [default_collate(column) for column in zip(*samples, strict=True)]
    if isinstance(first, str):
        return list(samples)
    raise TypeError(
        f"default_collate expects samples of Tensors, ndarrays, numbers, tuples or dictionaries, "
        f"got {type(first).__name__}. Return one of these from __getitem__, or pass collate_fn."
    )


def _of_one_kind(samples, quality, measure):
    """Return `samples` if they agree in `quality`, else raise ValueError."""
    expected = measure(samples[0])
    for position, sample in enumerate(samples):
        if measure(sample) != expected:
            raise ShapeError(
                f"default_collate expects samples of the same {quality} to stack, got {expected} "
                f"first and {measure(sample)} at position {position} of the batch. Make them "
                "alike in the dataset (crop, pad), or pass collate_fn."
            )
    return samples
