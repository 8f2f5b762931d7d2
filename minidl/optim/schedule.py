"""What all schedules of the learning rate share: their groups, their steps, their states."""

from collections.abc import Mapping

from ..checks import number
from .optimizers import Optimizer


class LRScheduler:
    """Base: subclasses define `get_lr()`, the learning rates of all groups at `last_epoch`.

    Most compute them from those before, so that two schedulers of one optimiser multiply. `last_epoch`
    is −1 for a new training; to go on after epoch t, give t and an optimiser whose groups know their
    'initial_lr' (from `load_state_dict`).
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1):
        self.optimizer, self.last_epoch = checked(self, optimizer), last_epoch
        for place, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", float(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"{type(self).__name__}: last_epoch={last_epoch} goes on with a training, but group "
                    f"{place} has no 'initial_lr'. Try optimizer.load_state_dict(...) first, or "
                    f"last_epoch=-1 for a new training."
                )
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self._first_step()

    def _first_step(self):
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        raise NotImplementedError(f"{type(self).__name__} must define get_lr().")

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group that the last step set."""
        return self._last_lr

    def step(self) -> None:
        """Go on by one epoch and set the learning rates."""
        check_groups(self, len(self.base_lrs))
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            group["lr"] = float(lr)
        self._last_lr = self._rates()

    def state_dict(self) -> dict:
        """All settings and counters, without the optimiser, which has a state_dict of its own.

        Of functions that are objects, their attributes; None for other functions.
        """
        return {name: _saved(value) for name, value in vars(self).items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict) -> None:
        """Take over the settings and counters of a scheduler of the same kind.

        The learning rates come from the optimiser's `load_state_dict`. Functions stay those given, with
        the attributes saved. After an error the scheduler is as it was.
        """
        self._check_state(state_dict)
        vars(self).update({name: _loaded(vars(self).get(name), value) for name, value in state_dict.items()})

    def _check_state(self, state_dict):
        who = f"{type(self).__name__}.load_state_dict"
        if not isinstance(state_dict, Mapping):
            raise TypeError(
                f"{who}: expects a dict, got {type(state_dict).__name__}. Try scheduler.state_dict()."
            )
        missing = [
            n for n in self.state_dict() if n not in state_dict and (n[0] != "_" or n == "_schedulers")
        ]
        if missing:
            raise ValueError(
                f"{who}: this state has no {', '.join(missing)}; nothing was changed. Was it saved from "
                f"another kind of scheduler?"
            )
        groups, saved = len(self.optimizer.param_groups), len(state_dict["_last_lr"])
        if groups != saved:
            raise ValueError(
                f"{who}: this state is for {saved} groups, the optimiser has {groups}; nothing was changed."
            )

    def _rates(self):
        return [group["lr"] for group in self.optimizer.param_groups]


def _saved(value):
    if isinstance(value, list):
        return [_saved(part) for part in value]
    if isinstance(value, LRScheduler):
        return value.state_dict()
    if callable(value):
        return None if hasattr(value, "__code__") else vars(value).copy()
    return value


def _loaded(mine, saved):
    """What was saved; but schedulers and functions stay, with what was saved of them."""
    if isinstance(mine, list) and any(callable(part) or isinstance(part, LRScheduler) for part in mine):
        return [_loaded(*pair) for pair in zip(mine, saved, strict=True)]
    if isinstance(mine, LRScheduler):
        mine.load_state_dict(saved)
    elif callable(mine):
        vars(mine).update(saved or {})
    else:
        return saved
    return mine


def whole(who, name, value, low=None, hint=""):
    """A whole number of epochs, of which 15.0 is one, too: half of 30."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return number(who, name, value, low, whole=True, hint=hint)


def checked(scheduler, optimizer):
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"{type(scheduler).__name__}: expects an optimiser, got {type(optimizer).__name__}. "
            f"Try {type(scheduler).__name__}(optimizer, ...)."
        )
    return optimizer


def for_each_group(scheduler, optimizer, name, value):
    """A list with one value for each group of the optimiser."""
    groups = len(checked(scheduler, optimizer).param_groups)
    values = list(value) if isinstance(value, (list, tuple)) else [value] * groups
    if len(values) != groups:
        raise ValueError(
            f"{type(scheduler).__name__}: {name} needs one value for each group of the optimiser, "
            f"{groups} in all, got {len(values)}."
        )
    return values


def check_groups(scheduler, made_for):
    groups = len(scheduler.optimizer.param_groups)
    if groups != made_for:
        raise RuntimeError(
            f"{type(scheduler).__name__}: it was made for {made_for} groups, the optimiser now has {groups}. "
            f"Make a new scheduler after add_param_group."
        )
