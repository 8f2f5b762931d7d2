"""Weights come back bit for bit; a file is whole or refused; an interrupted save changes nothing."""

import io
import os
import pickle
import stat
import time

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
    assert minidl.load(tmp_path / "half.safetensors")["half"].dtype == minidl.float16
    save_file({"brain": torch.ones(2, dtype=torch.bfloat16)}, tmp_path / "brain.safetensors")
    with pytest.raises(ValueError, match=r"entry 'brain' of .* holds BF16, which minidl does not.*\.float"):
        minidl.load(tmp_path / "brain.safetensors")
    save_file({"w": torch.ones(2), "f8": torch.ones(2).to(torch.float8_e4m3fn)}, tmp_path / "f8.safetensors")
    with pytest.raises(ValueError, match=r"entry 'f8' of .* holds F8_E4M3, which minidl does not"):
        minidl.load(tmp_path / "f8.safetensors")


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
        (
            nn.Linear(2, 2),
            r"save: the object is a Linear. Save its .state_dict\(\); a whole object would need",
        ),
        ({"net": nn.Linear(2, 2)}, "entry 'net' is a Linear. Save its"),
        ({"w": {1, 2}}, "entry 'w' is a set. Give dicts, lists, tensors"),
        ({"a": [1, {"f": print}]}, "entry 'a.1.f' is a builtin_function_or_method"),
        ({(1, 2): np.ones(2)}, r"\(1, 2\) cannot be the name of an entry. Use texts or numbers"),
        ({"w": np.array(["a"])}, "entry 'w' is an array of <U1"),
        ({"w": np.array([1j])}, "entry 'w' is an array of complex128"),
        ({"w": np.array([None])}, "entry 'w' is an array of object"),
    ],
)
def test_what_cannot_be_saved(tmp_path, state, match):
    with pytest.raises(TypeError, match=match):
        minidl.save(state, tmp_path / "w.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_what_contains_itself_cannot_be_saved(tmp_path):
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="contains itself"):
        minidl.save(endless, tmp_path / "w")


# --- more than a state_dict -----------------------------------------------------------------------


def came_back(value, path):
    minidl.save(value, path)
    return minidl.load(path)


@pytest.mark.parametrize(
    "value",
    [3, -2.5, float("inf"), "text ✓", True, None, [], {}, (), [1, [2.5, "a"], (3, None)], {"a": {"b": {}}}],
    ids=repr,
)
def test_numbers_texts_lists_and_dicts_come_back(value, tmp_path):
    got = came_back(value, tmp_path / "value.pt")
    assert got == value and type(got) is type(value)


def test_a_tensor_comes_back(tmp_path):
    for tensor in (minidl.randn(2, 3), minidl.arange(5), minidl.tensor(2.5), nn.Parameter(minidl.ones(2))):
        got = came_back(tensor, tmp_path / "tensor.pth")
        assert type(got) is Tensor and got.dtype == tensor.dtype and (got == tensor).all()


def test_two_ways_to_one_name_are_kept_apart(tmp_path):
    got = came_back({"a": {"b": np.zeros(2)}, "a.b": np.ones(2)}, tmp_path / "x")
    assert got["a"]["b"].tolist() == [0, 0] and got["a.b"].tolist() == [1, 1]


@pytest.mark.parametrize("make", [lambda p: minidl.optim.SGD(p, 0.1, momentum=0.9), minidl.optim.Adam])
def test_a_checkpoint_goes_on_where_it_stopped(make, tmp_path):
    x, y = minidl.randn(8, 3), minidl.randn(8, 2)

    def train(model, optimizer, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()

    model = nn.Linear(3, 2)
    optimizer = make(model.parameters())
    train(model, optimizer, 3)
    checkpoint = {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "note": "ok"}
    minidl.save(checkpoint, tmp_path / "checkpoint.tar")
    train(model, optimizer, 3)

    other = nn.Linear(3, 2)
    again = make(other.parameters())
    loaded = minidl.load(tmp_path / "checkpoint.tar", map_location="cpu", weights_only=False)
    assert (loaded["epoch"], loaded["note"]) == (3, "ok")
    other.load_state_dict(loaded["model"])
    again.load_state_dict(loaded["optimizer"])
    train(other, again, 3)
    assert all((a == b).all() for a, b in zip(model.parameters(), other.parameters(), strict=True))


def test_the_order_is_the_saved_one(tmp_path):
    names = [f"layer{i}.{kind}" for i in (3, 10, 1) for kind in ("weight", "bias")]
    for _ in range(3):
        assert list(came_back({name: np.ones(2) for name in names}, tmp_path / "w")) == names


def test_the_order_of_a_foreign_file_is_the_files(tmp_path):
    from safetensors.numpy import save_file

    names = [f"entry {i}" for i in range(20)]
    save_file({name: np.ones(2) for name in names}, tmp_path / "w")
    orders = {tuple(minidl.load(tmp_path / "w")) for _ in range(5)}
    assert orders == {tuple(sorted(names))}  # in which `save_file` writes them


def test_into_an_open_file():
    buffer = io.BytesIO()
    minidl.save({"w": minidl.ones(2)}, buffer)
    buffer.seek(0)
    assert minidl.load(buffer)["w"].tolist() == [1, 1]


@pytest.mark.parametrize("location", ["cpu", {"cuda:0": "cpu"}, lambda storage, place: storage])
def test_the_place_is_the_cpu(location, tmp_path):
    minidl.save({"w": minidl.ones(2)}, tmp_path / "w")
    assert minidl.load(tmp_path / "w", location)["w"].tolist() == [1, 1]
    with pytest.raises(ValueError, match="load: minidl computes on the CPU only, got map_location 'cuda'"):
        minidl.load(tmp_path / "w", map_location="cuda")


# --- the path -------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [lambda path: minidl.save({}, path), minidl.load], ids=["save", "load"])
def test_the_path_is_a_name(call, tmp_path):
    for path in ("", None, 3, [1]):
        with pytest.raises(TypeError, match=r": path must be the name of a file, got .*Try 'my\.pt'"):
            call(path)
    with pytest.raises(IsADirectoryError, match=r"is a folder\. Give the name of a file in it"):
        call(tmp_path)
    with pytest.raises(TypeError, match=r"got dict\. The object comes first: save\(obj, path\)"):
        call({"a": 1})


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither")
def test_a_link_and_the_permissions_stay(tmp_path):
    target, link = tmp_path / "target", tmp_path / "folder" / "link"
    link.parent.mkdir()
    minidl.save({"w": np.ones(2)}, target)
    target.chmod(0o600)
    link.symlink_to(target)
    minidl.save({"w": np.zeros(2)}, link)
    assert link.is_symlink() and stat.S_IMODE(target.stat().st_mode) == 0o600
    assert minidl.load(target)["w"].tolist() == [0, 0]
    assert [path.name for path in link.parent.iterdir()] == ["link"]


def test_what_a_killed_writer_left_is_removed_later(tmp_path):
    for name in ("w.pt.0123abcd.part", "w.pt.fedc9876.part", "other.pt.0123abcd.part", "w.pt.mine.part"):
        (tmp_path / name).write_bytes(b"half")
    hours_ago = time.time() - 7200
    os.utime(tmp_path / "w.pt.0123abcd.part", (hours_ago, hours_ago))
    minidl.save({}, tmp_path / "w.pt")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"w.pt", "w.pt.fedc9876.part", "other.pt.0123abcd.part", "w.pt.mine.part"}


def test_of_a_huge_foreign_file_only_the_start_is_read(tmp_path):
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(2**34)
    with pytest.raises(ValueError, match="not a complete safetensors file"):
        minidl.load(tmp_path / "sparse")
