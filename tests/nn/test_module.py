"""Module: names, order, state, hooks and modes as in PyTorch; and what is said when something is amiss."""

import copy

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.parity import Library, fill_state, pytorch


def block(nn):
    """A model with everything that has a name: nested parts, shared ones, buffers, ends of all kinds."""

    class Block(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.norm = nn.BatchNorm2d(channels)
            self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
            self.skip = None

        def forward(self, x):
            return self.norm(self.conv(x)).sum() + x.sum()

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())
            self.blocks = nn.ModuleList([Block(2), Block(2)])
            self.shared = self.stem[0]
            self.head = nn.Linear(2, 3)
            self.tied = nn.Linear(2, 3)
            self.tied.weight = self.head.weight
            self.head.extra = nn.BatchNorm1d(3, affine=False)

    return Net()


def test_names_and_order_are_pytorchs():
    torch = pytorch()
    ours, theirs = block(nn), block(torch.nn)
    for method in ("named_parameters", "named_buffers", "named_modules"):
        for settings in ({}, {"remove_duplicate": False}, {"prefix": "net"}):
            names = [[n for n, _ in getattr(m, method)(**settings)] for m in (ours, theirs)]
            assert names[0] == names[1], (method, settings)
    assert [n for n, _ in ours.named_children()] == [n for n, _ in theirs.named_children()]
    for method in ("named_parameters", "named_buffers"):
        assert [n for n, _ in getattr(ours, method)(recurse=False)] == []
    assert [type(m).__name__ for m in ours.modules()] == [type(m).__name__ for m in theirs.modules()]
    assert [p.shape for p in ours.parameters()] == [tuple(p.shape) for p in theirs.parameters()]
    assert len(list(ours.buffers())) == len(list(theirs.buffers()))


def test_state_dict_has_pytorchs_keys_shapes_and_dtypes():
    ours, theirs = block(nn).state_dict(), block(pytorch().nn).state_dict()
    assert list(ours) == list(theirs)
    for name, tensor in theirs.items():
        assert ours[name].shape == tuple(tensor.shape), name
        assert ours[name].data.numpy().dtype == tensor.numpy().dtype, name
        assert not ours[name].requires_grad


def test_weights_move_both_ways():
    library = Library(pytorch())
    ours, theirs = block(nn), fill_state(library, block(library.nn))
    assert repr(ours.load_state_dict(theirs.state_dict())) == "<All keys matched successfully>"
    for name, tensor in theirs.state_dict().items():
        np.testing.assert_array_equal(ours.state_dict()[name].data.numpy(), tensor.numpy())

    fresh = block(library.nn)
    fresh.load_state_dict({name: library.tensor(t.data.numpy()) for name, t in ours.state_dict().items()})
    for name, tensor in theirs.state_dict().items():
        assert (fresh.state_dict()[name] == tensor).all()


def test_parameters_that_require_a_gradient_are_read_too():
    linear = nn.Linear(2, 3)
    source = pytorch().nn.Linear(2, 3)
    linear.load_state_dict(dict(source.named_parameters()))
    np.testing.assert_array_equal(linear.weight.data.numpy(), source.weight.detach().numpy())
    linear.load_state_dict(dict(nn.Linear(2, 3).named_parameters()))


def test_repr_is_pytorchs():
    ours, theirs = repr(block(nn)), repr(block(pytorch().nn))
    # Parts that are None are listed by PyTorch only if they were modules before; here they never were.
    assert ours == theirs


def test_repr_with_settings_and_parts():
    def model(nn):
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.act = nn.ReLU()

            def extra_repr(self):
                return "one=1,\ntwo=2"

        class Plain(nn.Module):
            def extra_repr(self):
                return "one=1,\ntwo=2"

        return nn.Sequential(Net(), Plain(), nn.Sequential())

    assert repr(model(nn)) == repr(model(pytorch().nn))


# --- registers ----------------------------------------------------------------------------------


def test_the_registers_are_dicts_of_the_attributes():
    def model(nn, tensor):
        class Chain(nn.Module):
            def __init__(self, *parts):
                super().__init__()
                for place, part in enumerate(parts):
                    self._modules[str(place)] = part
                self._buffers["count"] = tensor([1.0])
                self._parameters["scale"] = nn.Parameter(tensor([2.0]))

            def forward(self, x):
                for part in self._modules.values():
                    x = part(x)
                return x * self.scale + self.count

        return Chain(nn.Linear(3, 4), nn.ReLU(), nn.BatchNorm1d(4))

    torch = pytorch()
    ours, theirs = model(nn, minidl.tensor), model(torch.nn, torch.tensor)
    assert repr(ours) == repr(theirs) and list(ours.state_dict()) == list(theirs.state_dict())
    for register in ("_modules", "_parameters", "_buffers"):
        found = [getattr(m, register) for m in (ours, theirs)]
        assert list(found[0]) == list(found[1]) and len(found[0]) == len(found[1])
        assert [(k, type(v).__name__) for k, v in found[0].items()] == [
            (k, type(v).__name__) for k, v in found[1].items()
        ]
        assert "weight" not in found[0] and found[0].get("weight") is None
    assert ours(minidl.ones(2, 3)).shape == (2, 4) and repr(ours._parameters) == repr(dict(scale=ours.scale))
    for m in (ours, theirs):
        del m._modules["1"]
        m._modules["2"] = m._modules.pop("0")
        m._buffers["count"] = m.scale.detach() * 3
        assert [n for n, _ in m.named_children()] == ["2"] and m.count.item() == 6
    with pytest.raises(KeyError):
        del ours._modules["scale"]
    with pytest.raises(KeyError, match="has an attribute 'scale' already"):
        ours._modules["scale"] = nn.ReLU()
    with pytest.raises(TypeError, match="parameter 'scale' must be a Parameter, got Tensor"):
        ours._parameters["scale"] = minidl.ones(1)


# --- loading ------------------------------------------------------------------------------------


def good_state():
    return {name: np.array(t.data.numpy()) for name, t in nn.BatchNorm1d(3).state_dict().items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.pop("weight"), "nothing was changed. missing: weight. Was it saved from a model"),
        (lambda s: s.update(extra=np.ones(3)), "unexpected: extra"),
        (lambda s: s.update({3: np.ones(3)}), "unexpected: 3"),
        (lambda s: s.update(weight=np.ones(4)), r"weight: expected shape \(3,\), got \(4,\)"),
        (lambda s: s.update(bias=np.ones((3, 1))), r"bias: expected shape \(3,\), got \(3, 1\)"),
        (lambda s: s.update(bias=None), r"bias: expected shape \(3,\), got \(\)"),
        (lambda s: s.update(bias=np.array(["a", "b", "c"])), "bias: expected numbers, got <U1"),
        (lambda s: s.update(bias=[[1], [2, 3], []]), "bias: cannot be read as an array"),
        (lambda s: s.update(bias=np.ones(3) * 1j), "bias: expected numbers, got complex128"),
        (lambda s: s.update(wieght=s.pop("weight")), "missing: weight; unexpected: wieght"),
    ],
)
def test_a_load_that_fails_says_why_and_leaves_everything_untouched(change, words):
    module, state = nn.BatchNorm1d(3), good_state()
    before = copy.deepcopy(module.state_dict())
    state["running_mean"] = np.full(3, 7.0)  # would fit
    change(state)
    with pytest.raises(
        RuntimeError, match=f"^load_state_dict: this state does not fit BatchNorm1d; .*{words}"
    ):
        module.load_state_dict(state)
    for name, tensor in module.state_dict().items():
        np.testing.assert_array_equal(tensor.data.numpy(), before[name].data.numpy())


@pytest.mark.parametrize("state", ["model.safetensors", nn.Linear(1, 1), [("weight", 1)], None])
def test_something_else_than_a_dict(state):
    with pytest.raises(TypeError, match=f"expects a dict of names and tensors, got {type(state).__name__}"):
        nn.Linear(1, 1).load_state_dict(state)


def test_not_strict_loads_what_fits_and_reports_the_rest():
    module, state = nn.BatchNorm1d(3), good_state()
    del state["bias"], state["running_var"]
    state |= {"running_mean": np.full(3, 7.0), "other": np.ones(2)}
    missing, unexpected = result = module.load_state_dict(state, strict=False)
    assert (missing, unexpected) == (["bias", "running_var"], ["other"])
    assert result.missing_keys == missing and result.unexpected_keys == unexpected
    assert module.running_mean.tolist() == [7, 7, 7]
    with pytest.raises(RuntimeError, match=r"expected shape"):
        module.load_state_dict({"weight": np.ones(4)}, strict=False)


@pytest.mark.parametrize("dtype", [minidl.float32, minidl.float64])
def test_loading_keeps_the_dtype_and_the_memory(dtype):
    linear = nn.Linear(2, 3).to(dtype)
    arrays = linear.weight.data.numpy(), linear.bias.data.numpy()
    linear.load_state_dict({"weight": [[1, 2], [3, 4], [5, 6]], "bias": np.ones(3, np.float16)})
    assert linear.weight.dtype == linear.bias.dtype == dtype
    assert linear.weight.data.numpy() is arrays[0] and linear.bias.data.numpy() is arrays[1]
    assert linear.weight.tolist() == [[1, 2], [3, 4], [5, 6]]


def test_loading_is_a_change_in_place_that_backward_notices():
    linear = nn.Linear(2, 3)
    x = minidl.ones(1, 2, requires_grad=True)
    loss = linear(x).sum()
    linear.load_state_dict(nn.Linear(2, 3).state_dict())
    with pytest.raises(RuntimeError, match=r"changed in place"):
        loss.backward()


def test_state_dict_shares_the_memory_and_a_deepcopy_does_not():
    linear = nn.Linear(2, 3)
    state, snapshot = linear.state_dict(), copy.deepcopy(linear.state_dict())
    nn.init.zeros_(linear.weight)
    assert (state["weight"].data.numpy() == 0).all()
    assert (snapshot["weight"].data.numpy() != 0).any()


def test_a_shared_parameter_is_stored_under_both_names_and_trained_once():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
            self.b.weight = self.a.weight

    model = Tied()
    assert list(model.state_dict()) == ["a.weight", "b.weight"]
    assert [name for name, _ in model.named_parameters()] == ["a.weight"]
    twin = copy.deepcopy(model)
    assert twin.a.weight is twin.b.weight is not model.a.weight
    assert model.double().a.weight is model.b.weight


# --- attributes ---------------------------------------------------------------------------------


def test_before_super_init():
    class Late(nn.Module):
        def __init__(self):
            self.fc = nn.Linear(1, 1)

    class Buffer(nn.Module):
        def __init__(self):
            self.register_buffer("mean", minidl.zeros(1))

    class Never(nn.Module):
        def __init__(self):
            self.size = 3

        def forward(self, x):
            return x

    with pytest.raises(
        AttributeError, match=r"Late.fc was set before super\(\).__init__\(\). Call that first"
    ):
        Late()
    with pytest.raises(AttributeError, match=r"Buffer: __init__ must call super\(\).__init__\(\) before"):
        Buffer()
    with pytest.raises(AttributeError, match=r"Never: __init__ must call super\(\).__init__\(\) before"):
        Never()(minidl.zeros(1))


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: [nn.ReLU(), nn.ReLU()], "list"),
        (lambda: (nn.ReLU(),), "tuple"),
        (lambda: {"act": nn.ReLU()}, "dict"),
    ],
)
def test_a_plain_collection_is_refused_with_advice(make, kind):
    module = nn.Module()
    with pytest.raises(
        TypeError, match=rf"Module.layers: modules inside a plain {kind} .* Use nn.ModuleList\("
    ):
        module.layers = make()


def test_parameters_in_a_plain_dict_get_advice_of_their_own():
    with pytest.raises(
        TypeError, match=r"Module.all: parameters inside a plain dict .* an attribute of its own"
    ):
        nn.Module().all = {"weight": nn.Parameter(np.ones(2)), "note": None}


def test_a_plain_list_that_is_filled_later_is_noticed_too():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.sizes, self.names, self.layers = [3, 4], ("a", "b"), []
            for size in self.sizes:
                self.layers.append(nn.Linear(size, size))

    for use in (lambda m: list(m.parameters()), lambda m: m.state_dict(), lambda m: m.zero_grad()):
        with pytest.raises(TypeError, match=r"Net.layers: modules inside a plain list .* nn.ModuleList"):
            use(nn.Sequential(Net()))


def test_a_part_is_not_replaced_by_something_else_by_mistake():
    linear, norm = nn.Linear(2, 2), nn.BatchNorm1d(2)
    with pytest.raises(
        TypeError, match=r"Linear.weight is a Parameter and cannot become Tensor: assign a Parameter"
    ):
        linear.weight = minidl.zeros(2, 2)
    with pytest.raises(TypeError, match=r"BatchNorm1d.running_mean is a Tensor and cannot become ndarray"):
        norm.running_mean = np.zeros(2)
    model = nn.Sequential(linear)
    with pytest.raises(TypeError, match=r"is a Module and cannot become function"):
        setattr(model, "0", lambda x: x)
    linear.bias = None
    norm.running_mean = minidl.ones(2)
    assert list(linear.state_dict()) == ["weight"]
    assert norm.state_dict()["running_mean"].tolist() == [1, 1]


def test_a_misspelt_attribute_names_the_near_one():
    with pytest.raises(AttributeError, match=r"Linear has no attribute 'wieght'. Did you mean 'weight'"):
        _ = nn.Linear(1, 1).wieght


def test_without_forward():
    class Empty(nn.Module):
        pass

    with pytest.raises(
        NotImplementedError, match=r"Empty has no forward\(self, x\). Write one: what it computes"
    ):
        Empty()(minidl.zeros(1))


def test_buffers():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.plain = minidl.zeros(1)
            self.register_buffer("kept", minidl.zeros(2))
            self.register_buffer("passing", minidl.zeros(3), persistent=False)
            self.register_buffer("later", None)

    net = Net()
    assert list(net.state_dict()) == ["kept"]
    assert [name for name, _ in net.named_buffers()] == ["kept", "passing"]
    net.later = minidl.ones(1)
    assert list(net.state_dict()) == ["kept", "later"]
    net.double()
    assert net.kept.dtype == net.passing.dtype == minidl.float64
    assert net.plain.dtype == minidl.float32
    del net.kept
    assert list(net.state_dict()) == ["later"]
    assert list(net.parameters()) == []
    with pytest.raises(TypeError, match=r"buffer 'x' must be a Tensor, got ndarray"):
        net.register_buffer("x", np.zeros(1))
    with pytest.raises(TypeError, match=r"buffer 'x' must be a Tensor, got Parameter"):
        net.register_buffer("x", nn.Parameter(np.zeros(1)))
    for name, words in (("plain", "has an attribute 'plain' already"), ("forward", "cannot be a name")):
        with pytest.raises(KeyError, match=words):
            net.register_buffer(name, minidl.zeros(1))


def test_parts_by_dotted_name():
    net = block(nn)
    assert net.get_submodule("blocks.1.norm") is net.blocks[1].norm
    assert net.get_submodule("") is net
    assert net.get_parameter("tied.weight") is net.head.weight
    assert net.get_buffer("stem.1.running_mean") is net.stem[1].running_mean
    with pytest.raises(AttributeError, match=r"Net has no parameter 'head.wieght'. There are: stem.0.weight"):
        net.get_parameter("head.wieght")
    with pytest.raises(AttributeError, match=r"Linear has no buffer 'weight'. There are: none"):
        nn.Linear(1, 1).get_buffer("weight")


def test_registering_by_name():
    module = nn.Module()
    module.register_parameter("weight", nn.Parameter(np.ones(2, np.float32)))
    module.register_parameter("bias", None)
    module.add_module("act", nn.ReLU())
    module.register_module("fc", nn.Linear(1, 1))
    assert [n for n, _ in module.named_parameters()] == ["weight", "fc.weight", "fc.bias"]
    assert [n for n, _ in module.named_children()] == ["act", "fc"]
    del module.act
    assert [n for n, _ in module.named_children()] == ["fc"]


# --- hooks --------------------------------------------------------------------------------------


def test_hooks_run_in_order_and_can_be_removed():
    calls, linear = [], nn.Linear(2, 2)
    handles = [
        linear.register_forward_pre_hook(lambda m, inputs: calls.append(("before", len(inputs)))),
        linear.register_forward_hook(lambda m, inputs, output: calls.append(("first", output.shape))),
        linear.register_forward_hook(lambda m, inputs, output: calls.append(("second", m is linear))),
    ]
    linear(minidl.zeros(3, 2))
    assert calls == [("before", 1), ("first", (3, 2)), ("second", True)]
    handles[1].remove()
    handles[1].remove()
    linear(minidl.zeros(3, 2))
    assert [name for name, _ in calls[3:]] == ["before", "second"]


def test_what_hooks_return_replaces_inputs_and_output():
    relu = nn.ReLU()
    relu.register_forward_pre_hook(lambda m, inputs: -inputs[0])
    relu.register_forward_pre_hook(lambda m, inputs: (inputs[0] + 1,))
    relu.register_forward_hook(lambda m, inputs, output: output * 10)
    relu.register_forward_hook(lambda m, inputs, output: None)
    assert relu(minidl.tensor([-2.0, 3.0])).tolist() == [30, 0]


def test_a_hook_may_remove_itself_and_see_keyword_arguments_pass():
    class Scale(nn.Module):
        def forward(self, x, by=1):
            return x * by

    module, calls = Scale(), []

    def once(m, inputs, output):
        calls.append(len(inputs))
        handle.remove()

    handle = module.register_forward_hook(once)
    assert module(minidl.ones(1), by=3).item() == module(minidl.ones(1), by=3).item() == 3
    assert calls == [1]


def test_a_module_may_be_a_hook_without_becoming_a_part():
    class Watch(nn.Module):
        def forward(self, module, inputs, output):
            self.seen = output.shape

    linear, watch = nn.Linear(2, 3), Watch()
    linear.register_forward_hook(watch)
    linear(minidl.zeros(4, 2))
    assert watch.seen == (4, 3)
    assert len(list(linear.parameters())) == 2


# --- modes --------------------------------------------------------------------------------------


def test_train_and_eval_reach_every_part_through_its_own_train():
    class Frozen(nn.Module):
        def __init__(self):
            super().__init__()
            self.drop = nn.Dropout()

        def train(self, mode=True):
            return super().train(False)  # a common way to keep a part in evaluation

    model = nn.Sequential(nn.Dropout(), Frozen(), nn.Sequential(nn.BatchNorm1d(1)))
    assert model.eval() is model
    assert not any(m.training for m in model.modules())
    model.train()
    assert [m.training for m in model.modules()] == [True, True, False, False, True, True]
    with pytest.raises(ValueError, match=r"train: mode is True or False, got Linear"):
        model.train(nn.Linear(1, 1))


def test_apply_goes_inside_out_and_returns_the_model():
    def order(nn):
        seen = []
        model = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU(), nn.Tanh()))
        assert model.apply(lambda m: seen.append(type(m).__name__)) is model
        return seen

    assert order(nn) == ["Linear", "ReLU", "Tanh", "Sequential", "Sequential"] == order(pytorch().nn)


@pytest.mark.parametrize("set_to_none", [True, False])
def test_zero_grad(set_to_none):
    linear = nn.Linear(2, 3)
    linear(minidl.ones(1, 2)).sum().backward()
    linear.zero_grad(set_to_none)
    if set_to_none:
        assert linear.weight.grad is linear.bias.grad is None
    else:
        assert (linear.weight.grad.numpy() == 0).all() and (linear.bias.grad.numpy() == 0).all()


def test_requires_grad_freezes_and_thaws():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    model[0].requires_grad_(False)
    model(minidl.ones(1, 2)).sum().backward()
    assert model[0].weight.grad is None and model[1].weight.grad is not None
    assert all(p.requires_grad for p in model.requires_grad_().parameters())


def test_to_converts_floats_and_their_gradients_only():
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    model(minidl.randn(3, 2)).sum().backward()
    weight = model[0].weight
    for there in (minidl.float64, np.float64, "float64", {"dtype": minidl.float64}, ("cpu", np.float64)):
        model.float()
        settings = there if isinstance(there, dict) else {}
        positions = () if settings else there if isinstance(there, tuple) else (there,)
        assert model.to(*positions, **settings) is model
        assert {t.dtype for t in (*model.parameters(), model[1].running_var)} == {minidl.float64}
        assert weight is model[0].weight and weight.grad.dtype == minidl.float64
        assert model[1].num_batches_tracked.dtype == minidl.int64


def test_devices():
    linear = nn.Linear(1, 1)
    array = linear.weight.data.numpy()
    for move in (
        lambda: linear.to("cpu"),
        lambda: linear.to(device="cpu:0"),
        linear.cpu,
        lambda: linear.to(),
    ):
        assert move() is linear
        assert linear.weight.data.numpy() is array
    assert linear.to(minidl.float32).weight.data.numpy() is array
    for wrong in ("cuda", "cuda:0", "gpu", minidl.int64, bool):
        with pytest.raises(TypeError, match=r"Linear.to: expects float32 or float64 on the CPU, got"):
            linear.to(wrong)
    with pytest.raises(ValueError, match=r"Linear.to: minidl computes on the CPU only, got device 'cuda'"):
        linear.to("cuda", minidl.float64)


# --- copies -------------------------------------------------------------------------------------


def test_deepcopy_is_independent_and_complete():
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).eval()
    model[0].weight.grad = minidl.ones(2, 2)
    twin = copy.deepcopy(model)
    assert not twin.training and isinstance(twin[0].weight, nn.Parameter)
    assert [n for n, _ in twin.named_parameters()] == [n for n, _ in model.named_parameters()]
    assert twin[0].weight.requires_grad and twin[0].weight.grad.tolist() == [[1, 1], [1, 1]]
    nn.init.zeros_(twin[0].weight)
    nn.init.zeros_(twin[1].running_var)
    assert (model[0].weight.data.numpy() != 0).any() and model[1].running_var.tolist() == [1, 1]
    assert list(twin.state_dict()) == list(model.state_dict())


def test_parameter():
    array = np.ones((2, 2), np.float32)
    parameter = nn.Parameter(array)
    assert parameter.data.numpy() is array and parameter.requires_grad and parameter.is_leaf
    assert repr(parameter) == repr(pytorch().nn.Parameter(pytorch().ones(2, 2)))
    assert not nn.Parameter(minidl.zeros(2), requires_grad=False).requires_grad
    computed = minidl.ones(2, requires_grad=True) * 2
    assert nn.Parameter(computed).is_leaf
    assert type(parameter + 1) is minidl.Tensor
    with pytest.raises(TypeError, match=r"only float"):
        nn.Parameter(np.ones(2, int))
    with pytest.raises(TypeError, match=r"Parameter: expects a Tensor or ndarray, got list"):
        nn.Parameter([1.0, 2.0])


def test_a_plain_list_of_parts_that_are_attributes_as_well_is_taken():
    """As in code that names its layers in a loop: setattr(self, f"fc{i}", fc); self.fcs.append(fc)."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.fcs = nn.Linear(2, 2), []
            self.both = [self.first]
            for i in range(2):
                fc = nn.Linear(2, 2)
                setattr(self, f"fc{i}", fc)
                self.fcs.append(fc)

    net = Net()
    assert [name for name, _ in net.named_children()] == ["first", "fc0", "fc1"]
    assert len(list(net.parameters())) == 6
    net.fcs.append(nn.Linear(2, 2))
    with pytest.raises(TypeError, match=r"Net\.fcs: modules inside a plain list are not found"):
        list(net.parameters())
