"""The namespace: devices, paths, second names, and what is said about names that are missing."""

import inspect
import subprocess
import sys

import pytest

import minidl
import minidl.data
import minidl.nn.functional as F
from minidl import Tensor, nn, optim
from minidl.functions import WORDS
from tests.parity import needs_torch, torch

# --- one device ---------------------------------------------------------------------------------------


def test_there_is_one_device():
    device = minidl.device("cuda" if minidl.cuda.is_available() else "cpu")
    assert str(device) == "cpu" and device.type == "cpu" and device.index is None
    assert device == minidl.device("cpu") == minidl.ones(2).device and device != minidl.device("cpu:0")
    assert minidl.device("cpu", 0).index == minidl.device("cpu:0").index == 0
    assert (
        repr(device) == "device(type='cpu')" and repr(minidl.device("cpu:0")) == "device(type='cpu', index=0)"
    )
    x = minidl.ones(2, device=device)
    assert x.to(device) is x and x.cpu() is x and not x.is_cuda and {device: 1}[x.device] == 1
    assert x.to(device, minidl.float64).dtype == minidl.float64


def test_other_devices_are_refused_in_words():
    for wrong in ("cuda", "cuda:0", "mps", "gpu"):
        with pytest.raises(
            ValueError, match=f"device: minidl computes on the CPU only, got '{wrong.split(':')[0]}'"
        ):
            minidl.device(wrong)
    with pytest.raises(
        AttributeError, match=r"Tensor has no attribute 'cuda'. minidl computes on the CPU only"
    ):
        minidl.ones(2).cuda()


def test_the_rooms_of_other_devices_are_empty():
    for room in (minidl.cuda, minidl.mps, minidl.accelerator, minidl.backends.mps, minidl.backends.cuda):
        assert room.is_available() is False
    assert minidl.cuda.device_count() == 0
    before = minidl.manual_seed(1).bit_generator.state
    assert minidl.cuda.manual_seed_all(3) is None and minidl.cuda.manual_seed(3) is None
    assert minidl.cuda.empty_cache() is None and minidl.cuda.synchronize() is None
    assert minidl.generator().bit_generator.state == before
    minidl.backends.cudnn.deterministic, minidl.backends.cudnn.benchmark = True, False
    import minidl.backends.cudnn as cudnn

    assert cudnn is minidl.backends.cudnn and cudnn.deterministic is True


# --- paths --------------------------------------------------------------------------------------------


def test_rooms_that_are_loaded_when_asked_for():
    code = (
        "import sys, minidl; assert not {'minidl.data', 'minidl.nn', 'minidl.optim'} & set(sys.modules); "
        "assert {'nn', 'optim', 'data', 'inspect'} < set(dir(minidl)); assert minidl.nn.Linear and minidl.optim.SGD; "
        "assert minidl.utils.data.DataLoader is minidl.data.DataLoader; "
        "import minidl.utils.data as data; from minidl.utils.data import Dataset; assert data is minidl.data; "
        "from minidl.utils.data.dataset import TensorDataset; assert TensorDataset is data.TensorDataset; "
        "assert minidl.inspect.gradcheck"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_longer_path_of_layers():
    import minidl.nn.modules as modules
    from minidl.nn.modules import Conv2d, Module

    assert modules is nn and (Module, Conv2d) == (nn.Module, nn.Conv2d)


def test_constants_and_types():
    assert (
        minidl.e == pytest.approx(2.718281828) and minidl.long is minidl.int64 and minidl.int is minidl.int32
    )
    assert isinstance(minidl.float32, minidl.dtype) and isinstance(minidl.__version__, str)


# --- every word ---------------------------------------------------------------------------------------


@needs_torch
def test_every_word_is_pytorchs():
    for name in WORDS.keys() - {"generator", "unflatten"}:
        assert hasattr(torch, name), f"torch has no {name}"
    ours = {name for name in vars(Tensor) if not name.startswith("_")}
    assert sorted(name for name in ours - {"overwrite"} if not hasattr(torch.Tensor, name)) == []


@needs_torch
def test_a_word_is_a_function_and_a_method_where_pytorch_has_both():
    for name, word in WORDS.items():
        if hasattr(torch.Tensor, name) and name not in ("where", "is_tensor"):
            assert getattr(Tensor, name, None) is word, name


def test_words_keep_their_signature_and_their_sentence():
    assert list(inspect.signature(minidl.sum).parameters) == ["input", "dim", "keepdim", "dtype"]
    for name, word in WORDS.items():
        assert word.__doc__, name


# --- missing names ------------------------------------------------------------------------------------

SAID = [
    (minidl, "FloatTensor", r"older form, .* Write minidl.tensor\(\[...\], dtype=minidl.float32\)"),
    (minidl, "LongTensor", "dtype=minidl.int64"),
    (minidl, "bfloat16", "minidl holds float16 to float64, integers and bools. Use float32"),
    (minidl, "svd", r"Write minidl.linalg.svd\(x\)"),
    (minidl, "triu_indices", r"triu\(\)"),
    (minidl.autograd, "vjp", "functional.jacobian"),
    (minidl, "relue", "minidl has no attribute 'relue'. Did you mean 'relu'"),
    (
        minidl.ones(1),
        "nelement",
        r"Tensor has no attribute 'nelement'. It is an older form, .* Write x.numel\(\)",
    ),
    (minidl.ones(1), "sumn", "Did you mean 'sum'"),
    (nn, "Conv3d", "one or two axes"),
    (nn, "Linaer", "Did you mean 'Linear'"),
    (F, "upsample", "Write F.interpolate"),
    (F, "sofmax", "Did you mean 'softmax'"),
    (nn.init, "xavier_uniform", r"Write nn.init.xavier_uniform_\(weight\)"),
    (optim, "SparseAdam", "Try Adam"),
    (optim, "Adm", "Did you mean 'Adam'"),
    (optim, "ASGD", "Try SGD"),
    (optim.lr_scheduler, "CyclicLr", "Did you mean 'CyclicLR'"),
    (minidl.linalg, "eig", r"np.linalg.eig\(x.numpy\(\)\)"),
    (minidl, "bucketize", "np.searchsorted"),
    (minidl, "kron", "np.kron"),
    (nn, "LazyConvTranspose2d", r"nn.ConvTranspose2d\(in, out, kernel_size\)"),
    (minidl.data, "ChainDataset", "Dataset with __len__"),
    (optim, "swa_utils", "deepcopy"),
]


@pytest.mark.parametrize(("owner", "name", "sentence"), SAID, ids=[name for _, name, _ in SAID])
def test_a_missing_name_says_what_to_write(owner, name, sentence):
    with pytest.raises(AttributeError, match=sentence):
        getattr(owner, name)
    assert not hasattr(owner, name)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("from minidl.optim import Adafactor", "Try Adam"),
        ("from minidl.nn import Linear, RReLU", "Write its formula"),
        ("from minidl import vmap", "functional.jacobian"),
        ("from minidl.utils.data import ChainDataset", "Dataset with __len__"),
        ("from minidl.nn.functional import sofmax", "Did you mean 'softmax'"),
    ],
)
def test_an_import_of_a_missing_name_says_so_too(line, sentence):
    with pytest.raises(ImportError, match=sentence):
        exec(line)
    with pytest.raises(ImportError, match=sentence):
        exec(f"def inside():\n    {line}\ninside()")


@needs_torch
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (minidl, "torch"),
        (Tensor(1), "torch.Tensor"),
        (nn, "torch.nn"),
        (F, "torch.nn.functional"),
        (optim, "torch.optim"),
    ],
    ids=["minidl", "Tensor", "nn", "functional", "optim"],
)
def test_pytorchs_words_are_never_taken_for_typing_errors(ours, theirs):
    """`type` is not a misspelt `dtype`: what PyTorch has, and minidl has not, is told by the table or plainly."""
    guessed = {}
    room = eval(theirs, {"torch": torch})
    for name in getattr(room, "__all__", dir(room)):
        inner = name.startswith("_") or name.endswith("_copy") or room is torch and name[0].isupper()
        if not inner and callable(getattr(room, name)) and not hasattr(ours, name):
            with pytest.raises(AttributeError) as error:
                getattr(ours, name)
            if "Did you mean" in str(error.value):
                guessed[name] = str(error.value).partition("Did you mean")[2]
    assert guessed == {}
