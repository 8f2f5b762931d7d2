"""Exercises of notebook 16: a trained CNN.

Of a training step and of an evaluation the effect counts, so both are played: used on a small network, and
what came of it is compared.
"""

import math

import numpy as np

import minidl
from minidl import nn, optim

from ...kit.exercise import Exercise
from ...kit.values import plain


def train_step(model, loss_function, optimizer, images, labels):
    logits = model(images)
    loss = loss_function(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def accuracy(model, images, labels):
    model.eval()
    with minidl.no_grad():
        answers = model(images).argmax(dim=1)
    model.train()
    return (answers == labels).float().mean().item()


def kappa(matrix):
    n = sum(sum(row) for row in matrix)
    agreed = sum(matrix[i][i] for i in range(len(matrix))) / n
    by_chance = sum(sum(row) * sum(column) for row, column in zip(matrix, zip(*matrix))) / n**2
    return (agreed - by_chance) / (1 - by_chance)


def stop_epoch(losses, patience):
    best, best_epoch = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        if epoch - best_epoch == patience:
            return epoch
    return len(losses)


# --- how the first two are played: students read the names of these classes in errors ----------------------


class Optimizer:
    """Counts steps without a gradient, gradients erased before a step, and names without their brackets."""

    def __init__(self, inner, model):
        self._inner, self._model, self._used = inner, model, False
        self.steps = self.empty = self.erased = self.bare = 0

    def _has_gradient(self):
        return any(p.grad is not None and np.any(p.grad.numpy()) for p in self._model.parameters())

    def note_erasing(self):
        self.erased += self._has_gradient() and not self._used
        self._used = False

    def __getattr__(self, name):
        if name not in ("zero_grad", "step"):
            return getattr(self._inner, name)
        self.bare += 1  # until its brackets come

        def called(*arguments, **named):
            self.bare -= 1
            if name == "zero_grad":
                self.note_erasing()
            elif arguments:
                raise TypeError("optimizer.step() takes nothing in its brackets")
            else:
                self.steps, self._used = self.steps + 1, self._has_gradient()
                self.empty += not self._used
            getattr(self._inner, name)(*arguments, **named)

        return called


class Network(nn.Module):
    """Notes whether its pass was recorded, and when its gradients are erased."""

    def __init__(self, draw, *layers):
        super().__init__()
        self.layers, self.recorded, self.noted = nn.Sequential(*layers).double(), 0, lambda: None
        for part in [*self.parameters(), *(b for n, b in self.named_buffers() if n.endswith("mean"))]:
            part.data[...] = draw.normal(size=part.shape)

    def forward(self, x):
        self.recorded = int(minidl.is_grad_enabled())
        return self.layers(x)

    def zero_grad(self, *how, **named):
        self.noted()
        super().zero_grad(*how, **named)


def _called(function, *arguments, kept=False):
    """What it returned, as a number; −1 for nothing, ... for a stub. What is kept for long is no Tensor."""
    try:
        got = function(*arguments)
    except (TypeError, AttributeError) as error:
        if "context manager" in str(error) or "__enter__" in str(error):
            error.args = ("brackets are missing: `with minidl.no_grad():`",)
        raise
    except ValueError as error:
        if "(3,)" in str(error):
            error.args = ("argmax(0) looks for the best image of each class. The classes are along axis 1",)
        raise
    if isinstance(got, minidl.Tensor) and (kept or got.requires_grad):
        raise TypeError("a number is wanted, and this is a Tensor: end with .item()")
    got = plain(got)
    if got is None or got is ...:
        return -1.0 if got is None else ...
    if isinstance(got, bool) or not isinstance(got, int | float):
        raise TypeError(f"a number is wanted, and yours returned a '{type(got).__name__}'")
    return float(got)


def three_steps(train_step, seed, optimizer, learning_rate):
    """the three losses it returned; the loss afterwards; steps without a gradient; gradients erased unused"""
    draw = np.random.default_rng(seed)
    images, labels = minidl.tensor(draw.normal(size=(18, 4))), minidl.tensor(draw.integers(0, 3, 18))
    model = Network(draw, nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3))
    watched = Optimizer(getattr(optim, optimizer)(model.parameters(), lr=learning_rate), model)
    model.noted, losses = watched.note_erasing, []

    def loss_function(logits, labels):
        if logits.ndim != 2 or logits.shape[1] != 3:
            more = ", before argmax" if logits.ndim == 1 else ""
            raise ValueError(f"loss_function(logits, labels): what model(images) says comes first{more}")
        return nn.functional.cross_entropy(logits, labels, label_smoothing=0.1)  # not the notebook's

    for i in range(0, 18, 6):
        before = watched.steps
        batch = images[i : i + 6], labels[i : i + 6]
        losses.append(_called(train_step, model, loss_function, watched, *batch, kept=True))
        if losses[-1] is ...:
            return ...
        if watched.steps - before > 2:
            raise ValueError("one call is one step for one batch: leave the loop over the epochs outside")
    model.eval()
    with minidl.no_grad():
        after = loss_function(model(images), labels).item()
    return [*losses, after, watched.empty, watched.erased] + [watched.bare] * bool(watched.bare)


def one_evaluation(accuracy, seed, count):
    """what it returned; 1 if in training mode afterwards; 1 if the pass was recorded for gradients"""
    draw = np.random.default_rng(seed)
    model = Network(draw, nn.BatchNorm1d(4), nn.Linear(4, 3), nn.Dropout(0.0))
    images = minidl.tensor((draw.normal(size=(count, 4)) + 1) * np.where(np.arange(count) > 0, 1, 9)[:, None])
    answers = model.eval()(images).argmax(1).numpy()
    labels = np.where(draw.random(count) < 0.5, draw.integers(0, 3, count), answers)
    labels[[0, -1]] = answers[[0, -1]]
    model.train()
    got = _called(accuracy, model, images, minidl.tensor(labels))
    return ... if got is ... else [got, int(model.training), model.recorded]


# --- what goes wrong ------------------------------------------------------------------------------------


def _step(
    model, loss_function, optimizer, images, labels,
    *, zero="before", backward=True, early=False, steps=1, bend=False, evaluate=False, value="loss",
):  # fmt: skip
    if evaluate:
        model.eval()
    logits = model(images)
    loss = loss_function(nn.functional.softmax(logits, dim=1) if bend else logits, labels)
    if zero == "before":
        optimizer.zero_grad()
    if early:
        optimizer.step()
    if backward:
        loss.backward()
    if zero == "between":
        optimizer.zero_grad()
    optimizer.bare += (zero == "bare") + (steps == "bare")
    for _ in range(0 if early or steps == "bare" else steps):
        optimizer.step()
    if value == "after":
        return loss_function(model(images), labels).item()
    loss, n = loss.item(), len(labels)
    changed = {"each": loss / n, "sum": loss * n, "rounded": round(loss, 2), "nothing": None}
    return changed.get(value, loss)


STEP_FAULTS = {
    "forgot zero_grad": ({"zero": "never"}, "You forgot optimizer.zero_grad(): backward() adds to the "
        "gradients that are there, so each step uses the sum of all batches so far."),
    "zero_grad between": ({"zero": "between"}, "You erase the gradients between backward() and step()."),
    "forgot step": ({"steps": 0}, "You forgot optimizer.step(): no weight has moved."),
    "brackets of step": ({"steps": "bare"}, "Brackets are missing after optimizer.step: it was not called."),
    "brackets of zero_grad": ({"zero": "bare"}, "Brackets are missing after optimizer.zero_grad: no call."),
    "two steps": ({"steps": 2}, "You step twice with the same gradients. One batch, one step."),
    "no backward": ({"backward": False}, "No gradients yet: is loss.backward() missing, or its brackets?"),
    "early step": ({"early": True}, "You step before backward(): this batch has made no gradients yet."),
    "only forward": ({"zero": "never", "backward": False, "steps": 0}, "Nothing in your step moves a weight. "
        "After the loss: zero_grad(), backward(), step()."),
    "softmax first": ({"bend": True}, "You apply softmax before the loss. CrossEntropyLoss does it itself."),
    "eval inside": ({"evaluate": True}, "You switch to model.eval(): that trains without dropout and with a "
        "frozen batch normalisation. A step is made in training mode."),
    "loss afterwards": ({"value": "after"}, "That is the loss after the step. Return the one before it."),
    "loss of each": ({"value": "each"}, "You divide by the number of images. The loss is a mean already."),
    "summed loss": ({"value": "sum"}, "You multiply by the number of images. Return the mean as it is."),
    "rounded": ({"value": "rounded"}, "You round. Return the loss as it is."),
    "nothing": ({"value": "nothing"}, "Your step is right, but it returns nothing: return loss.item()."),
}  # fmt: skip


def _accuracy(
    model, images, labels, *, evaluate=True, quiet=True, back=True, axis=1, pick="argmax", value="share"
):
    if evaluate:
        model.eval()
    with minidl.no_grad() if quiet else minidl.enable_grad():
        logits = model(images)
    if back:
        model.train()
    z, y = logits.detach().numpy(), labels.numpy()
    right = np.array(getattr(z, pick)(axis) == y)
    powers = np.exp(z - z.max(1, keepdims=True))
    count, n, sure = right.sum(), len(y), powers.max(1) / powers.sum(1)
    values = {"share": count / n, "count": count, "percent": 100 * count / n, "errors": 1 - count / n}
    values |= {"logits": count / z.size, "tenth": count / 10, "fewer": count / (n - 1), "sure": sure.mean()}
    return float((values | {"cut": right[:-1].sum() / n})[value])


ACCURACY_FAULTS = {
    "forgot eval": ({"evaluate": False}, "You forgot model.eval(), for dropout and batch normalisation."),
    "forgot train": ({"back": False}, "You leave the network in evaluation mode: model.train() must follow."),
    "forgot no_grad": ({"quiet": False}, "You forgot `with minidl.no_grad():`. It saves memory and time."),
    "how many": ({"value": "count"}, "You return how many are right. Divide by how many there are."),
    "percent": ({"value": "percent"}, "You return percent. The share is between 0 and 1."),
    "errors": ({"value": "errors"}, "You return the share of wrong answers."),
    "logits": ({"pick": "max"}, "That is 0: logits in place of classes (argmax)? Cut by `//` or int?"),
    "tenth": ({"value": "tenth"}, "You divide by 10, the number of classes. Divide by the number of images."),
    "all logits": ({"value": "logits"}, "You divide by the number of logits. Divide by len(labels)."),
    "one image fewer": ({"value": "fewer"}, "You divide by one image too few. Divide by len(labels)."),
    "last left out": ({"value": "cut"}, "The first or last image is not counted: where does your loop end?"),
    "confidence": ({"value": "sure"}, "That is how sure the network is. How often is it right?"),
    "no axis": ({"axis": None}, "argmax() without an axis gives one place in all: argmax(dim=1)."),
    "smallest": ({"pick": "argmin"}, "argmin finds the class in which the network believes least: argmax."),
}  # fmt: skip


def _kappa(matrix, *, chance="both", count="sum", squared=2, agreed="share", form="κ"):
    table = np.array(matrix, dtype=float)
    n = {"sum": table.sum(), "len": len(table), "size": table.size}[count]
    rows, columns, diagonal = table.sum(1), table.sum(0), np.diag(table)
    pairs = {"both": rows * columns, "rows": rows**2, "columns": columns**2, "diagonal": diagonal**2}
    pairs |= {"last": (rows * columns)[:-1], "outer": np.outer(rows, columns)}
    e = {"1/K": 1 / len(table), "0.1": 0.1}.get(chance) or pairs[chance].sum() / n**squared
    a = {"share": diagonal.sum() / n, "count": diagonal.sum(), "K": diagonal.mean(), "one": table[0, 0] / n}
    a = (a | {"all": table.sum() / n, "other": np.trace(table[:, ::-1]) / n})[agreed]
    values = {"accuracy": a, "not divided": a - e, "by chance": (a - e) / e, "no brackets": a - e / 1 - e}
    values |= {"chance": e, "half": a - e / (1 - e), "1 - a": (a - e) / (1 - a), "κ": (a - e) / (1 - e)}
    return float((values | {"never below": max(0, values["κ"]), "rest": 1 - values["κ"]})[form])


KAPPA_FAULTS = {
    "accuracy": ({"form": "accuracy"}, "That is the accuracy. Take away what chance alone would give."),
    "chance": ({"form": "chance"}, "That is p_e alone. κ is (accuracy - p_e) / (1 - p_e)."),
    "always 1/K": ({"chance": "1/K"}, "p_e is 1/K for equal classes only. Use the sums of rows and columns."),
    "always 0.1": ({"chance": "0.1"}, "p_e is 0.1 for ten equal classes. Use the sums of rows and columns."),
    "rows only": ({"chance": "rows"}, "You used the row sums twice: row sum times column sum."),
    "columns only": ({"chance": "columns"}, "You used the column sums twice: row sum times column sum."),
    "diagonal": ({"chance": "diagonal"}, "You squared the diagonal. Use the sums of rows and columns."),
    "last class": ({"chance": "last"}, "The last class is missing in p_e. Does your loop end too early?"),
    "every pair": ({"chance": "outer"}, "All was added up before. Row sum k times column sum k, then add."),
    "n once": ({"squared": 1}, "p_e is divided by n², not by n: two shares are multiplied."),
    "number of classes": ({"count": "len"}, "Your n is the number of classes. n is the sum of all cells."),
    "number of cells": ({"count": "size"}, "Your n is how many cells there are. n is the sum of all cells."),
    "a count": ({"agreed": "count"}, "Your accuracy is the number of right answers. Divide it by n."),
    "a mean": ({"agreed": "K"}, "You divided the right answers by the number of classes. Divide by n."),
    "one cell": ({"agreed": "one"}, "You counted one class only. The whole diagonal is right answers."),
    "all cells": ({"agreed": "all"}, "You counted all answers as right. Only those on the diagonal are."),
    "other diagonal": ({"agreed": "other"}, "You added the other diagonal. Right answers are at [k][k]."),
    "not divided": ({"form": "not divided"}, "Divide by 1 - p_e: a perfect classifier must get 1."),
    "divided by chance": ({"form": "by chance"}, "You divided by p_e. What is left to gain is 1 - p_e."),
    "divided by errors": ({"form": "1 - a"}, "You divided by 1 - accuracy. Divide by 1 - p_e."),
    "no brackets": ({"form": "no brackets"}, "Python divides first: a - e / 1 - e is a - 2e."),
    "half the brackets": ({"form": "half"}, "Brackets are missing around accuracy - p_e."),
    "never below 0": ({"form": "never below"}, "κ may be negative: worse than chance. Keep the sign."),
    "the rest": ({"form": "rest"}, "That is 1 - κ."),
}  # fmt: skip


def _stop(
    losses, patience, *, ties=False, longer=0, first=1, end="last", best=math.inf, before=False, resets=True,
    returns="epoch", skip=0,
):  # fmt: skip
    best_epoch, waited = first, 0
    for epoch, loss in enumerate(losses[skip:], start=first):
        if before and epoch > first:
            best = losses[epoch - first - 1]
        better = loss <= best if ties else loss < best
        best, best_epoch = (loss, epoch) if better else (best, best_epoch)
        waited = waited + 1 if not better else 0 if resets else waited
        if waited == patience + longer:
            return {"epoch": epoch, "best": best_epoch, "loss": loss, "smallest": best}[returns]
    n = len(losses)
    return {"last": n - 1 + first, "len": n, "best": best_epoch, "fewer": n - 1}.get(end, end)


STOP_FAULTS = {
    "best epoch": ({"returns": "best", "end": "best"}, "You return the best epoch, and not the last one."),
    "best epoch, then the last": ({"returns": "best"}, "You return the best epoch. When does it stop?"),
    "a loss": ({"returns": "loss"}, "You return a loss. Return the number of the epoch."),
    "the best loss": ({"returns": "smallest"}, "You return the smallest loss. Return an epoch."),
    "from 0": ({"first": 0}, "You count the epochs from 0. The first one is epoch 1."),
    "one epoch less": ({"first": 0, "end": "len"}, "One epoch too few, but not at the end: does your loop "
        "count from 0, or do you wait one epoch less?"),
    "one epoch more": ({"first": 2, "end": "len"}, "You return one epoch more than the one that ends it."),
    "one epoch longer": ({"longer": 1}, "You wait one epoch too long: `patience` in a row are enough."),
    "ties count": ({"ties": True}, "An equal loss is no improvement: it must be smaller than the best."),
    "first epoch": ({"skip": 1}, "The first loss is not looked at."),
    "epoch before": ({"before": True}, "You compare with the epoch before. Compare with the best so far."),
    "never reset": ({"resets": False}, "*In a row*: a new best loss sets the count of epochs back to 0."),
    "no patience": ({"patience": 1}, "You stop at a rise without counting: `patience` epochs in a row."),
    "never": ({"patience": 10**9}, "You never stop early, or far too late."),
    "best begins low": ({"best": 1}, "Your best begins too low: a loss may be above 1. Begin at infinity."),
    "last epoch": ({"end": "fewer"}, "Without an early stop the last epoch is missing: return len(losses)."),
}  # fmt: skip
STOP_RULES = {
    "nothing is better": (lambda losses, patience: min(patience, len(losses)), "You stop after "
        "`patience` epochs in all. Count from the best one on: is one ever found?"),
    "best of all": (lambda losses, patience: 1 + int(np.argmin(losses)), "You return the epoch with the "
        "smallest loss of *all*. The training stops before it has seen the later ones."),
    "best of all, and on": (lambda losses, patience: min(len(losses), 1 + int(np.argmin(losses)) + patience),
        "You wait after the smallest loss of *all*. The later losses are not known yet."),
}  # fmt: skip

STEPS = {
    "last batch dropped": (880, "880 = 44 · 20 leaves out the last, smaller batch of each epoch."),
    "not rounded": (898.125, "898.125: half a step does not exist. Round up in *each* epoch."),
    "rounded at the end": (898, "898 rounds at the end. Each epoch ends with a smaller batch: 45."),
    "rounded up at the end": (899, "899 rounds at the end. Each epoch has 45 batches."),
    "one batch too many": (920, "920 = 46 · 20. There are 45 batches: 44 whole ones and a smaller one."),
    "one epoch, one too many": (46, "46 is one epoch, and one batch too many. There are 20 epochs."),
    "one epoch, raw": (44.90625, "44.9 batches: round up, and that is one epoch of 20."),
    "one epoch": (45, "45 is one epoch. There are 20."),
    "one epoch, cut": (44, "44 whole batches: there is a smaller one as well, and there are 20 epochs."),
    "one step an image": (28_740, "28,740 would be a step for each image: batches of 1."),
    "images": (1437, "1,437 would be one epoch with batches of 1."),
    "one step an epoch": (20, "20 would be one step for the whole training set."),
    "batch size times epochs": (640, "640 = 32 · 20: 32 is the size of a batch. How many batches are there?"),
    "times the batch": (45_984, "45,984 = 1,437 · 32. A batch holds 32 images: divide."),
    "the lesson's": (lambda n: n in (570, 760), "Those are the lesson's images or batches. Here are 1,437."),
    "too few": (lambda n: n < 44, "That is less than one epoch. There are 20."),
    "too many": (lambda n: n > 920, "1,437 / 32 is 44.9: no epoch has more than 45 batches."),
}

TABLES = (
    [[45, 5], [10, 40]], [[90, 0], [9, 1]], [[3, 2, 1], [0, 4, 2], [1, 1, 6]], [[1, 9], [9, 1]],
    [[8, 2, 0], [5, 20, 5], [0, 10, 50]],
)  # fmt: skip

EXERCISES = [
    Exercise(
        id="16.1", solution=900, wrong_rules=STEPS,
        why="1,437 / 32 = 44.9: 45 batches, the last one smaller; 45 · 20 = 900.",
        hints=("One step for each batch. How many batches are there in one epoch?",
            "The last batch is smaller, and is used, too: round up.",
            "1,437 / 32 = 44.9, so 45 batches, and that 20 times."),
    ),
    Exercise(
        id="16.2", solution=train_step, play=three_steps, twin=_step, faults=STEP_FAULTS, may_change=True,
        cases=[(0, "SGD", 0.5), (1, "SGD", 0.1), (2, "Adam", 0.1), (3, "Adam", 0.02), (4, "SGD", 1.0)],
        hints=("Five lines: what does it say, how wrong is that, forget, who is to blame, move.",
            "logits = model(images); loss = loss_function(logits, labels). Then three calls, and a return.",
            "optimizer.zero_grad(), loss.backward(), optimizer.step(), return loss.item(): in this order."),
    ),
    Exercise(
        id="16.3", solution=accuracy, play=one_evaluation, twin=_accuracy, faults=ACCURACY_FAULTS,
        may_change=True, cases=[(0, 60), (1, 101), (2, 37), (3, 150), (4, 2)],
        hints=("Which mode must the network be in, and is a gradient needed?",
            "model.eval(), then `with minidl.no_grad():` the logits; the largest is the answer: argmax(1).",
            "(answers == labels).float().mean().item(), and model.train() before you return."),
    ),
    Exercise(
        id="16.4", solution=kappa, twin=_kappa, faults=KAPPA_FAULTS,
        cases=[(np.array(table),) for table in TABLES],
        hints=("How often would somebody agree who answers as often in each class, but at random?",
            "p_e = sum of (row sum · column sum), divided by n².",
            "(accuracy - p_e) / (1 - p_e), with the accuracy from the diagonal."),
    ),
    Exercise(
        id="16.5", solution=stop_epoch, twin=_stop, faults=STOP_FAULTS, wrong_rules=STOP_RULES,
        cases=[
            ([1.0, 0.8, 0.9, 0.85, 0.7, 0.6], 2), ([2.3, 1.5, 1.6, 1.55, 1.52, 1.4, 1.51], 3),
            ([0.5, 0.6, 0.7, 0.4], 2), ([0.9, 0.9, 0.9, 0.8], 2), ([1.0, 0.9, 0.8, 0.7], 1),
            ([0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.5, 0.6, 0.7], 3),
            ([0.5, 0.4999, 0.4998, 0.4997, 0.6, 0.59, 0.58, 0.57, 0.56], 3), ([1.0, 0.9, 0.7, 0.75], 2),
        ],
        hints=("Remember two things: the best loss so far, and its epoch.",
            "After each epoch: is it smaller than the best? Then it is the new best.",
            "Stop as soon as epoch - best_epoch == patience; else at the end."),
    ),
]  # fmt: skip
