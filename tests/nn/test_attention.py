"""Multi-head attention and transformers: the same as in PyTorch, whatever the masks, in float64."""

import itertools
import math

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.nn.test_init import check_uniform
from tests.parity import Library, assert_same, fill_state, flat, pytorch, wave

pytestmark = pytest.mark.filterwarnings("ignore:Support for mismatched|enable_nested_tensor:UserWarning")
WITHIN = {"float64": {"rtol": 1e-8, "atol": 1e-10}}
CAUSAL = np.triu(np.ones((4, 4), bool), 1)
PADDED = np.array([[False, False, False, True], [False, False, True, True], [False] * 4])


def masks(library, kind, shape):
    """As bools (True: not seen) or as numbers that are added"""
    hidden = np.resize(CAUSAL, shape)
    return library.tensor(hidden if kind == "bool" else np.where(hidden, -np.inf, wave(shape)))


def both(run):
    return [run(library) for library in (Library(), Library(pytorch()))]


def arrays(library, outputs, inputs, module):
    """{what: array} of outputs and gradients, after numbers were sent back through each output"""
    for place, y in enumerate(outputs):
        if y is not None and y.requires_grad:
            y.backward(library.tensor(wave(tuple(y.shape), place)), retain_graph=True)
    found = [*outputs, *[x.grad for x in inputs], *[p.grad for p in module.parameters()]]
    return {str(i): library.array(value) for i, value in enumerate(found)}


def attention(library, *sizes, **settings):
    return fill_state(library, library.nn.MultiheadAttention(*sizes, **settings).double())


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("mask", [None, "bool", "float", "bool of each head", "float of each head"])
@pytest.mark.parametrize("padding", [None, "bool", "float"])
def test_self_attention_with_masks(batch_first, need_weights, mask, padding):
    def run(library):
        layer = attention(library, 6, 2, batch_first=batch_first)
        x = library.tensor(wave((3, 4, 6) if batch_first else (4, 3, 6)), True)
        settings = {"need_weights": need_weights}
        if mask:
            settings["attn_mask"] = masks(library, mask.split()[0], (6, 4, 4) if "head" in mask else (4, 4))
        if padding:
            padded = PADDED if padding == "bool" else np.where(PADDED, -np.inf, 0.5)
            settings["key_padding_mask"] = library.tensor(padded)
        return arrays(library, layer(x, x, x, **settings), [x], layer)

    assert_same(*both(run), WITHIN)


@pytest.mark.parametrize("batch", [True, False])
@pytest.mark.parametrize(
    "settings",
    [{}, {"bias": False}, {"kdim": 5}, {"kdim": 5, "vdim": 3, "bias": False}, {"vdim": 6}],
    ids=str,
)
@pytest.mark.parametrize("need", [{}, {"average_attn_weights": False}, {"need_weights": False}], ids=str)
def test_queries_keys_and_values_of_their_own(settings, need, batch):
    def run(library):
        layer = attention(library, 6, 3, **settings)
        sizes = [(5, 6), (4, settings.get("kdim", 6)), (4, settings.get("vdim", 6))]
        inputs = [
            library.tensor(wave((n, 2, k) if batch else (n, k), i), True) for i, (n, k) in enumerate(sizes)
        ]
        padding = library.tensor(PADDED[:2] if batch else PADDED[0])
        outputs = layer(*inputs, key_padding_mask=padding, **need)
        return arrays(library, outputs, inputs, layer)

    assert_same(*both(run), WITHIN)


@pytest.mark.parametrize("settings", [{}, {"bias": False}, {"kdim": 5, "vdim": 3}], ids=str)
def test_names_repr_and_state(settings):
    ours, theirs = both(lambda library: library.nn.MultiheadAttention(6, 2, **settings))
    assert repr(ours) == repr(theirs)
    assert [(n, tuple(p.shape)) for n, p in ours.state_dict().items()] == [
        (n, tuple(p.shape)) for n, p in theirs.state_dict().items()
    ]
    ours.load_state_dict(theirs.state_dict())
    library = Library(pytorch())
    theirs.load_state_dict({n: library.tensor(t.numpy()) for n, t in ours.state_dict().items()})
    for name in ("in_proj_weight", "q_proj_weight", "in_proj_bias"):
        assert (getattr(ours, name) is None) == (getattr(theirs, name) is None)


def test_first_weights():
    layer = nn.MultiheadAttention(64, 4)
    check_uniform(layer.in_proj_weight.data.numpy(), math.sqrt(6 / (4 * 64)))
    check_uniform(layer.out_proj.weight.data.numpy(), 1 / math.sqrt(64))
    assert not layer.in_proj_bias.data.numpy().any() and not layer.out_proj.bias.data.numpy().any()
    check_uniform(nn.MultiheadAttention(64, 4, kdim=32).k_proj_weight.data.numpy(), math.sqrt(6 / (64 + 32)))
    check_uniform(
        nn.Transformer(64, 4, 1, 1).encoder.layers[0].linear2.weight.data.numpy(), math.sqrt(6 / 2112)
    )


def test_dropout_of_the_weights_in_training_only():
    layer, x = nn.MultiheadAttention(8, 2, dropout=0.5), minidl.randn(20, 3, 8)
    _, weights = layer(x, x, x, average_attn_weights=False)
    share = (weights == 0).float().mean().item()
    assert abs(share - 0.5) < 0.05
    for need in (True, False):
        layer.train()
        one, two = (layer(x, x, x, need_weights=need)[0].detach().numpy() for _ in range(2))
        assert (one != two).any()
        layer.eval()
        one, two = (layer(x, x, x, need_weights=need)[0].detach().numpy() for _ in range(2))
        assert (one == two).all()


# --- transformers -----------------------------------------------------------------------------------

SETTINGS = [
    {},
    {"norm_first": True, "batch_first": True},
    {"activation": "gelu", "bias": False},
    {"layer_norm_eps": 0.1, "norm_first": True},
]


def activation(library, settings):
    """`module`: GELU as a part"""
    return settings | ({"activation": library.nn.GELU()} if settings.get("activation") == "module" else {})


@pytest.mark.parametrize("settings", [*SETTINGS, {"activation": "module"}], ids=str)
@pytest.mark.parametrize("kind", ["Encoder", "Decoder"])
@pytest.mark.parametrize("many", [False, True])
def test_encoders_and_decoders(settings, kind, many):
    if (settings.get("activation"), kind, many) == ("module", "Decoder", True):
        return  # PyTorch 2.13 forgets the module where a decoder layer is copied, and takes relu

    def run(library):
        layer = getattr(library.nn, f"Transformer{kind}Layer")
        layer = layer(6, 2, 5, dropout=0.0, **activation(library, settings))
        if many:
            more = {"enable_nested_tensor": False} if kind == "Encoder" else {}
            layer = getattr(library.nn, f"Transformer{kind}")(layer, 2, library.nn.LayerNorm(6), **more)
        layer = fill_state(library, layer.double())
        batch_first, found = settings.get("batch_first", False), {}
        for place, (mask, padding) in enumerate(itertools.product((None, "bool", "float"), (False, True))):
            inputs = [library.tensor(wave((3, 4, 6) if batch_first else (4, 3, 6)), True)]
            given = [masks(library, mask, (4, 4)) if mask else None]
            paddings = [library.tensor(PADDED) if padding else None]
            if kind == "Decoder":
                inputs.append(library.tensor(wave((3, 5, 6) if batch_first else (5, 3, 6), 1), True))
                given.append(masks(library, mask, (4, 5)) if mask else None)
                paddings.append(
                    library.tensor(np.resize(PADDED, (3, 5)) & [True] * 4 + [False]) if padding else None
                )
            output = layer(*inputs, *given, *paddings)
            found |= {f"{place} {n}": a for n, a in arrays(library, [output], inputs, layer).items()}
        return repr(layer), list(layer.state_dict()), found

    (*ours, found), (*theirs, expected) = both(run)
    assert ours == theirs
    assert_same(found, expected, WITHIN)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("batch", [True, False])
def test_transformer(settings, batch):
    def run(library):
        model = fill_state(library, library.nn.Transformer(6, 2, 2, 1, 5, 0.0, **settings).double())
        swap = settings.get("batch_first") and batch
        sizes = [(5, 3, 6), (4, 3, 6)] if batch else [(5, 6), (4, 6)]
        inputs = [
            library.tensor(wave((s[1], s[0], s[2]) if swap else s, i), True) for i, s in enumerate(sizes)
        ]
        causal = library.nn.Transformer.generate_square_subsequent_mask(4).double()
        output = model(*inputs, tgt_mask=causal, tgt_is_causal=True)
        return repr(model), list(model.state_dict()), arrays(library, [output, causal], inputs, model)

    (*ours, found), (*theirs, expected) = both(run)
    assert ours == theirs
    assert_same(found, expected, WITHIN)


def test_without_gradients_and_in_eval_mode():
    """PyTorch then takes another path, with other numbers where all keys of a query are hidden."""

    def run(library):
        layer = library.nn.TransformerEncoderLayer(6, 2, 5, batch_first=True)
        stack = library.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).double()
        stack = fill_state(library, stack).eval()
        with library.module.no_grad():
            output = stack(library.tensor(wave((3, 4, 6))), masks(library, "bool", (4, 4)))
        return arrays(library, [output], [], stack)

    assert_same(*both(run), WITHIN)


def test_copies_do_not_share_and_parts_of_ones_own():
    layer = nn.TransformerEncoderLayer(6, 2, 5)
    stack = nn.TransformerEncoder(layer, 2)
    parameters = [*layer.parameters(), *stack.parameters()]
    assert len({id(p) for p in parameters}) == len(parameters) == 3 * len(list(layer.parameters()))
    model = nn.Transformer(6, 2, custom_encoder=stack, num_decoder_layers=1, dim_feedforward=5)
    assert model.encoder is stack and model(minidl.rand(3, 2, 6), minidl.rand(4, 2, 6)).shape == (4, 2, 6)


def test_the_mask_of_what_comes_later():
    mask = nn.Transformer.generate_square_subsequent_mask(3)
    assert mask.tolist() == [[0, -math.inf, -math.inf], [0, 0, -math.inf], [0, 0, 0]]
    assert nn.Transformer.generate_square_subsequent_mask(2, dtype=minidl.float64).dtype == minidl.float64


@pytest.mark.parametrize("kind", ["Encoder", "Decoder"])
def test_dropout_in_training_only(kind):
    layer = getattr(nn, f"Transformer{kind}Layer")(6, 2, 5)
    inputs = [minidl.randn(4, 3, 6)] * (1 + (kind == "Decoder"))
    assert (layer(*inputs).detach().numpy() != layer(*inputs).detach().numpy()).any()
    layer.eval()
    assert (layer(*inputs).detach().numpy() == layer(*inputs).detach().numpy()).all()
    assert flat(layer(*inputs))[0].shape == (4, 3, 6)
