"""Looking into models: gradients, sizes and costs, receptive fields, graphs, and where a NaN comes from."""

from ..autograd.gradcheck import GradcheckError, gradcheck
from .graph import Graph, graph
from .nan import NanError, find_nan
from .receptive_field import Field, effective_receptive_field, receptive_field
from .summary import Summary, summary
