"""In which order a loader asks for samples: each sampler gives the numbers of one pass, `list(sampler)`.

The random ones draw anew in each pass, from `generator`, by default the one that `minidl.manual_seed`
seeds.
"""

from itertools import islice

import numpy as np

from ..checks import number, switch
from ..random import chosen


class Sampler:
    """Base class of your own samplers: define `__iter__`, which gives indices, and `__len__`."""

    def __init__(self, data_source=None):
        pass

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__} needs a method __iter__(self) that gives indices.")


class SequentialSampler(Sampler):
    """0 to n − 1 in order."""

    def __init__(self, data_source):
        self.data_source = _sized("SequentialSampler", data_source)

    def __len__(self):
        return len(self.data_source)

    def __iter__(self):
        return iter(range(len(self.data_source)))


class RandomSampler(Sampler):
    """0 to n − 1 in random order; `num_samples` of them, with `replacement` each drawn for itself.

    More than n without replacement are several orders, one after the other.
    """

    def __init__(
        self, data_source, replacement: bool = False, num_samples: int | None = None, generator=None,
    ):  # fmt: skip
        who = "RandomSampler"
        self.data_source, self.replacement = _sized(who, data_source), replacement
        switch(who, "replacement", replacement)
        drawn = len(data_source) if num_samples is None else num_samples
        number(who, "num_samples", drawn, 1, whole=True, hint="Is the dataset empty?" if not drawn else "")
        chosen(who, generator)
        self._num_samples, self.generator = num_samples, generator

    @property
    def num_samples(self) -> int:
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __len__(self):
        return self.num_samples

    def __iter__(self):
        generator, n = chosen("RandomSampler", self.generator), len(self.data_source)
        if self.replacement:
            yield from generator.integers(0, n, self.num_samples).tolist()
            return
        for drawn in range(0, self.num_samples, n):
            yield from generator.permutation(n)[: self.num_samples - drawn].tolist()


class SubsetRandomSampler(Sampler):
    """The given `indices` in random order."""

    def __init__(self, indices, generator=None):
        self.indices = _sized("SubsetRandomSampler", indices)
        for index in indices:
            number("SubsetRandomSampler", "each index", index, whole=True)
        chosen("SubsetRandomSampler", generator)
        self.generator = generator

    def __len__(self):
        return len(self.indices)

    def __iter__(self):
        order = chosen("SubsetRandomSampler", self.generator).permutation(len(self.indices))
        return iter([int(self.indices[place]) for place in order])


class WeightedRandomSampler(Sampler):
    """`num_samples` indices, i as often as weights[i] says: for classes of unequal size."""

    def __init__(self, weights, num_samples: int, replacement: bool = True, generator=None):
        who = "WeightedRandomSampler"
        number(who, "num_samples", num_samples, low=1, whole=True)
        switch(who, "replacement", replacement)
        self.weights = np.asarray(weights)
        if self.weights.ndim != 1:
            raise TypeError(f"{who}: weights must be a list, one number for each sample, got {weights!r}.")
        for weight in self.weights.tolist():
            number(who, "each weight", weight, 0)
        number(who, "the sum of weights", self.weights.sum(), above=0, below=np.inf)
        possible = num_samples if replacement else np.count_nonzero(self.weights)
        hint = "Each can be drawn once; or draw with replacement."
        number(who, "num_samples", num_samples, high=possible, hint=hint)
        chosen(who, generator)
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __len__(self):
        return self.num_samples

    def __iter__(self):
        shares = self.weights / self.weights.sum(dtype=np.float64)
        draw = chosen("WeightedRandomSampler", self.generator).choice
        return iter(draw(len(shares), self.num_samples, self.replacement, shares).tolist())


class BatchSampler(Sampler):
    """The indices of another sampler as lists of `batch_size`; the last may be shorter unless `drop_last`."""

    def __init__(self, sampler, batch_size: int, drop_last: bool):
        number("BatchSampler", "batch_size", batch_size, low=1, whole=True)
        switch("BatchSampler", "drop_last", drop_last)
        if not hasattr(sampler, "__iter__"):
            kind = type(sampler).__name__
            raise TypeError(f"BatchSampler expects a sampler, got {kind}. Try SequentialSampler(dataset).")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __len__(self):
        full, rest = divmod(len(self.sampler), self.batch_size)
        return full + (rest > 0 and not self.drop_last)

    def __iter__(self):
        indices = iter(self.sampler)
        while batch := list(islice(indices, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch


def _sized(who, source):
    if isinstance(source, str) or not hasattr(source, "__len__"):
        raise TypeError(f"{who}: expects a thing with a length, got {type(source).__name__}. Try a dataset.")
    return source
