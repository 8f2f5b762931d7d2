"""Losses as modules: the functions of `functional/*_losses.py` and `cross_entropy.py` with their settings."""

from ..checks import choice, number
from ..tensor import Tensor
from . import functional as F
from .functional.reduction import REDUCTIONS, check_constant
from .settled import Settled


class _Loss(Settled):
    """`weights` become buffers. Arguments that PyTorch has retired are not taken: `MSELoss(p, t)` fails."""

    reductions = REDUCTIONS

    def __init__(self, *data, reduction, weights=None, **settings):
        who, weights = type(self).__name__, weights or {}
        choice(who, "reduction", reduction, self.reductions)
        super().__init__(*data, reduction=reduction, **settings)
        for name, weight in weights.items():
            self.register_buffer(name, weight)
        check_constant(who, **weights)
        self._settings += weights

    def extra_repr(self):
        return ""


class _PlainLoss(_Loss):
    def __init__(self, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction)


def _per_class(who, weight):
    """A weight for each class: anything else was meant for the call."""
    if getattr(weight, "ndim", 1) != 1:
        raise ValueError(
            f"{who}: weight is one number for each class, got shape {tuple(weight.shape)}. Make the layer "
            f"first: {who}()(prediction, target)."
        )
    return {"weight": weight}


class MSELoss(_PlainLoss):
    """(1/n) Σ (input − target)²: see `F.mse_loss`."""

    function = staticmethod(F.mse_loss)


class L1Loss(_PlainLoss):
    """(1/n) Σ |input − target|: see `F.l1_loss`."""

    function = staticmethod(F.l1_loss)


class SmoothL1Loss(_Loss):
    """Squares below beta, absolute errors above: see `F.smooth_l1_loss`."""

    function = staticmethod(F.smooth_l1_loss)

    def __init__(self, *data, reduction: str = "mean", beta: float = 1.0):
        super().__init__(*data, reduction=reduction, beta=number("SmoothL1Loss", "beta", beta, 0))


class HuberLoss(_Loss):
    """Squares below delta, absolute errors above: see `F.huber_loss`."""

    function = staticmethod(F.huber_loss)

    def __init__(self, reduction: str = "mean", delta: float = 1.0):
        super().__init__(reduction=reduction, delta=number("HuberLoss", "delta", delta, above=0))


class CosineSimilarity(Settled):
    """The cosine of the angle between x₁ and x₂ along `dim`: see `F.cosine_similarity`."""

    function = staticmethod(F.cosine_similarity)

    def __init__(self, dim: int = 1, eps: float = 1e-8):
        super().__init__(dim=dim, eps=eps)

    def extra_repr(self):
        return ""


class CrossEntropyLoss(_Loss):
    """−log softmax(input)[target]: takes logits (N, C) and labels (N); see `F.cross_entropy`."""

    function = staticmethod(F.cross_entropy)

    def __init__(
        self, weight: Tensor | None = None, *data, ignore_index: int = -100, reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):  # fmt: skip
        settings = {"ignore_index": ignore_index, "label_smoothing": label_smoothing}
        weights = _per_class("CrossEntropyLoss", weight)
        super().__init__(*data, reduction=reduction, weights=weights, **settings)
        number("CrossEntropyLoss", "label_smoothing", self.label_smoothing, 0, 1)


class NLLLoss(_Loss):
    """−input at the label: takes log-probabilities (N, C) and labels (N); see `F.nll_loss`."""

    function = staticmethod(F.nll_loss)

    def __init__(
        self, weight: Tensor | None = None, *data, ignore_index: int = -100, reduction: str = "mean",
    ):  # fmt: skip
        weights = _per_class("NLLLoss", weight)
        super().__init__(*data, reduction=reduction, weights=weights, ignore_index=ignore_index)


class BCELoss(_Loss):
    """−y log p − (1 − y) log(1 − p) for probabilities: see `F.binary_cross_entropy`."""

    function = staticmethod(F.binary_cross_entropy)

    def __init__(self, weight: Tensor | None = None, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction, weights={"weight": weight})


class BCEWithLogitsLoss(_Loss):
    """`BCELoss` of σ(input), without overflow: see `F.binary_cross_entropy_with_logits`."""

    function = staticmethod(F.binary_cross_entropy_with_logits)

    def __init__(
        self, weight: Tensor | None = None, *data, reduction: str = "mean", pos_weight: Tensor | None = None,
    ):  # fmt: skip
        weights = {"weight": weight, "pos_weight": pos_weight}
        super().__init__(*data, reduction=reduction, weights=weights)


class HingeEmbeddingLoss(_Loss):
    """x where the target is 1, max(0, margin − x) where it is −1: see `F.hinge_embedding_loss`."""

    function = staticmethod(F.hinge_embedding_loss)

    def __init__(self, margin: float = 1.0, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction, margin=margin)


class _PairLoss(_Loss):
    def __init__(self, margin: float = 0.0, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction, margin=margin)


class MarginRankingLoss(_PairLoss):
    """The first of a pair shall be above the second, or below: see `F.margin_ranking_loss`."""

    function = staticmethod(F.margin_ranking_loss)


class CosineEmbeddingLoss(_PairLoss):
    """The vectors of a pair shall point one way, or not: see `F.cosine_embedding_loss`."""

    function = staticmethod(F.cosine_embedding_loss)


class TripletMarginLoss(_Loss):
    """What is alike shall be nearer than what is not: see `F.triplet_margin_loss`."""

    function = staticmethod(F.triplet_margin_loss)

    def __init__(
        self, margin: float = 1.0, p: float = 2.0, eps=1e-6, swap=False, *data, reduction: str = "mean"
    ):
        super().__init__(*data, reduction=reduction, margin=margin, p=p, eps=eps, swap=swap)


class SoftMarginLoss(_PlainLoss):
    """log(1 + e^(−y x)) for targets y of 1 or −1: see `F.soft_margin_loss`."""

    function = staticmethod(F.soft_margin_loss)


class PairwiseDistance(Settled):
    """‖x₁ − x₂ + eps‖ along the last axis: see `F.pairwise_distance`."""

    function = staticmethod(F.pairwise_distance)

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False):
        super().__init__(p=p, eps=eps, keepdim=keepdim)

    def extra_repr(self):
        return ""


class MultiMarginLoss(_Loss):
    """Every score shall stay a margin below that of the label: see `F.multi_margin_loss`."""

    function = staticmethod(F.multi_margin_loss)

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Tensor | None = None, *data, reduction: str = "mean",
    ):  # fmt: skip
        choice("MultiMarginLoss", "p", p, (1, 2))
        weights = _per_class("MultiMarginLoss", weight)
        super().__init__(*data, reduction=reduction, weights=weights, p=p, margin=margin)


class KLDivLoss(_Loss):
    """t (log t − x), Kullback-Leibler divergence: see `F.kl_div`."""

    function, reductions = staticmethod(F.kl_div), (*REDUCTIONS, "batchmean")

    def __init__(self, *data, reduction: str = "mean", log_target: bool = False):
        super().__init__(*data, reduction=reduction, log_target=log_target)


class PoissonNLLLoss(_Loss):
    """eˣ − t x for counts t: see `F.poisson_nll_loss`."""

    function = staticmethod(F.poisson_nll_loss)

    def __init__(
        self, log_input: bool = True, full: bool = False, *data, eps: float = 1e-8, reduction: str = "mean"
    ):
        super().__init__(*data, reduction=reduction, log_input=log_input, full=full, eps=eps)


class GaussianNLLLoss(_Loss):
    """½ (log v + (x − t)²/v), called with a variance for each input: see `F.gaussian_nll_loss`."""

    function = staticmethod(F.gaussian_nll_loss)

    def __init__(self, *data, full: bool = False, eps: float = 1e-6, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction, full=full, eps=eps)
