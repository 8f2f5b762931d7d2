"""Sequential, ModuleList and ModuleDict behave like PyTorch's, and say what they cannot take."""

from collections import OrderedDict, deque

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from tests.parity import pytorch


def both():
    return nn, pytorch().nn


def names(model):
    return [(name, repr(module)) for name, module in model.named_children()]


EDITS = {
    "append": lambda nn, m: m.append(nn.Sigmoid()),
    "append twice": lambda nn, m: m.append(nn.Sigmoid()).append(nn.ReLU()),
    "extend": lambda nn, m: m.extend([nn.ReLU(), nn.Tanh()]),
    "insert at the front": lambda nn, m: m.insert(0, nn.Sigmoid()),
    "insert inside": lambda nn, m: m.insert(2, nn.Sigmoid()),
    "insert at the end": lambda nn, m: m.insert(3, nn.Sigmoid()),
    "pop": lambda nn, m: m.pop(1),
    "pop the last": lambda nn, m: m.pop(-1),
    "delete": lambda nn, m: m.__delitem__(0),
    "delete from behind": lambda nn, m: m.__delitem__(-1),
    "delete a slice": lambda nn, m: m.__delitem__(slice(0, 2)),
    "set": lambda nn, m: m.__setitem__(1, nn.Sigmoid()),
    "set from behind": lambda nn, m: m.__setitem__(-1, nn.Sigmoid()),
    "add in place": lambda nn, m: m.__iadd__(
        type(m)(*[[nn.ReLU()]] if type(m).__name__ == "ModuleList" else [nn.ReLU()])
    ),
}


def make(nn, kind):
    layers = [nn.Linear(2, 3), nn.ReLU(), nn.Tanh()]
    return nn.Sequential(*layers) if kind == "Sequential" else nn.ModuleList(layers)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kind", ["Sequential", "ModuleList"])
def test_edits_as_in_pytorch(kind, edit):
    results = []
    for library in both():
        model = make(library, kind)
        EDITS[edit](library, model)
        results.append((names(model), len(model), [repr(m) for m in model], list(model.state_dict())))
    assert results[0] == results[1]


@pytest.mark.parametrize("index", [0, -1, slice(1, None), slice(None, -1), slice(None, None, 2), slice(5, 9)])
@pytest.mark.parametrize("kind", ["Sequential", "ModuleList"])
def test_indices_and_slices_as_in_pytorch(kind, index):
    ours, theirs = (make(library, kind)[index] for library in both())
    assert repr(ours) == repr(theirs)
    assert names(ours) == names(theirs)
    model = make(nn, kind)
    part = model[index]
    assert all(any(m is n for n in model) for m in (part if isinstance(index, slice) else [part]))


def test_adding_two():
    for kind in ("Sequential", "ModuleList"):
        ours, theirs = (make(library, kind) + make(library, kind) for library in both())
        assert names(ours) == names(theirs)


def test_named_parts():
    def model(nn):
        return nn.Sequential(
            OrderedDict([("fc", nn.Linear(2, 2)), ("act", nn.ReLU()), ("out", nn.Linear(2, 1))])
        )

    ours, theirs = (model(library) for library in both())
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert names(ours[1:]) == names(theirs[1:])
    assert ours.fc is ours[0]
    assert names(nn.Sequential({"fc": nn.ReLU()})) == [("fc", "ReLU()")]


def test_the_same_module_twice_runs_twice_and_is_listed_once():
    def model(nn):
        act = nn.ReLU()
        return nn.Sequential(nn.Linear(1, 1), act, nn.Linear(1, 1), act)

    ours, theirs = (model(library) for library in both())
    assert len(ours) == len(theirs) == 4
    assert len(list(ours.children())) == len(list(theirs.children())) == 3
    assert [n for n, _ in ours.named_modules()] == [n for n, _ in theirs.named_modules()]
    assert repr(ours) == repr(theirs)
    twice = nn.Sequential(*[lambda_module(lambda x: x * 3)] * 2)
    assert twice(minidl.ones(1)).item() == 9


def lambda_module(function):
    class Lambda(nn.Module):
        def forward(self, x):
            return function(x)

    return Lambda()


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_list_abbreviates_repetition(count):
    def model(nn):
        alike = [nn.Sequential(nn.Linear(2, 2), nn.ReLU()) for _ in range(count)]
        return nn.ModuleList([*alike, nn.Tanh(), nn.Tanh(), nn.ReLU()][: count + 3 if count else 0])

    ours, theirs = (model(library) for library in both())
    assert repr(ours) == repr(theirs)


def test_an_empty_sequential_is_the_identity():
    x = minidl.ones(2)
    assert nn.Sequential()(x) is x
    assert len(nn.ModuleList()) == len(nn.ModuleList(None)) == 0


def test_a_slice_of_a_subclass_is_a_plain_sequential():
    class Net(nn.Sequential):
        def __init__(self, width):
            super().__init__(nn.Linear(1, width), nn.ReLU(), nn.Linear(width, 1))

    part = Net(4)[:2]
    assert type(part) is nn.Sequential and part(minidl.ones(5, 1)).shape == (5, 4)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: nn.Sequential(nn.ReLU), r"Sequential: expects modules, got the class ReLU. Try ReLU\(...\)"),
        (
            lambda: nn.ModuleList([nn.ReLU]),
            r"ModuleList: expects modules, got the class ReLU. Try ReLU\(...\)",
        ),
        (lambda: nn.Sequential({"act": nn.ReLU}), r"got the class ReLU. Try ReLU\(...\)"),
        (lambda: nn.Sequential(F.relu), "expects modules, got function. Write nn.ReLU"),
        (lambda: nn.Sequential([nn.ReLU()]), r"expects modules, got list. Write Sequential\(\*modules\)"),
        (lambda: nn.ModuleList([3]), "ModuleList: expects modules, got int"),
        (
            lambda: nn.ModuleList(nn.ReLU()),
            r"expects a list of modules, got ReLU. Put it in brackets: \[module\]",
        ),
        (lambda: nn.Sequential(nn.ReLU()).insert(0, None), "expects modules, got NoneType"),
        (lambda: nn.Sequential(nn.ReLU()).__setitem__(0, F.relu), "expects modules, got function"),
    ],
)
def test_what_is_no_module_is_refused(build, words):
    with pytest.raises(TypeError, match=words):
        build()


def test_numbers_that_do_not_exist():
    model = nn.Sequential(nn.ReLU())
    with pytest.raises(IndexError, match=r"Sequential: there are 1 modules, none has number 3"):
        model[3]
    with pytest.raises(IndexError, match=r"Sequential: there are 1 modules, none has number -2"):
        model[-2] = nn.ReLU()
    with pytest.raises(IndexError):
        del model[1]


def test_a_list_cannot_be_called():
    with pytest.raises(NotImplementedError, match=r"ModuleList is a list and computes nothing. Loop over it"):
        nn.ModuleList([nn.ReLU()])(minidl.ones(1))


# --- ModuleDict -------------------------------------------------------------------------------------

DICT_EDITS = {
    "set a new one": lambda nn, m: m.__setitem__("new", nn.Sigmoid()),
    "replace one": lambda nn, m: m.__setitem__("act", nn.Sigmoid()),
    "update": lambda nn, m: m.update({"b": nn.ReLU(), "act": nn.Sigmoid(), "a": nn.Tanh()}),
    "update with pairs": lambda nn, m: m.update([("z", nn.ReLU()), ["fc", nn.Sigmoid()]]),
    "update with another": lambda nn, m: m.update(nn.ModuleDict({"z": nn.ReLU(), "y": nn.Tanh()})),
    "pop": lambda nn, m: m.pop("act"),
    "pop and put back": lambda nn, m: m.__setitem__("fc", m.pop("fc")),
    "delete": lambda nn, m: m.__delitem__("fc"),
    "clear": lambda nn, m: m.clear(),
    "nothing": lambda nn, m: None,
}


@pytest.mark.parametrize("edit", DICT_EDITS)
def test_edits_of_a_dict(edit):
    found = []
    for library in both():
        model = library.ModuleDict({"fc": library.Linear(2, 3), "act": library.ReLU(), "out": library.Tanh()})
        result = DICT_EDITS[edit](library, model)
        entries = [list(model), list(model.keys()), [repr(v) for v in model.values()], len(model)]
        entries += [[(k, repr(v)) for k, v in model.items()], "act" in model, "training" in model]
        entries += [repr(result), repr(model), names(model), list(model.state_dict())]
        found.append(entries)
    assert found[0] == found[1]


def test_modules_of_a_dict_are_trained():
    model = nn.ModuleDict({"fc": nn.Linear(2, 3)})
    assert model["fc"].weight is next(model.parameters())
    assert not model.eval()["fc"].training
    assert len(nn.ModuleDict()) == len(nn.ModuleDict(None)) == 0
    assert nn.ModuleDict([("fc", nn.ReLU())])["fc"](minidl.ones(1)).item() == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda m: m["fx"], KeyError, "ModuleDict: there is no 'fx', only 'fc', 'act'"),
        (lambda m: m["training"], KeyError, "there is no 'training'"),
        (lambda m: m.pop("fx"), KeyError, "there is no 'fx'"),
        (lambda m: m.__delitem__("keys"), KeyError, "there is no 'keys'"),
        (
            lambda m: m.__setitem__("keys", nn.ReLU()),
            KeyError,
            "ModuleDict has an attribute 'keys' already. Choose another",
        ),
        (lambda m: m.__setitem__("a.b", nn.ReLU()), KeyError, "'a.b' cannot be a name: .*has a dot"),
        (lambda m: m.__setitem__("", nn.ReLU()), KeyError, "'' cannot be a name: it is empty"),
        (lambda m: m.__setitem__(0, nn.ReLU()), TypeError, "ModuleDict: names are strings, got int"),
        (lambda m: m.__setitem__("b", nn.ReLU), TypeError, "ModuleDict: expects modules, got the class ReLU"),
        (lambda m: m.__setitem__("b", F.relu), TypeError, "ModuleDict: expects modules, got function"),
        (lambda m: m.update(3), TypeError, "ModuleDict: expects a dict, got int"),
        (lambda m: m.update([nn.ReLU()]), TypeError, r"expects pairs of a name and a value, got ReLU\(\)"),
        (lambda m: m(minidl.ones(1)), NotImplementedError, "ModuleDict has no forward"),
    ],
)
def test_errors_of_a_dict(call, error, words):
    model = nn.ModuleDict({"fc": nn.Linear(2, 3), "act": nn.ReLU()})
    with pytest.raises(error, match=words):
        call(model)
    assert list(model) == ["fc", "act"]


@pytest.mark.parametrize("name", ["", "a.b", "forward", "training", "_buffer_names"])
def test_names_that_would_lose_weights_or_change_what_is_computed(name):
    """As a part's name in a Sequential, and wherever a name can be registered; PyTorch refuses them, too."""
    for register in (
        lambda: nn.Sequential(OrderedDict({name: nn.Linear(2, 2)})),
        lambda: nn.Module().add_module(name, nn.Linear(2, 2)),
        lambda: nn.Module().register_parameter(name, nn.Parameter(minidl.ones(2))),
        lambda: nn.Module().register_parameter(name, None),
        lambda: nn.Module().register_buffer(name, minidl.ones(2)),
        lambda: setattr(nn.Module(), name, nn.Linear(2, 2)),
        lambda: setattr(nn.Module(), name, nn.Parameter(minidl.ones(2))),
    ):
        with pytest.raises(
            KeyError, match="cannot be a name: it is empty, has a dot, or every module has it"
        ):
            register()


def test_names_that_are_in_use():
    for register in (nn.Sequential.add_module, nn.ModuleList.add_module):
        with pytest.raises(KeyError, match="has an attribute 'append' already"):
            register(nn.Sequential(), "append", nn.ReLU())
    module = nn.Module()
    module.rate = 3
    for register, value in (
        (module.register_module, nn.ReLU()),
        (module.register_parameter, nn.Parameter(minidl.ones(1))),
        (module.register_buffer, minidl.ones(1)),
    ):
        with pytest.raises(KeyError, match=r"Module has an attribute 'rate' already\. Choose another name"):
            register("rate", value)
    module.register_module("part", nn.ReLU())
    module.register_module("part", nn.Tanh())  # one of the same kind is replaced, as in PyTorch
    with pytest.raises(KeyError, match="has an attribute 'part' already"):
        module.register_buffer("part", minidl.ones(1))
    assert list(dict(module.named_children())) == ["part"]


@pytest.mark.parametrize(
    ("register", "words"),
    [
        (
            lambda m: m.register_parameter("a", minidl.ones(2)),
            "parameter 'a' must be a Parameter, got Tensor",
        ),
        (lambda m: m.register_module("a", 3), "module 'a' must be a Module, got int"),
        (lambda m: m.register_buffer("a", 3.0), "buffer 'a' must be a Tensor, got float"),
        (lambda m: m.register_module(3, nn.ReLU()), "names are strings, got int"),
    ],
)
def test_only_what_it_says_is_registered(register, words):
    module = nn.Module()
    with pytest.raises(TypeError, match=f"Module: {words}"):
        register(module)
    assert not module.state_dict() and not list(module.children())


@pytest.mark.parametrize("index", [99, -5, 4])
def test_a_place_that_there_is_not(index):
    model = make(nn, "ModuleList")
    with pytest.raises(IndexError, match=rf"there are 3 modules, none can be put in at {index}. Try append"):
        model.insert(index, nn.ReLU())
    assert len(model) == 3


def test_a_module_inside_itself():
    module = nn.Module()
    with pytest.raises(ValueError, match=r"Module\.m: a module cannot be a part of itself"):
        module.m = module
    outer = nn.Sequential(nn.Sequential(module))
    with pytest.raises(ValueError, match="cannot be a part of itself"):
        module.m = outer
    with pytest.raises(ValueError, match="cannot be a part of itself"):
        outer.append(outer)
    outer.eval()


HIDING = {
    "a list in a list": lambda part: [[part]],
    "a dict of lists": lambda part: {"a": [part]},
    "a set": lambda part: {part},
    "a deque": lambda part: deque([part]),
    "an array": lambda part: object_array(part),
    "behind many": lambda part: [None] * 200 + [part],
    "in a list that holds itself": lambda part: holding_itself(part),
}


def object_array(part):
    held = np.empty(2, dtype=object)
    held[1] = part
    return held


def holding_itself(part):
    held = [1, 2.0]
    held += [held, part]
    return held


@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("part", [nn.ReLU(), nn.Parameter(minidl.ones(1))], ids=["module", "parameter"])
def test_parts_that_are_hidden_deeper(hide, part):
    with pytest.raises(
        TypeError, match=r"Module.held: (modules|parameters) inside a plain \w+ are not found"
    ):
        nn.Module().held = hide(part)


def test_numbers_and_arrays_in_lists_are_no_matter():
    module = nn.Module()
    module.losses, module.table = [0.5] * 1000 + [np.ones(3)], {"a": ({1, 2}, ["b"], np.array([None, "c"]))}
    assert not list(module.parameters())


# --- parameters -------------------------------------------------------------------------------------


def test_lists_and_dicts_of_parameters_are_pytorchs():
    torch = pytorch()

    def model(m):
        class Net(m.nn.Module):
            def __init__(self):
                super().__init__()
                self.scales = m.nn.ParameterList([m.nn.Parameter(m.ones(2, 3)), m.zeros(4)])
                self.scales.append(m.nn.Parameter(m.ones(1), requires_grad=False))
                self.scales += [m.ones(2)]
                self.scales[1] = m.nn.Parameter(m.ones(5))
                self.named = m.nn.ParameterDict({"b": m.ones(3), "a": m.nn.Parameter(m.ones(2, 2))})
                self.named["c"] = m.zeros(2)
                self.named.update([("z", m.zeros(1)), ("y", m.zeros(3))])
                self.named.pop("z")

        net = Net()
        ordered = m.nn.ParameterDict(net.named)
        found = [
            repr(part).replace("torch.", "").replace("FloatTensor", "float32")
            for part in (net.scales, net.named)
        ]
        found += [[(n, tuple(p.shape), p.requires_grad) for n, p in net.named_parameters()]]
        found += [list(net.state_dict()), list(net.named), list(ordered), len(net.scales), len(net.named)]
        found += [[tuple(p.shape) for p in net.scales], [tuple(p.shape) for p in net.scales[1:3]]]
        found += [tuple(net.scales[-1].shape), "a" in net.named, "z" in net.named, list(net.named.keys())]
        found += [[n for n, _ in net.named.items()], [tuple(p.shape) for p in net.named.values()]]
        return [*found, [n for n, _ in net.named_modules()]]

    assert model(minidl) == model(torch)


def test_parameters_in_a_list_are_trained_and_no_others_are_taken():
    weights = nn.ParameterList([minidl.ones(2) for _ in range(3)])
    sum([w.sum() * i for i, w in enumerate(weights)]).backward()
    assert [w.grad.tolist() for w in weights] == [[0, 0], [1, 1], [2, 2]]
    with pytest.raises(TypeError, match="Parameter: expects a Tensor or ndarray, got Linear"):
        nn.ParameterList([nn.Linear(1, 1)])
    with pytest.raises(KeyError, match="ParameterDict: there is no 'b', only 'a'"):
        nn.ParameterDict({"a": minidl.ones(2)})["b"]
    with pytest.raises(KeyError, match=r"'x\.y' cannot be a name"):
        nn.ParameterDict({"x.y": minidl.ones(2)})
