"""Weights come back bit for bit; a file is whole or refused; an interrupted save changes nothing."""

import os
import pickle
import stat

import numpy as np
import pytest

import minidl
from minidl import Tensor, nn
from tests.parity import needs_torch, numbers

ENTRIES = {
    "plain": numbers(3, 4),
    "transposed": numbers(3, 4).T,
    "strided": numbers(6, 8)[::2, 1::3],
    "reversed": numbers(5)[::-1],
    "fortran": np.asfortranarray(numbers(3, 4, dtype=np.float32)),
    "permuted": numbers(2, 3, 4).transpose(2, 0, 1),
    "broadcast": np.broadcast_to(numbers(3), (2, 3)),
    "number": np.array(2.5, np.float32),
    "numpy number": np.float64(0.1),
    "bools": np.array([[True, False], [False, True]]).T,
    "integers": np.arange(-3, 3),
    "small integers": np.arange(6, dtype=np.int32).reshape(2, 3).T,
    "bytes": np.arange(5, dtype=np.uint8),
    "double": np.array([np.pi, np.nan, np.inf, -0.0, 5e-324]),
    "empty": np.zeros((0, 3), np.float32),
    "other byte order": np.array([1.5, -2.0], ">f4"),
    "tensor": minidl.from_numpy(numbers(2, 3).T).requires_grad_(),
}


def assert_same_bits(got, expected):
    expected = np.asarray(expected.data.numpy() if isinstance(expected, Tensor) else expected)
    expected = np.array(expected, expected.dtype.newbyteorder("="), order="C")
    assert got.shape == expected.shape and got.dtype == expected.dtype
    assert np.array(got, order="C").tobytes() == expected.tobytes()


def test_everything_comes_back_bit_for_bit(tmp_path):
    minidl.save(ENTRIES, tmp_path / "all.safetensors")
    loaded = minidl.load(tmp_path / "all.safetensors")
    assert loaded.keys() == ENTRIES.keys()
    for name, entry in ENTRIES.items():
        assert isinstance(loaded[name], Tensor) and loaded[name].data.numpy().flags.writeable
        assert_same_bits(loaded[name].data.numpy(), entry)
    minidl.save({}, str(tmp_path / "nothing.safetensors"))
    assert minidl.load(str(tmp_path / "nothing.safetensors")) == {}


def test_a_model_comes_back(tmp_path):
    first, second = (
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 2)) for _ in range(2)
    )
    first(minidl.randn(4, 1, 4, 4))
    minidl.save(first.state_dict(), tmp_path / "model.safetensors")
    second.load_state_dict(minidl.load(tmp_path / "model.safetensors"))
    for (name, a), b in zip(first.state_dict().items(), second.state_dict().values(), strict=True):
        assert_same_bits(b.data.numpy(), a)
    x = minidl.randn(2, 1, 4, 4)
    assert (first.eval()(x) == second.eval()(x)).all()


@needs_torch
def test_pytorch_reads_it_and_the_reverse(tmp_path):
    import torch
    from safetensors.torch import load_file, save_file

    minidl.save(ENTRIES, tmp_path / "ours.safetensors")
    theirs = load_file(tmp_path / "ours.safetensors")
    for name, entry in ENTRIES.items():
        assert_same_bits(theirs[name].numpy(), entry)

    save_file({name: t.contiguous() for name, t in theirs.items()}, tmp_path / "theirs.safetensors")
    for name, t in minidl.load(tmp_path / "theirs.safetensors").items():
        assert_same_bits(t.data.numpy(), ENTRIES[name])

    save_file({"half": torch.ones(2, dtype=torch.float16)}, tmp_path / "half.safetensors")
    with pytest.raises(ValueError, match=r"entry 'half' of .* holds float16.*\.float\(\)"):
        minidl.load(tmp_path / "half.safetensors")
    save_file({"brain": torch.ones(2, dtype=torch.bfloat16)}, tmp_path / "brain.safetensors")
    with pytest.raises(ValueError, match="load: "):
        minidl.load(tmp_path / "brain.safetensors")


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "file.safetensors"
    minidl.save({"w": numbers(50, 50)}, path)
    whole = path.read_bytes()
    damaged = [
        b"",
        whole[:5],
        whole[:30],
        whole[:-1],
        whole + b"\0",
        whole[:8] + b"X" + whole[9:],
        b"\xff" * 100,
        b"\0" * 100,
    ]
    damaged += [pickle.dumps({"w": numbers(3)}), b"PK\x03\x04" + whole, b"\x89PNG\r\n" + whole]
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(
            ValueError, match=r"not a complete safetensors file.*torch.save are pickles and can run code"
        ):
            minidl.load(path)


class Explosive:
    def __reduce__(self):
        return os.mkdir, ("exploded",)


def test_a_pickle_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.safetensors").write_bytes(pickle.dumps(Explosive()))
    with pytest.raises(ValueError, match="pickles"):
        minidl.load("evil.safetensors")
    assert not (tmp_path / "exploded").exists()


def test_a_missing_file_or_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"load: there is no file .*nowhere.safetensors"):
        minidl.load(tmp_path / "nowhere.safetensors")
    with pytest.raises(FileNotFoundError, match="load: there is no file"):
        minidl.load(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"save: there is no folder .*new. Create it first"):
        minidl.save({"w": numbers(2)}, tmp_path / "new" / "model.safetensors")


@pytest.mark.parametrize("moment", ["open", "replace", "write"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_an_interrupted_save_leaves_the_old_file(tmp_path, monkeypatch, moment, error):
    path = tmp_path / "model.safetensors"
    minidl.save({"w": np.ones(3)}, path)

    def stop(*_, **__):
        raise error

    if moment == "replace":
        monkeypatch.setattr(os, "replace", stop)
    else:
        real = open

        class Broken:
            def __init__(self, *arguments):
                if moment == "open":
                    stop()
                self.file = real(*arguments)

            def __enter__(self):
                return self

            def __exit__(self, *_):
                self.file.close()

            def write(self, content):
                self.file.write(content[:10])
                stop()

        monkeypatch.setattr("builtins.open", Broken)
    with pytest.raises(type(error)):
        minidl.save({"w": np.zeros(3)}, path)
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]
    assert minidl.load(path)["w"].tolist() == [1, 1, 1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_file_has_the_permissions_of_any_new_file(tmp_path, umask, mode):
    old = os.umask(umask)
    try:
        minidl.save({"w": numbers(2)}, tmp_path / "w.safetensors")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "w.safetensors").stat().st_mode) == mode


@pytest.mark.parametrize(
    ("state", "match"),
    [
        ([1, 2], r"save: expects a state_dict, got list. Try save\(model.state_dict\(\), path\)"),
        (nn.Linear(2, 2), "got Linear"),
        ({"w": [1.0, 2.0]}, "entry 'w' is list; expects names with Tensors or ndarrays"),
        ({"w": 2.0}, "entry 'w' is float"),
        ({3: np.ones(2)}, "entry 3 is ndarray"),
        ({"w": np.array(["a"])}, "entry 'w' is an array of <U1"),
        ({"w": np.array([1j])}, "entry 'w' is an array of complex128"),
        ({"w": np.array([None])}, "entry 'w' is an array of object"),
    ],
)
def test_what_cannot_be_saved(tmp_path, state, match):
    with pytest.raises(TypeError, match=match):
        minidl.save(state, tmp_path / "w.safetensors")
    assert list(tmp_path.iterdir()) == []
