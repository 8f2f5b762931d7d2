"""All derivatives of a function at once: the Jacobian, and of a function with one result the Hessian."""

from ..functions import WORDS
from ..recording import enable_grad
from ..tensor import Tensor
from .gradients import grad


@enable_grad()
def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """∂func/∂input, shaped (*output, *input); tuples of them for several inputs or outputs.

    PyTorch's settings of how it is computed (`strict`, `vectorize`, `strategy`) change nothing here.
    """
    several = isinstance(inputs, (tuple, list))
    inputs = [x if create_graph and x.requires_grad else x.detach().requires_grad_() for x in _tuple(inputs)]
    outputs = func(*inputs)
    found = [_of_one(y, inputs, create_graph) for y in _tuple(outputs)]
    found = found if several else [row[0] for row in found]
    return tuple(found) if isinstance(outputs, (tuple, list)) else found[0]


def _of_one(output, inputs, create_graph):
    rows = [_gradients(number, inputs, create_graph) for number in output.reshape(-1)]
    columns = [WORDS["stack"](column) for column in zip(*rows)]
    return tuple([c.reshape((*output.shape, *x.shape)) for c, x in zip(columns, inputs)])


def _gradients(number, inputs, create_graph):
    found = [None] * len(inputs)
    if number.requires_grad:
        found = grad(number, inputs, retain_graph=True, create_graph=create_graph, allow_unused=True)
    return [x.detach() * 0 if g is None else g for g, x in zip(found, inputs)]


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy=""):
    """∂²func/∂input∂input of a function with one number as its result; see `jacobian`."""

    def gradient(*inputs):
        value = func(*inputs)
        if not isinstance(value, Tensor) or value.numel() != 1:
            got = getattr(value, "shape", type(value).__name__)
            raise RuntimeError(f"hessian: func must return one number, got {got}. Try .sum(), or jacobian.")
        found = _gradients(value.reshape(()), inputs, True)
        return tuple(found) if several else found[0]

    several = isinstance(inputs, (tuple, list))
    return jacobian(gradient, inputs, create_graph)


def _tuple(values):
    return tuple(values) if isinstance(values, (tuple, list)) else (values,)
