"""Argument names, order, kinds and defaults are PyTorch's."""

import inspect

import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from tests.names import classes, public
from tests.parity import pytorch

# Functions of nn.functional whose signature Python cannot read in PyTorch; from its documentation.
CONVOLUTION = "input weight bias=None stride=1 padding=0 dilation=1 groups=1"
MAX_POOL = "input kernel_size stride=None padding=0 dilation=1 ceil_mode=False return_indices=False"
AVG_POOL = "input kernel_size stride=None padding=0 ceil_mode=False count_include_pad=True"
CONV_TRANSPOSE = "input weight bias=None stride=1 padding=0 output_padding=0 groups=1 dilation=1"
DOCUMENTED = {
    "conv1d": CONVOLUTION,
    "conv2d": CONVOLUTION,
    "linear": "input weight bias=None",
    "max_pool1d": MAX_POOL,
    "max_pool2d": MAX_POOL,
    "avg_pool1d": AVG_POOL,
    "avg_pool2d": f"{AVG_POOL} divisor_override=None",
    "prelu": "input weight",
    "gelu": "input approximate=none",
    "softplus": "input beta=1 threshold=20",
    "cosine_similarity": "x1 x2 dim=1 eps=1e-08",
    "one_hot": "tensor num_classes=-1",
    "scaled_dot_product_attention": "query key value attn_mask=None dropout_p=0.0 is_causal=False scale=None",
    "maxout": "input k",  # only here, not in PyTorch
    "locally_connected2d": "input weight bias=None stride=1 padding=0 dilation=1",  # only here
    "conv_transpose1d": CONV_TRANSPOSE,
    "conv_transpose2d": CONV_TRANSPOSE,
    "adaptive_avg_pool1d": "input output_size",
    "adaptive_max_pool1d": "input output_size return_indices=False",
    "adaptive_max_pool2d": "input output_size return_indices=False",
    "pixel_shuffle": "input upscale_factor",
    "pixel_unshuffle": "input downscale_factor",
    "logsigmoid": "input",
    "softshrink": "input lambd=0.5",
    "hardshrink": "input lambd=0.5",
    "pairwise_distance": "x1 x2 p=2.0 eps=1e-06 keepdim=False",
}

# PyTorch's take (*args, **kwargs); from its documentation.
RECURRENT = {"RNN": "input_size hidden_size num_layers=1 nonlinearity=tanh bias=True batch_first=False"}
RECURRENT |= dict.fromkeys(("LSTM", "GRU"), RECURRENT["RNN"].replace(" nonlinearity=tanh", ""))
RECURRENT = {name: f"{words} dropout=0.0 bidirectional=False" for name, words in RECURRENT.items()}

# Options that change speed or memory, never a number, and are not taken.
SPEED_OPTIONS = {"foreach", "fused", "capturable", "differentiable"}


def parameters(function, drop=("self",)):
    """[(name, kind, default)] of all arguments; a function, such as F.relu, by its name."""
    return [
        (p.name, p.kind, p.default.__name__ if inspect.isroutine(p.default) else p.default)
        for p in inspect.signature(function).parameters.values()
        if p.name not in drop
    ]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_functions_as_documented(name):
    assert in_words(getattr(F, name)) == DOCUMENTED[name]


@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_layers_as_documented(name):
    """LSTM's proj_size is given by name, and refused by GRU, which shares the constructor."""
    more = "" if name == "RNN" else " proj_size=0"
    assert in_words(getattr(nn, name).__init__) == f"{RECURRENT[name]} device=None dtype=None{more}"
    assert parameters(getattr(nn, name).forward) == parameters(getattr(pytorch().nn, name).forward)


def in_words(function):
    return " ".join(
        n if default is inspect.Parameter.empty else f"{n}={default}"
        for n, _, default in parameters(function)
    )


# Arguments that PyTorch itself has retired; what follows them there is given by name here.
RETIRED = {"size_average", "reduce", "min_value", "max_value"}


def without_retired(arguments):
    """As documented, without the retired ones: behind the first of them all by name."""
    kept, by_name = [], False
    for name, kind, default in arguments:
        by_name = by_name or name in ("size_average", "reduce")
        if name not in RETIRED:
            kept.append((name, inspect.Parameter.KEYWORD_ONLY if by_name else kind, default))
    return kept


def without_data(arguments):
    """All but `*data`, which is refused in words"""
    return [a for a in arguments if a[0] != "data"]


@pytest.mark.parametrize("name", sorted(set(public(F)) - set(DOCUMENTED)))
def test_functions(name):
    theirs = parameters(getattr(pytorch().nn.functional, name))
    assert parameters(getattr(F, name)) == without_retired(theirs)


WITHOUT_SETTINGS = ("Sigmoid", "Tanh", "LogSigmoid", "Softmax2d", "Softsign", "Tanhshrink")


@pytest.mark.parametrize(
    "name",
    sorted(
        set(classes(nn))
        - {"LocallyConnected2d", "Maxout", "Module", "Parameter", *WITHOUT_SETTINGS, *RECURRENT}
    ),
)
def test_modules(name):
    ours, theirs = parameters(getattr(nn, name).__init__), parameters(getattr(pytorch().nn, name).__init__)
    assert without_data(ours) == without_retired(theirs)


@pytest.mark.parametrize(
    "name", ["MultiheadAttention", *[n for n in classes(nn) if n.startswith("Transformer")]]
)
def test_calls_of_attention(name):
    ours, theirs = getattr(nn, name), getattr(pytorch().nn, name)
    assert parameters(ours.forward) == parameters(theirs.forward)
    if name == "Transformer":
        mask = "generate_square_subsequent_mask"
        assert parameters(getattr(ours, mask)) == parameters(getattr(theirs, mask))


@pytest.mark.parametrize("name", WITHOUT_SETTINGS)
def test_modules_without_settings(name):
    kinds = [kind for _, kind, _ in parameters(getattr(nn, name).__init__)]
    assert kinds == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]


def test_classes_are_of_a_kind_as_in_pytorch():
    """isinstance(module, nn.Dropout) finds what it finds there."""
    shared = [name for name in classes(nn) if hasattr(pytorch().nn, name)]

    def kinds(library):
        found = {name: getattr(library.nn, name) for name in shared}
        return {(a, b) for a in shared for b in shared if issubclass(found[a], found[b])}

    lazy = {(f"LazyBatchNorm{n}d", f"BatchNorm{n}d") for n in (1, 2)}  # here as LazyLinear is a Linear
    assert kinds(minidl) - lazy == kinds(pytorch())


def test_parameter():
    torch = pytorch()
    ours, theirs = parameters(nn.Parameter.__init__), parameters(torch.nn.Parameter.__new__, ("cls",))
    assert [name for name, _, _ in ours] == [name for name, _, _ in theirs] == ["data", "requires_grad"]


METHODS = [
    "add_module apply buffers children cpu double eval extra_repr float get_buffer get_parameter",
    "get_submodule modules named_buffers named_children named_modules named_parameters parameters",
    "register_buffer register_module register_parameter requires_grad_ train zero_grad",
]


@pytest.mark.parametrize("name", " ".join(METHODS).split())
def test_methods_of_modules(name):
    """`modules` has no remove_duplicate, and `float` and its like have no settings at all."""
    ours = parameters(getattr(nn.Module, name))
    theirs = parameters(getattr(pytorch().nn.Module, name))
    assert ours == [p for p in theirs if (name, p[0]) != ("modules", "remove_duplicate")]


@pytest.mark.parametrize("module", [nn.Sequential, nn.ModuleList])
@pytest.mark.parametrize("name", ["append", "extend", "insert", "pop", "__getitem__", "__delitem__"])
def test_containers_have_the_methods_of_pytorch(module, name):
    assert callable(getattr(getattr(pytorch().nn, module.__name__), name))
    assert callable(getattr(module, name))


@pytest.mark.parametrize("name", ["update", "pop", "clear", "keys", "values", "items", "__contains__"])
def test_the_methods_of_a_dict(name):
    assert parameters(getattr(nn.ModuleDict, name)) == parameters(getattr(pytorch().nn.ModuleDict, name))


@pytest.mark.parametrize(
    "name", ["clip_grad_norm_", "clip_grad_value_", "parameters_to_vector", "vector_to_parameters"]
)
def test_utils(name):
    assert parameters(getattr(nn.utils, name)) == parameters(getattr(pytorch().nn.utils, name))


@pytest.mark.parametrize(
    "name", ["pack_padded_sequence", "pad_packed_sequence", "pack_sequence", "pad_sequence"]
)
def test_utils_of_sequences(name):
    assert parameters(getattr(nn.utils.rnn, name)) == parameters(getattr(pytorch().nn.utils.rnn, name))


def test_embedding_from_pretrained():
    ours, theirs = nn.Embedding.from_pretrained, pytorch().nn.Embedding.from_pretrained
    assert parameters(ours) == parameters(theirs)


def test_initialisation():
    torch = pytorch()
    names = [n for n in vars(nn.init) if n.endswith("_") and not n.startswith("_") and n != "default_"]
    assert len(names) == 14
    for name in [*names, "calculate_gain"]:
        assert parameters(getattr(nn.init, name)) == parameters(getattr(torch.nn.init, name)), name


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "RMSprop", "Adadelta", "Adam", "AdamW", "Optimizer"])
def test_optimisers(name):
    ours = parameters(getattr(minidl.optim, name).__init__)
    theirs = parameters(getattr(pytorch().optim, name).__init__, {"self"} | SPEED_OPTIONS)
    assert ours == theirs


@pytest.mark.parametrize("name", ["step", "zero_grad", "add_param_group", "state_dict", "load_state_dict"])
def test_methods_of_optimisers(name):
    assert parameters(getattr(minidl.optim.SGD, name)) == parameters(getattr(pytorch().optim.SGD, name))


SCHEDULERS = "StepLR MultiStepLR ExponentialLR CosineAnnealingLR LambdaLR ReduceLROnPlateau OneCycleLR"


@pytest.mark.parametrize("name", ["LRScheduler", *SCHEDULERS.split()])
def test_schedulers(name):
    """`step` does not take `epoch`, which PyTorch is giving up."""
    ours = getattr(minidl.optim.lr_scheduler, name)
    theirs = getattr(pytorch().optim.lr_scheduler, name)
    for method in ("__init__", "step", "get_lr", "get_last_lr", "state_dict", "load_state_dict"):
        expected = parameters(getattr(theirs, method), {"self", "epoch"})
        assert parameters(getattr(ours, method)) == expected, method
