"""Losses as modules: the functions of `functional/*_losses.py` and `cross_entropy.py` with their settings."""

from ..checks import choice, number, switch
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


def _per_class(who, weight):
    """A weight for each class: anything else was meant for the call."""
    if getattr(weight, "ndim", 1) != 1:
        raise ValueError(
            f"{who}: weight is one number for each class, got shape {tuple(weight.shape)}. Make the layer "
            f"first: {who}()(prediction, target)."
        )
    return {"weight": weight}


class MSELoss(_Loss):
    """(1/n) Σ (input − target)²: see `F.mse_loss`."""

    function = staticmethod(F.mse_loss)

    def __init__(self, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction)


class L1Loss(_Loss):
    """(1/n) Σ |input − target|: see `F.l1_loss`."""

    function = staticmethod(F.l1_loss)

    def __init__(self, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction)


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
        dim = number("CosineSimilarity", "dim", dim, whole=True)
        super().__init__(dim=dim, eps=number("CosineSimilarity", "eps", eps))

    def extra_repr(self):
        return ""


class CrossEntropyLoss(_Loss):
    """−log softmax(input)[target]: takes logits (N, C) and labels (N); see `F.cross_entropy`."""

    function = staticmethod(F.cross_entropy)

    def __init__(self, weight=None, *data, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        who = "CrossEntropyLoss"
        settings = {"ignore_index": number(who, "ignore_index", ignore_index, whole=True)}
        settings["label_smoothing"] = number(who, "label_smoothing", label_smoothing, 0, 1)
        super().__init__(*data, reduction=reduction, weights=_per_class(who, weight), **settings)


class NLLLoss(_Loss):
    """−input at the label: takes log-probabilities (N, C) and labels (N); see `F.nll_loss`."""

    function = staticmethod(F.nll_loss)

    def __init__(self, weight=None, *data, ignore_index=-100, reduction="mean"):
        index = number("NLLLoss", "ignore_index", ignore_index, whole=True)
        weights = _per_class("NLLLoss", weight)
        super().__init__(*data, reduction=reduction, weights=weights, ignore_index=index)


class BCELoss(_Loss):
    """−y log p − (1 − y) log(1 − p) for probabilities: see `F.binary_cross_entropy`."""

    function = staticmethod(F.binary_cross_entropy)

    def __init__(self, weight: Tensor | None = None, *data, reduction: str = "mean"):
        super().__init__(*data, reduction=reduction, weights={"weight": weight})


class BCEWithLogitsLoss(_Loss):
    """`BCELoss` of σ(input), without overflow: see `F.binary_cross_entropy_with_logits`."""

    function = staticmethod(F.binary_cross_entropy_with_logits)

    def __init__(self, weight=None, *data, reduction="mean", pos_weight=None):
        weights = {"weight": weight, "pos_weight": pos_weight}
        super().__init__(*data, reduction=reduction, weights=weights)


class HingeEmbeddingLoss(_Loss):
    """x where the target is 1, max(0, margin − x) where it is −1: see `F.hinge_embedding_loss`."""

    function = staticmethod(F.hinge_embedding_loss)

    def __init__(self, margin: float = 1.0, *data, reduction: str = "mean"):
        margin = number("HingeEmbeddingLoss", "margin", margin)
        super().__init__(*data, reduction=reduction, margin=margin)


class MultiMarginLoss(_Loss):
    """Every score shall stay a margin below that of the label: see `F.multi_margin_loss`."""

    function = staticmethod(F.multi_margin_loss)

    def __init__(self, p=1, margin=1.0, weight=None, *data, reduction="mean"):
        who = "MultiMarginLoss"
        settings = {"p": choice(who, "p", p, (1, 2)), "margin": number(who, "margin", margin)}
        super().__init__(*data, reduction=reduction, weights=_per_class(who, weight), **settings)


class KLDivLoss(_Loss):
    """t (log t − x), Kullback-Leibler divergence: see `F.kl_div`."""

    function, reductions = staticmethod(F.kl_div), (*REDUCTIONS, "batchmean")

    def __init__(self, *data, reduction: str = "mean", log_target: bool = False):
        log_target = switch("KLDivLoss", "log_target", log_target)
        super().__init__(*data, reduction=reduction, log_target=log_target)
