"""Which cells a convolution leaves unread, measured."""

from .... import ones
from ....nn.functional import conv1d


def unread(N: int, K: int, S: int = 1, P: int = 0) -> list[int]:
    """The cells of a row that no window reads: the output's gradient does not reach them."""
    row = ones(1, 1, N, requires_grad=True)
    conv1d(row, ones(1, 1, K), stride=S, padding=P).sum().backward()
    return [i for i, gradient in enumerate(row.grad[0, 0].tolist()) if gradient == 0]
