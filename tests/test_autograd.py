"""autograd.grad and .backward, hooks, functions of one's own, nodes, modes: the same as PyTorch."""

import numpy as np
import pytest

import minidl
from minidl import autograd, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from tests.parity import both_refuse, needs_torch, numbers, same, torch


def both():
    return [minidl] if torch is None else [minidl, torch]


# --- autograd.grad ----------------------------------------------------------------------------------------


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "y = (x * w).sum(); m.autograd.grad(y, x), m.autograd.grad((x * w).sum(), [w, x])",
        "y = x * w; m.autograd.grad(y, [x], m.ones(3, dtype=m.float64))",
        "y = x * w; z = y * y; m.autograd.grad(z.sum(), y)",
        "y = x * w; z = (y * y).sum(); m.autograd.grad(z, [y, x, w], retain_graph=True), m.autograd.grad(z, [x])",
        "y = x * w; z = (y * y + x).sum(); m.autograd.grad(z, (y, x))",
        "y = x * 2; m.autograd.grad(y.sum(), [w, x], allow_unused=True)[1]",
        "m.autograd.grad([(x * w).sum(), (w * w).sum()], [x, w])",
        "m.autograd.grad([x * w, x * 2], [x], [m.ones(3).double(), m.ones(3).double()])",
        "m.autograd.grad(x.sum(), x), m.autograd.grad((x * w).sum(), [x, x])",
        "y = x * w; z = y.exp(); m.autograd.grad(z.sum(), y), m.autograd.grad(y.sum(), x)",
        "y = x * w; y.sum().backward(retain_graph=True); m.autograd.grad(y.sum(), x)",
        "m.autograd.backward([(x * w).sum(), (w * w).sum()]); x.grad, w.grad",
        "m.autograd.backward(x * w, m.ones(3).double()); x.grad, w.grad",
    ],
)
def test_gradients_of_chosen_tensors(code):
    same(code, x=numbers(3), w=numbers(3, seed=1))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.autograd.grad((x * 2).sum(), [w])",
        "m.autograd.grad(x.detach().sum(), [x])",
        "m.autograd.grad((x * 2).sum(), [x.detach()])",
        "m.autograd.grad(x * 2, [x])",
        "y = (x * w).sum(); m.autograd.grad(y, x); m.autograd.grad(y, x)",
        "m.autograd.grad((x * w).sum(), x, retain_graph='no')",
    ],
)
def test_what_has_no_gradient_is_refused(code):
    both_refuse(code, x=numbers(3), w=numbers(3, seed=1))


def test_grad_changes_no_grad_and_says_what_is_wrong():
    x, w = minidl.ones(2, requires_grad=True), minidl.ones(2, requires_grad=True)
    (g,) = autograd.grad((x * w).sum(), x)
    g += 1
    assert x.grad is None and w.grad is None and w.tolist() == [1, 1]
    for call, message in [
        (lambda: autograd.grad((x * 2).sum(), w), r"grad: the outputs do not depend.*allow_unused=True"),
        (
            lambda: autograd.grad(x.sum(), [3]),
            r"grad: inputs must be tensors that require a gradient, got int",
        ),
        (lambda: autograd.grad(x.sum(), minidl.ones(2)), r"got one that does not. Try .requires_grad_\(\)"),
    ]:
        with pytest.raises((RuntimeError, TypeError), match=message):
            call()
    y = (x * w).sum()
    autograd.grad(y, x)
    with pytest.raises(RuntimeError, match="already used and freed"):
        autograd.grad(y, x)
    with pytest.raises(TypeError, match="grad: create_graph must be True or False, got 'no'"):
        autograd.grad(x.sum(), x, create_graph="no")
    with pytest.raises(TypeError, match="backward: retain_graph must be True or False, got 'no'"):
        x.sum().backward(retain_graph="no")
    with pytest.raises(TypeError, match="requires_grad_: requires_grad must be True or False, got 'no'"):
        x.requires_grad = "no"


def test_only_what_leads_to_the_inputs_is_computed():
    called = []

    def noting(x):
        return x * 2, lambda g, need: (called.append(1) or 2 * g,)

    x, w = minidl.ones(2, requires_grad=True), minidl.ones(2, requires_grad=True)
    side = minidl.tensor([1.0, 2.0], requires_grad=True)
    y = minidl.tensor([0.0, 0.0]) + side
    y = minidl.nn.functional.relu(y)
    other = minidl.stack([y, w])
    from minidl.tensor import apply

    long_way = apply(noting, w)
    autograd.grad((x * long_way + other.sum()).sum(), x)
    assert not called
    long_way.sum().backward()  # not freed: the gradient never went there
    assert called and w.grad.tolist() == [2, 2]


# --- hooks ------------------------------------------------------------------------------------------------


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "h = x.register_hook(lambda g: g * 2); x * w",
        "h = x.register_hook(lambda g: g * 2); x * w + x * x",
        "h = x.register_hook(lambda g: None); x * w",
        "y = x * w; h = y.register_hook(lambda g: g * 10); y.exp() + y",
        "y = x * w; h = y.register_hook(lambda g: g.clamp(-1, 1)); h.remove(); y * y",
        "y = x * w; y.retain_grad(); h = y.register_hook(lambda g: g * 3); (y * y).sum().backward(); y.grad, x.grad",
        "y = x * w; y.register_hook(lambda g: g * 3); y.register_hook(lambda g: g + 1); y * 2",
        "x.register_hook(lambda g: g * 2); y = (x * x).sum(); m.autograd.grad(y, x)",
        "x.register_hook(lambda g: g * 2); x.sum().backward(); x.sum().backward(); x.grad",
        "y = x * 1; y.register_hook(lambda g: g * 5); y += w; y * y",
        "x.register_hook(lambda g: g * 2); x.backward(m.ones(3).double()); x.grad",
    ],
)
def test_hooks_on_tensors(code):
    same(code, x=numbers(3), w=numbers(3, seed=1))


def test_a_leafs_hook_hears_its_whole_gradient_once():
    for library in both():
        heard, x = [], library.tensor([1.0, 2.0], requires_grad=True)
        x.register_hook(lambda g, heard=heard: heard.append(g.tolist()))
        (x * x + x * 3 + x.exp() * 0).sum().backward()
        assert heard == [[5, 7]]


def test_hooks_are_checked():
    x = minidl.ones(2, requires_grad=True)
    with pytest.raises(
        RuntimeError, match=r"register_hook: this tensor requires no gradient. Try .requires_grad_"
    ):
        minidl.ones(2).register_hook(print)
    with pytest.raises(TypeError, match="register_hook: hook must be a function of the gradient, got int"):
        x.register_hook(3)
    for wrong, got in ((lambda g: 5, "int"), (lambda g: g.sum(), r"\(\)")):
        handle = x.register_hook(wrong)
        with pytest.raises(ValueError, match=rf"return None or a gradient of shape \(2,\), got {got}"):
            x.sum().backward()
        handle.remove()


def test_a_hook_that_changes_its_gradient_in_place_harms_no_other():
    x, w = minidl.ones(2, requires_grad=True), minidl.ones(2, requires_grad=True)
    y = x + w
    x.register_hook(lambda g: g.mul_(0))
    y.sum().backward()
    assert w.grad.tolist() == [1, 1]


# --- functions of one's own -------------------------------------------------------------------------------


def functions(m):
    class Square(m.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return 2 * x * gradient

    class ScaledProduct(m.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor, w):
            ctx.factor = factor
            ctx.save_for_backward(x, w)
            return factor * x * w

        @staticmethod
        def backward(ctx, gradient):
            x, w = ctx.saved_tensors
            gx = ctx.factor * w * gradient if ctx.needs_input_grad[0] else None
            return gx, None, ctx.factor * x * gradient if ctx.needs_input_grad[2] else None

    class Reverse(m.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.view_as(x) if hasattr(x, "view_as") else x

        @staticmethod
        def backward(ctx, gradient):
            return -gradient

    class Exp(m.autograd.Function):
        @staticmethod
        def forward(x):
            return x.exp()

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(output)

        @staticmethod
        def backward(ctx, gradient):
            return gradient * ctx.saved_tensors[0]

    class Step(m.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = (x > 0).to(x.dtype)
            ctx.mark_non_differentiable(y)
            return y

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    class Ends(m.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            largest = x.argmax()
            ctx.save_for_backward(x)
            ctx.mark_non_differentiable(largest)
            return x.min() * 2, largest, x.flip(0)

        @staticmethod
        def backward(ctx, lowest, largest, flipped):
            (x,) = ctx.saved_tensors
            return (x == x.min()).to(x.dtype) * lowest * 2 + flipped.flip(0)

    return Square, ScaledProduct, Reverse, Exp, Step, Ends


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "Square.apply(x)",
        "Square.apply(Square.apply(x)) + x",
        "ScaledProduct.apply(x, 3, w), ScaledProduct.apply(x.detach(), 2.5, w), ScaledProduct.apply(x, 1, w.detach())",
        "Reverse.apply(x) * w",
        "Reverse.apply(x * 1)",
        "Exp.apply(x * w)",
        "Step.apply(x), Step.apply(x).requires_grad",
        "Square.apply(x.detach()), Square.apply(x.detach()).requires_grad",
        "Ends.apply(x)",
        "low, _, back = Ends.apply(x * w); low * back",
        "Ends.apply(x)[2] * w",
        "m.stack(Ends.apply(x.detach())[:1]), Ends.apply(x)[1].requires_grad",
        "y = Square.apply(x); y.grad_fn.name() == 'SquareBackward', y.is_leaf",
    ],
)
def test_functions_of_ones_own(code):
    code = "Square, ScaledProduct, Reverse, Exp, Step, Ends = functions(m); " + code
    same(code.replace("functions(m)", "f(m)"), x=numbers(3), w=numbers(3, seed=1), f=functions)


def test_functions_of_ones_own_are_checked():
    Square = functions(minidl)[0]

    class TooFew(Square):
        @staticmethod
        def forward(ctx, x, w):
            return x * w

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    class NoTensor(Square):
        @staticmethod
        def forward(ctx, x):
            return x.numpy()

    x = minidl.ones(2, requires_grad=True)
    with pytest.raises(
        RuntimeError, match=r"TooFew: backward must return a gradient or None for each of 2 .* got 1"
    ):
        TooFew.apply(x, x).sum().backward()
    with pytest.raises(TypeError, match="NoTensor: forward must return Tensors, got ndarray"):
        NoTensor.apply(minidl.ones(2))
    y = Square.apply(x)
    with no_grad():
        x += 1
    with pytest.raises(RuntimeError, match=r"Square needs a value of shape .* changed in place"):
        y.sum().backward()
    with pytest.raises(NotImplementedError, match=r"A Function needs a static forward\(ctx, ...\)"):
        autograd.Function.apply(x)


# --- nodes ------------------------------------------------------------------------------------------------

NAMES = [
    *(
        "x + 1",
        "x - 1",
        "x * x",
        "x / 2",
        "x ** x",
        "-x",
        "x.abs()",
        "x.exp()",
        "x.log()",
        "x.sqrt()",
        "x.sin()",
    ),
    *("x.tanh()", "x.sigmoid()", "x.relu()", "x.sum()", "x.sum(0)", "x.mean()", "x.mean(1)", "x.prod()"),
    *(
        "x.amax(1)",
        "x.var()",
        "x.std(0)",
        "x.reshape(6)",
        "x.permute(1, 0)",
        "x.expand(2, 2, 3)",
        "x[0]",
        "x[:, 1:]",
    ),
    *(
        "x[0, 1]",
        "x[None]",
        "x.clone()",
        "x.double() * 1",
        "x @ x.T",
        "x @ x[0]",
        "x[0] @ x[0]",
        "m.cat([x, x])",
    ),
    *("m.where(x > 0, x, x)", "m.maximum(x, x)", "x.flip(0)", "m.nn.functional.linear(x, x)", "x % 2"),
    *("m.nn.functional.linear(x, x, x[0, :2])", "m.nn.functional.softmax(x, 1)", "m.nn.functional.gelu(x)"),
    *("m.nn.functional.log_softmax(x, 1)", "m.nn.functional.mse_loss(x, x.detach())"),
    *(
        "m.nn.functional.cross_entropy(x, m.tensor([0, 1]))",
        "m.nn.functional.conv2d(x[None, None], x[None, None])",
    ),
    "m.nn.functional.max_pool2d(x[None, None], 2)",
]


@needs_torch
@pytest.mark.parametrize("code", NAMES)
def test_nodes_have_pytorchs_names(code):
    names = []
    for m in (minidl, torch):
        x = m.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
        names.append(eval(code, {"m": m, "x": x}).grad_fn.name())
    assert names[0] == names[1]


@needs_torch
def test_the_graph_can_be_walked_by_hand():
    for m in (minidl, torch):
        x = m.tensor([1.0, 2.0], requires_grad=True)
        node = ((x * 3).exp() + 1).sum().grad_fn
        assert repr(node).startswith("<SumBackward0 object at 0x")
        names = []
        while node.next_functions:
            names.append((node.name(), len(node.next_functions)))
            node = next(n for n, number in node.next_functions if n is not None)
        assert node.variable is x and node.name() == "torch::autograd::AccumulateGrad"
        assert names[0] == ("SumBackward0", 1) and [n for n, _ in names[1:]] == [
            *("AddBackward0", "ExpBackward0", "MulBackward0")
        ]
        assert repr(node).startswith("<AccumulateGrad object at 0x") and x.grad_fn is None


# --- modes ------------------------------------------------------------------------------------------------


def test_modes_of_recording():
    for library in both():
        x = library.ones(2, requires_grad=True)
        on = library.is_grad_enabled
        with library.inference_mode():
            assert not (x * 2).requires_grad and not on()
        with library.no_grad(), library.inference_mode(False):
            pass
        with library.set_grad_enabled(False):
            assert not on()
            with library.set_grad_enabled(True):
                assert (x * 2).requires_grad
            assert not on()
        assert on()
        library.set_grad_enabled(False)
        assert not (x * 2).requires_grad
        library.set_grad_enabled(True)
        assert (x * 2).requires_grad

        @library.set_grad_enabled(False)
        def off(on=on):
            return on()

        @library.inference_mode()
        def inference(on=on):
            return on()

        assert on() and not off() and not inference() and on()
        assert not off()


def test_modes_are_checked():
    for mode in ("no", 1, None):
        with pytest.raises(TypeError, match="set_grad_enabled: mode must be True or False"):
            set_grad_enabled(mode)
        with pytest.raises(TypeError, match="inference_mode: mode must be True or False"):
            inference_mode(mode)
    assert is_grad_enabled()


def test_a_graph_cut_by_inference_mode_has_no_gradient():
    x = minidl.ones(2, requires_grad=True)

    @inference_mode
    def twice(t):
        return t * 2

    assert not twice(x).requires_grad
    with pytest.raises(RuntimeError, match="does not require a gradient"):
        twice(x).sum().backward()
    np.testing.assert_array_equal(twice(x).numpy(), [2, 2])
