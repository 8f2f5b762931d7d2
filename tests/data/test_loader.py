import inspect

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import minidl
from minidl import data
from minidl.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    Subset,
    TensorDataset,
    default_collate,
    random_split,
)
from minidl.tensor import Tensor


class Squares(Dataset):
    """Sample i is (i, i²) in one of the forms a dataset may choose."""

    def __init__(self, count, form):
        self.count, self.form = count, form

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        assert type(index) is int
        return self.form(index)


def numbers(count):
    return TensorDataset(minidl.from_numpy(np.arange(count)))


def tolists(loader):
    return [batch.tolist() for (batch,) in loader]


# --- datasets -------------------------------------------------------------------------------------


def test_tensor_dataset_gives_tuples():
    inputs, labels = minidl.from_numpy(np.arange(6.0).reshape(3, 2)), minidl.from_numpy(np.array([4, 5, 6]))
    dataset = TensorDataset(inputs, labels)
    assert len(dataset) == 3
    assert dataset.tensors == (inputs, labels)
    sample = dataset[1]
    assert type(sample) is tuple
    assert [part.tolist() for part in sample] == [[2.0, 3.0], 5]
    assert [part.tolist() for part in dataset[np.array([2, 0])]] == [[[4, 5], [0, 1]], [6, 4]]
    assert [label.item() for _, label in dataset] == [4, 5, 6]  # stops by itself


@pytest.mark.parametrize(
    "tensors, error, words",
    [
        ([np.zeros(3)], TypeError, "got ndarray as argument 0. Wrap it first: minidl.tensor"),
        ([minidl.from_numpy(np.zeros(2)), [1, 2]], TypeError, "got list as argument 1"),
        (
            [minidl.from_numpy(np.zeros(3)), minidl.from_numpy(np.zeros(2))],
            ValueError,
            r"got shapes \[\(3,\), \(2,\)\]",
        ),
        ([minidl.from_numpy(np.zeros(()))], ValueError, r"got shapes \[\(\)\]"),
        ([], ValueError, r"one or more Tensors .* got shapes \[\]"),
    ],
)
def test_tensor_dataset_says_what_it_expects(tensors, error, words):
    with pytest.raises(error, match=f"^TensorDataset expects .*{words}"):
        TensorDataset(*tensors)


def test_a_dataset_without_methods_says_which_are_missing():
    class Mine(Dataset):
        pass

    with pytest.raises(NotImplementedError, match="Mine needs a method __len__"):
        len(Mine())
    with pytest.raises(NotImplementedError, match="Mine needs a method __getitem__"):
        Mine()[0]


@pytest.mark.parametrize("error", [None, IndexError])
def test_a_dataset_of_ones_own_ends_after_its_length(error):
    class Mine(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            if error and index == 2:
                raise error("a file is missing")
            return index

    if error is None:
        assert list(Mine()) == [0, 1, 2, 3]
    else:
        with pytest.raises(error, match="a file is missing"):
            list(Mine())


def test_one_dataset_after_the_other():
    both = numbers(3) + numbers(2)
    assert isinstance(both, ConcatDataset) and (len(both), both.cumulative_sizes) == (5, [3, 5])
    assert [sample.item() for (sample,) in both] == [0, 1, 2, 0, 1] and both[-1][0].item() == 1
    assert tolists(DataLoader(ConcatDataset([numbers(0), [(7,)], both]), 4)) == [[7, 0, 1, 2], [0, 1]]
    for index in (5, -6):
        with pytest.raises(IndexError, match="ConcatDataset: index"):
            both[index]


def test_subset_renumbers():
    subset = Subset(Squares(9, lambda i: i * i), [7, 2, -1])
    assert (len(subset), list(subset)) == (3, [49, 4, 1])
    assert len(Subset([], [])) == 0
    nested = Subset(Subset(numbers(9), [7, 2, 5]), [2, 0])
    assert [sample.item() for (sample,) in nested] == [5, 7]


def test_the_indices_are_a_list_that_plus_joins():
    first, second = random_split(numbers(9), [4, 5])
    for part in (first, second, Subset(numbers(9), np.array([3, 1])), Subset(numbers(9), range(2))):
        assert type(part.indices) is list and all(type(i) is int for i in part.indices)
    assert sorted(first.indices + second.indices) == list(range(9))
    assert tolists(DataLoader(second, 5)) == [second.indices]
    assert second[1:3][0].tolist() == second[[1, 2]][0].tolist() == second.indices[1:3]
    assert second[np.int64(4)][0].item() == second.indices[4]
    second.indices.append(7)
    assert len(second) == 6 and tolists(DataLoader(second, 6))[0][-1] == 7


@pytest.mark.parametrize(
    "indices, error, words",
    [
        ([0, 3], IndexError, "from 0 to 2, got 0 to 3"),
        ([-4], IndexError, "got -4 to -4"),
        ([True, False, True], TypeError, "got bool values.*flatnonzero"),
        ([0.5], TypeError, "got float64 values"),
        (1, TypeError, r"shape \(\)"),
    ],
)
def test_subset_says_what_it_expects(indices, error, words):
    with pytest.raises(error, match=f"^Subset .*{words}"):
        Subset(numbers(3), indices)


# --- random_split ---------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5), st.integers(0, 99))
def test_random_split_shares_out_every_sample_once(lengths, seed):
    count = sum(lengths)
    if count == 1:
        return  # fractions, see below
    parts = random_split(range(count), lengths, np.random.default_rng(seed))
    assert [len(part) for part in parts] == lengths
    assert sorted(sample for part in parts for sample in part) == list(range(count))


@pytest.mark.parametrize(
    "count, fractions, lengths",
    [
        (10, [0.8, 0.2], [8, 2]),
        (10, [0.34, 0.33, 0.33], [4, 3, 3]),
        (11, [0.34, 0.33, 0.33], [4, 4, 3]),
        (10, [0.7, 0.2, 0.1], [7, 2, 1]),
        (1, [1], [1]),
    ],
)
def test_random_split_by_fractions_as_in_pytorch(count, fractions, lengths):
    assert [len(part) for part in random_split(range(count), fractions)] == lengths


def test_random_split_warns_of_an_empty_part():
    with pytest.warns(UserWarning, match=r"random_split: 3 samples give an empty part: \[3, 0\]"):
        random_split(range(3), [0.9, 0.1])


def test_random_split_is_random_and_reproducible():
    def split(generator=None):
        return list(random_split(range(100), [50, 50], generator)[0])

    assert split() != split()
    minidl.manual_seed(7)
    first = split()
    minidl.manual_seed(7)
    assert split() == first
    assert split(np.random.default_rng(1)) == split(np.random.default_rng(1)) != list(range(50))


@pytest.mark.parametrize("lengths", [[5, 4], [0.5, 0.4], [11, -1], [-0.01, 1.01], [4.5, 5.5], 9])
def test_random_split_refuses_lengths_that_do_not_add_up(lengths):
    with pytest.raises(ValueError, match=r"^random_split expects .* add up to 10, .* got .*sum"):
        random_split(range(10), lengths)


# --- DataLoader: which samples --------------------------------------------------------------------


@given(st.integers(0, 30), st.integers(1, 12), st.booleans(), st.booleans())
def test_every_sample_comes_once_in_batches_of_the_right_size(count, size, shuffle, drop_last):
    assume(count or not shuffle)  # PyTorch refuses to shuffle nothing, too
    loader = DataLoader(numbers(count), size, shuffle, drop_last=drop_last)
    batches = tolists(loader)
    assert len(batches) == len(loader)
    full, rest = divmod(count, size)
    assert [len(batch) for batch in batches] == [size] * full + [rest] * (rest > 0 and not drop_last)
    seen = [sample for batch in batches for sample in batch]
    assert len(set(seen)) == len(seen)
    assert shuffle or seen == list(range(len(seen)))
    assert set(seen) <= set(range(count))


def test_the_defaults_are_pytorchs():
    assert tolists(DataLoader(numbers(3))) == [[0], [1], [2]]


def test_each_pass_has_a_new_order_and_a_seed_repeats_it():
    loader = DataLoader(numbers(50), 10, shuffle=True)
    minidl.manual_seed(3)
    first, second = tolists(loader), tolists(loader)
    assert first != second
    minidl.manual_seed(3)
    assert [tolists(loader), tolists(loader)] == [first, second]


def test_a_generator_of_its_own_is_independent_of_the_global_one():
    def order():
        return tolists(DataLoader(numbers(50), 50, True, generator=np.random.default_rng(3)))

    minidl.manual_seed(0)
    first = order()
    state = minidl.random.generator().bit_generator.state
    assert order() == first != [list(range(50))]
    assert minidl.random.generator().bit_generator.state == state


def test_an_order_without_shuffling_draws_no_random_numbers():
    state = minidl.random.generator().bit_generator.state
    tolists(DataLoader(numbers(9), 2))
    assert minidl.random.generator().bit_generator.state == state


def test_two_passes_at_once_do_not_disturb_each_other():
    loader = DataLoader(numbers(4), 2)
    assert [(a.tolist(), b.tolist()) for (a,) in loader for (b,) in loader] == [
        ([0, 1], [0, 1]),
        ([0, 1], [2, 3]),
        ([2, 3], [0, 1]),
        ([2, 3], [2, 3]),
    ]


# --- DataLoader: how they are stacked -------------------------------------------------------------


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("wrap", [lambda d: d, lambda d: Subset(Subset(d, range(8)), [5, 3, 1, 6])])
def test_the_fast_way_for_tensors_gives_what_the_general_way_gives(wrap, shuffle):
    class Slow(TensorDataset):
        pass

    tensors = (
        minidl.from_numpy(np.arange(20, dtype=np.float32).reshape(10, 2)),
        minidl.from_numpy(np.arange(10)),
    )
    batches = []
    for kind in (TensorDataset, Slow):
        generator = np.random.default_rng(5)
        batches.append(list(DataLoader(wrap(kind(*tensors)), 3, shuffle, generator=generator)))
    for fast, slow in zip(*batches, strict=True):
        assert type(fast) is type(slow) is list
        for a, b in zip(fast, slow, strict=True):
            assert a.dtype == b.dtype
            assert np.array_equal(a.data.numpy(), b.data.numpy())


def test_the_fast_way_asks_each_tensor_once_per_batch(monkeypatch):
    asked = []
    original = TensorDataset.__getitem__
    monkeypatch.setattr(
        TensorDataset, "__getitem__", lambda self, i: asked.append(len(i)) or original(self, i)
    )
    list(DataLoader(Subset(numbers(10), range(8)), 3))
    assert asked == [3, 3, 2]


@pytest.mark.parametrize("shuffle", [False, True])
def test_changing_a_batch_does_not_change_the_dataset(shuffle):
    dataset = numbers(6)
    for (batch,) in DataLoader(dataset, 3, shuffle):
        batch.data.numpy()[...] = -1
    assert dataset.tensors[0].tolist() == list(range(6))


@pytest.mark.parametrize(
    "form, dtype",
    [
        (lambda i: minidl.from_numpy(np.full(2, i, np.float32)), np.float32),
        (lambda i: np.full(2, i, np.float32), np.float32),
        (lambda i: np.float32(i), np.float32),
        (lambda i: float(i), np.float64),
        (lambda i: i, np.int64),
        (lambda i: i == 1, np.bool_),
        (lambda i: minidl.from_numpy(np.array(i, np.int64)), np.int64),
    ],
)
def test_samples_are_stacked_by_kind(form, dtype):
    (batch,) = DataLoader(Squares(3, form), 3)
    assert isinstance(batch, Tensor)
    assert batch.dtype == dtype
    expected = np.stack([np.asarray(getattr(form(i), "data", form(i))) for i in range(3)])
    assert np.array_equal(batch.data.numpy(), expected)


def test_structures_are_stacked_part_by_part():
    sample = lambda i: {"x": (np.full(2, i), i), "name": f"sample {i}"}
    (batch,) = DataLoader(Squares(2, sample), 2)
    assert list(batch) == ["x", "name"]
    assert type(batch["x"]) is list
    assert [part.tolist() for part in batch["x"]] == [[[0, 0], [1, 1]], [0, 1]]
    assert batch["name"] == ["sample 0", "sample 1"]


def test_any_sequence_is_a_dataset():
    assert [batch.tolist() for batch in DataLoader([3, 1, 2], 2)] == [[3, 1], [2]]
    assert [batch.tolist() for batch in DataLoader(np.eye(2), 2)] == [[[1, 0], [0, 1]]]


def test_collate_fn_replaces_the_stacking():
    loader = DataLoader(numbers(3), 2, collate_fn=lambda samples: [s.item() for (s,) in samples])
    assert list(loader) == [[0, 1], [2]]


@pytest.mark.parametrize(
    "samples, error, words",
    [
        ([np.zeros(3), np.zeros(2)], ValueError, r"same shape to stack, got \(3,\) .* \(2,\) at"),
        ([(1, 2), (1, 2, 3)], ValueError, "same length to stack, got 2 first and 3 at position 1"),
        ([{"a": 1}, {"b": 1}], ValueError, r"same keys to stack, got \['a'\]"),
        ([None, None], TypeError, "got NoneType.*collate_fn"),
    ],
)
def test_samples_that_cannot_be_stacked_are_explained(samples, error, words):
    with pytest.raises(error, match=f"^default_collate expects samples .*{words}"):
        default_collate(samples)


# --- DataLoader: wrong arguments ------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, -1, 2.0, True, None, "8"])
def test_batch_size_is_a_positive_whole_number(size):
    with pytest.raises(
        (TypeError, ValueError), match=r"DataLoader: batch_size must be .*, got .*Try DataLoader"
    ):
        DataLoader(numbers(3), size)


def test_inputs_and_labels_without_a_dataset_are_recognised():
    with pytest.raises(TypeError, match=r"batch_size is a setting, got a Tensor\. Try .*TensorDataset"):
        DataLoader(minidl.from_numpy(np.zeros((3, 2))), minidl.from_numpy(np.zeros(3)))


@pytest.mark.parametrize("dataset", [7, iter([1, 2])])
def test_a_dataset_has_a_length_and_samples(dataset):
    with pytest.raises(TypeError, match=r"expects a dataset with len.*Try TensorDataset"):
        DataLoader(dataset)


def test_what_has_no_effect_is_taken_all_the_same():
    settings = {"num_workers": 2, "pin_memory": True, "timeout": 3, "persistent_workers": True}
    settings |= {"worker_init_fn": lambda worker: 1 / 0, "prefetch_factor": 2, "in_order": False}
    assert tolists(DataLoader(numbers(3), 2, **settings)) == [[0, 1], [2]]


def test_the_arguments_are_pytorchs():
    torch = pytest.importorskip("torch")
    for name in (
        *("DataLoader", "RandomSampler", "SubsetRandomSampler", "WeightedRandomSampler", "BatchSampler"),
        *("SequentialSampler", "ConcatDataset", "Subset", "TensorDataset", "random_split"),
    ):
        theirs, ours = getattr(torch.utils.data, name), getattr(minidl.data, name)
        wanted = {n: p.kind for n, p in inspect.signature(theirs).parameters.items()}
        assert {n: p.kind for n, p in inspect.signature(ours).parameters.items()} == wanted, name


@pytest.mark.parametrize("call", [lambda g: DataLoader(numbers(3), generator=g),
                                  lambda g: random_split(range(3), [2, 1], g)])  # fmt: skip
@pytest.mark.parametrize("generator", [3, np.random.RandomState(0)])
def test_a_generator_is_numpys(call, generator):
    with pytest.raises(TypeError, match=r"generator must be one, got .*Try minidl\.Generator"):
        call(generator)


class Stream(data.IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter([(minidl.full((2,), float(i)), i) for i in range(self.n)])


@pytest.mark.parametrize(("drop_last", "labels"), [(False, [[0, 1], [2, 3], [4]]), (True, [[0, 1], [2, 3]])])
def test_a_stream_comes_in_batches(drop_last, labels):
    loader = data.DataLoader(Stream(5), batch_size=2, drop_last=drop_last)
    for _ in range(2):
        batches = list(loader)
        assert [y.tolist() for _, y in batches] == labels and batches[0][0].shape == (2, 2)
    with pytest.raises(TypeError):
        len(loader)
    assert len(list(Stream(3))) == 3


def test_a_stream_that_knows_its_length():
    class Known(Stream):
        def __len__(self):
            return self.n

    loader = data.DataLoader(Known(5), batch_size=2, collate_fn=len)
    assert len(loader) == 3 and list(loader) == [2, 2, 1]
