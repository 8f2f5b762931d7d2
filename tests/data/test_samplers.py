"""The orders in which a loader asks for samples; PyTorch's, but for the random numbers."""

import numpy as np
import pytest

import minidl
from minidl.data import (
    BatchSampler,
    DataLoader,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)


def test_in_order():
    sampler = SequentialSampler(["abc"] * 3)
    assert (len(sampler), list(sampler), list(sampler)) == (3, [0, 1, 2], [0, 1, 2])


def test_in_random_order():
    sampler = RandomSampler(range(50))
    first = list(sampler)
    assert sorted(first) == list(range(50)) and list(sampler) != first and len(sampler) == 50
    assert all(type(index) is int for index in first)


@pytest.mark.parametrize("draws", [1, 4, 7, 10, 25])
def test_as_many_as_asked_for_without_replacement(draws):
    sampler = RandomSampler(range(10), num_samples=draws)
    drawn = list(sampler)
    assert len(drawn) == len(sampler) == draws
    for start in range(0, draws, 10):
        assert len(set(drawn[start : start + 10])) == len(drawn[start : start + 10])


def test_with_replacement_each_is_drawn_for_itself():
    drawn = list(RandomSampler(range(10), replacement=True, num_samples=5000))
    assert len(drawn) == 5000 and abs(np.bincount(drawn, minlength=10) / 500 - 1).max() < 0.2
    assert len(set(list(RandomSampler(range(100), replacement=True)))) < 90


def test_a_subset_in_random_order():
    sampler = SubsetRandomSampler(minidl.tensor([4, 7, 9, 11, 20, 21, 30]))
    assert sorted(sampler) == [4, 7, 9, 11, 20, 21, 30] and len(sampler) == 7
    assert list(sampler) != list(sampler)


def test_weights():
    weights = minidl.tensor([1.0, 0.0, 3.0])
    drawn = list(WeightedRandomSampler(weights, 4000))
    counts = np.bincount(drawn, minlength=3) / 1000
    assert len(drawn) == 4000 and counts[1] == 0 and abs(counts - [1, 0, 3]).max() < 0.1
    assert sorted(WeightedRandomSampler([1, 2, 0, 5], 3, replacement=False)) == [0, 1, 3]
    with pytest.raises(ValueError, match=r"num_samples must be at most 3, got 4\. Each can be drawn once"):
        WeightedRandomSampler([1, 2, 0, 5], 4, replacement=False)


@pytest.mark.parametrize(("drop_last", "expected"), [(False, [[0, 1, 2], [3, 4]]), (True, [[0, 1, 2]])])
def test_batches_of_indices(drop_last, expected):
    sampler = BatchSampler(SequentialSampler(range(5)), 3, drop_last)
    assert list(sampler) == expected and len(sampler) == len(expected)


@pytest.mark.parametrize(
    "make",
    [
        lambda g: RandomSampler(range(30), generator=g),
        lambda g: RandomSampler(range(30), True, generator=g),
        lambda g: SubsetRandomSampler(range(30), g),
        lambda g: WeightedRandomSampler(np.ones(30), 30, generator=g),
    ],
)
def test_a_seed_repeats_the_order(make):
    minidl.manual_seed(4)
    sampler = make(None)
    first, second = list(sampler), list(sampler)
    minidl.manual_seed(4)
    assert [list(sampler), list(sampler)] == [first, second] and first != second
    state = minidl.random.generator().bit_generator.state
    assert list(make(np.random.default_rng(1))) == list(make(np.random.default_rng(1)))
    assert minidl.random.generator().bit_generator.state == state


# --- in a loader ----------------------------------------------------------------------------------


def batches(*settings, **more):
    return [batch.tolist() for batch in DataLoader([10, 11, 12, 13, 14], *settings, **more)]


def test_a_loader_asks_its_sampler():
    assert batches(2, sampler=[4, 0, 0]) == [[14, 10], [10]]
    assert sorted(batches(2, sampler=SubsetRandomSampler([1, 3]))[0]) == [11, 13]
    assert len(DataLoader(range(5), 2, sampler=[4, 0, 0], drop_last=True)) == 1


def test_a_loader_asks_its_batch_sampler():
    assert batches(batch_sampler=[[4, 0], [1]]) == [[14, 10], [11]]
    loader = DataLoader(range(5), batch_sampler=BatchSampler(SequentialSampler(range(5)), 2, True))
    assert len(loader) == 2 and loader.batch_size is None


def test_a_sampler_of_ones_own():
    class Even(Sampler):
        def __init__(self, source):
            super().__init__(source)
            self.source = source

        def __iter__(self):
            return iter(range(0, len(self.source), 2))

        def __len__(self):
            return (len(self.source) + 1) // 2

    assert batches(2, sampler=Even(range(5))) == [[10, 12], [14]]
    with pytest.raises(NotImplementedError, match="Sampler needs a method __iter__"):
        iter(Sampler())


def test_what_a_loader_shows_of_itself():
    loader = DataLoader(range(5), 2, shuffle=True)
    assert type(loader.sampler) is RandomSampler and type(loader.batch_sampler) is BatchSampler
    assert type(DataLoader(range(5)).sampler) is SequentialSampler
    assert (loader.batch_size, loader.drop_last, loader.num_workers) == (2, False, 0)
