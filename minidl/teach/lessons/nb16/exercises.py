"""Exercises of notebook 16: a trained CNN.

Of a training step and of an evaluation the effect counts, so both are played: used on a small network, and
what came of it is compared.
"""

import math

import numpy as np

import minidl
from minidl import nn, optim

from ...kit.exercise import Exercise


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
    best, best_epoch = math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        if epoch - best_epoch == patience:
            return epoch
    return len(losses)


# --- how the first two are played -----------------------------------------------------------------------


class _Watched:
    """An optimiser that counts steps without a gradient, and gradients that were erased before a step."""

    def __init__(self, optimizer, model):
        self.optimizer, self.model = optimizer, model
        self.empty = self.erased = 0
        self.used = False

    def _has_gradient(self):
        return any(p.grad is not None and np.any(p.grad.numpy()) for p in self.model.parameters())

    def zero_grad(self, *how, **named):
        if self._has_gradient() and not self.used:
            self.erased += 1
        self.used = False
        self.optimizer.zero_grad(*how, **named)

    def step(self):
        self.used = self._has_gradient()
        self.empty += not self.used
        self.optimizer.step()

    def __getattr__(self, name):
        return getattr(self.optimizer, name)


def _number(value, who):
    if value is None:
        return -1.0  # nothing was returned
    value = value.item() if hasattr(value, "item") and getattr(value, "size", None) is not None else value
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise TypeError(f"{who} must return a number, got {type(value).__name__}")
    return float(value)


def three_steps(train_step, seed, optimizer, learning_rate):
    """the three losses it returned; the loss afterwards; steps without a gradient; gradients erased unused"""
    draw = np.random.default_rng(seed)
    images, labels = minidl.tensor(draw.normal(size=(18, 4))), minidl.tensor(draw.integers(0, 3, 18))
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3)).double()
    for parameter in model.parameters():
        parameter.data[...] = draw.normal(size=parameter.shape)
    kind = {"SGD": optim.SGD, "Adam": optim.Adam}[optimizer]
    watched = _Watched(kind(model.parameters(), lr=learning_rate), model)
    loss_function, losses = nn.CrossEntropyLoss(), []
    for first in (0, 6, 12):
        batch = images[first : first + 6], labels[first : first + 6]
        got = train_step(model, loss_function, watched, *batch)
        if got is ...:
            return ...
        losses.append(_number(got, "train_step"))
    with minidl.no_grad():
        after = loss_function(model(images), labels).item()
    return [*losses, after, watched.empty, watched.erased]


class _Observed(nn.Module):
    """A network that notes whether its forward pass was recorded."""

    def __init__(self, draw):
        super().__init__()
        self.layers = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 3), nn.Dropout(0.0)).double()
        norm, linear = self.layers[0], self.layers[1]
        norm.running_mean.data[...] = draw.normal(size=4)
        norm.running_var.data[...] = draw.uniform(0.2, 3.0, 4)
        for parameter in linear.parameters():
            parameter.data[...] = draw.normal(size=parameter.shape)
        self.recorded = 0

    def forward(self, x):
        self.recorded = int(minidl.is_grad_enabled())
        return self.layers(x)


def one_evaluation(accuracy, seed, count):
    """what it returned; 1 if in training mode afterwards; 1 if the pass was recorded for gradients"""
    draw = np.random.default_rng(seed)
    model = _Observed(draw)
    images, labels = (
        minidl.tensor(draw.normal(size=(count, 4)) + 1),
        minidl.tensor(draw.integers(0, 3, count)),
    )
    got = accuracy(model, images, labels)
    if got is ...:
        return ...
    return [_number(got, "accuracy"), int(model.training), model.recorded]


# --- what goes wrong ------------------------------------------------------------------------------------


def _step(*order, again=1, before_loss=None, value=lambda loss, again: loss.item()):
    """A wrong train_step: does what `order` names, after the forward pass."""

    def rule(model, loss_function, optimizer, images, labels):
        def forward():
            logits = model(images)
            return loss_function(before_loss(logits) if before_loss else logits, labels)

        loss = forward()
        what = {"zero": optimizer.zero_grad, "backward": loss.backward, "step": optimizer.step}
        for name in order:
            what[name]()
        return value(loss, forward)

    return rule


GOOD = ("zero", "backward", "step")

STEP_RULES = {
    "forgot zero_grad": (
        _step("backward", "step"),
        "You forgot optimizer.zero_grad(): backward() adds to the gradients that are there, so each step "
        "uses the sum of all batches so far.",
    ),
    "forgot step": (
        _step("zero", "backward"),
        "You forgot optimizer.step(): the gradients are there, but no weight has moved.",
    ),
    "forgot backward": (
        _step("zero", "step"),
        "You forgot loss.backward(): the step finds no gradients, and does nothing.",
    ),
    "erased before the step": (
        _step("backward", "zero", "step"),
        "You erase the gradients between backward() and step(): zero_grad() belongs before backward().",
    ),
    "stepped before backward": (
        _step("zero", "step", "backward"),
        "You step before backward(): the gradients are erased then, and this batch has made none yet.",
    ),
    "only forward": (
        _step(),
        "Nothing in your step moves a weight. After the loss: zero_grad(), backward(), step().",
    ),
    "two steps": (
        _step("zero", "backward", "step", "step"),
        "You step twice with the same gradients. One batch, one step.",
    ),
    "softmax first": (
        _step(*GOOD, before_loss=lambda z: nn.functional.softmax(z, dim=1)),
        "You apply softmax before the loss. CrossEntropyLoss does that itself: give it the logits.",
    ),
    "loss afterwards": (
        _step(*GOOD, value=lambda loss, again: again().item()),
        "You return the loss after the step. Return the one whose gradients you used: a second forward pass "
        "costs a third of the time.",
    ),
    "returned nothing": (
        _step(*GOOD, value=lambda loss, again: None),
        "Your step is right, but it returns nothing. End with `return loss.item()`.",
    ),
}


def _evaluation(evaluate=True, quiet=True, back=True, value=lambda z, y: (z.argmax(1) == y).mean()):
    """A wrong accuracy: leaves something out, or returns something else."""

    def rule(model, images, labels):
        if evaluate:
            model.eval()
        if quiet:
            with minidl.no_grad():
                logits = model(images)
        else:
            logits = model(images)
        if back:
            model.train()
        return float(value(logits.detach().numpy(), labels.numpy()))

    return rule


def _confidence(z, y):
    p = np.exp(z - z.max(1, keepdims=True))
    return (p / p.sum(1, keepdims=True)).max(1).mean()


ACCURACY_RULES = {
    "forgot eval": (
        _evaluation(evaluate=False),
        "You forgot model.eval(): dropout still drops, and batch normalisation still looks at its batch.",
    ),
    "forgot train": (
        _evaluation(back=False),
        "You leave the network in evaluation mode. Whoever trains on needs model.train() afterwards.",
    ),
    "forgot no_grad": (
        _evaluation(quiet=False),
        "You forgot `with minidl.no_grad():`. The answer is right, but the whole pass was recorded for "
        "gradients that nobody asks for: memory and time.",
    ),
    "forgot eval and no_grad": (
        _evaluation(evaluate=False, quiet=False),
        "You forgot both: model.eval(), and `with minidl.no_grad():`.",
    ),
    "forgot no_grad and train": (
        _evaluation(quiet=False, back=False),
        "You forgot both: `with minidl.no_grad():`, and model.train() afterwards.",
    ),
    "number of right answers": (
        _evaluation(value=lambda z, y: (z.argmax(1) == y).sum()),
        "You return how many are right. Divide by how many there are.",
    ),
    "percent": (
        _evaluation(value=lambda z, y: 100 * (z.argmax(1) == y).mean()),
        "You return percent. The share is between 0 and 1.",
    ),
    "errors": (
        _evaluation(value=lambda z, y: (z.argmax(1) != y).mean()),
        "You return the share of wrong answers.",
    ),
    "confidence": (
        _evaluation(value=_confidence),
        "You return how sure the network is on average. Compare its answers with the labels.",
    ),
}


def _totals(matrix):
    table = np.array(matrix, dtype=float)
    return table, table.sum(), np.trace(table) / table.sum()


def _kappa_with(chance):
    def rule(matrix):
        table, n, agreed = _totals(matrix)
        by_chance = chance(table, n)
        return (agreed - by_chance) / (1 - by_chance)

    return rule


def _by_chance(table, n):
    return float((table.sum(0) * table.sum(1)).sum() / n**2)


KAPPA_RULES = {
    "accuracy": (
        lambda matrix: _totals(matrix)[2],
        "That is the accuracy. Take away what chance alone would give.",
    ),
    "always 1/K": (
        _kappa_with(lambda table, n: 1 / len(table)),
        "You took 1/K as the agreement by chance. That holds for equally large classes only: use the sums of "
        "rows and columns.",
    ),
    "rows only": (
        _kappa_with(lambda table, n: (table.sum(1) ** 2).sum() / n**2),
        "You used the row sums twice. By chance: row sum times column sum.",
    ),
    "columns only": (
        _kappa_with(lambda table, n: (table.sum(0) ** 2).sum() / n**2),
        "You used the column sums twice. By chance: row sum times column sum.",
    ),
    "not divided": (
        lambda matrix: _totals(matrix)[2] - _by_chance(*_totals(matrix)[:2]),
        "You forgot to divide by 1 − p_e: a perfect classifier must get 1.",
    ),
    "divided by chance": (
        lambda matrix: _totals(matrix)[2] / _by_chance(*_totals(matrix)[:2]),
        "You divided by p_e. κ is (accuracy − p_e) / (1 − p_e).",
    ),
    "only the diagonal": (
        _kappa_with(lambda table, n: (np.diag(table) ** 2).sum() / n**2),
        "You squared the diagonal. Chance knows nothing of right answers: use the sums of rows and columns.",
    ),
}


def _stop(better=lambda loss, best: loss < best, longer=0, change=lambda epoch: epoch):
    def rule(losses, patience):
        best, best_epoch = math.inf, 0
        for epoch, loss in enumerate(losses, start=1):
            if better(loss, best):
                best, best_epoch = loss, epoch
            if epoch - best_epoch == patience + longer:
                return change(epoch)
        return change(len(losses))

    return rule


def _best_epoch(losses, patience):
    end = stop_epoch(losses, patience)
    return 1 + int(np.argmin(losses[:end]))


def _rises_in_a_row(losses, patience):
    rises = 0
    for epoch in range(2, len(losses) + 1):
        rises = rises + 1 if losses[epoch - 1] >= losses[epoch - 2] else 0
        if rises == patience:
            return epoch
    return len(losses)


def _first_rise(losses, patience):
    return _rises_in_a_row(losses, 1)


STOP_RULES = {
    "best epoch": (
        _best_epoch,
        "You return the best epoch. Its weights are the ones to keep; asked is when the training stops.",
    ),
    "from 0": (
        _stop(change=lambda epoch: epoch - 1),
        "You count the epochs from 0. The first one is epoch 1.",
    ),
    "one epoch longer": (
        _stop(longer=1),
        "You wait one epoch too long: stop when `patience` epochs in a row have brought nothing new.",
    ),
    "ties count": (
        _stop(better=lambda loss, best: loss <= best),
        "An equal loss is no improvement: it must be smaller than the best so far.",
    ),
    "compared with the epoch before": (
        _rises_in_a_row,
        "You compare with the epoch before. Compare with the best so far: a loss may fall again without "
        "coming back to it.",
    ),
    "no patience": (
        _first_rise,
        "You stop at the first rise. `patience` epochs may pass without a new best.",
    ),
    "never": (lambda losses, patience: len(losses), "You never stop early."),
}

EXERCISES = [
    Exercise(
        id="16.1",
        solution=900,
        why="1,437 / 32 = 44.9: 45 batches, the last one smaller; 45 · 20 = 900.",
        hints=(
            "One step for each batch. How many batches are there in one epoch?",
            "The last batch is smaller, and is used, too: round up.",
            "⌈1,437 / 32⌉ = 45 batches, 20 times.",
        ),
        wrong_rules={
            "last batch dropped": (880, "880 = 44 · 20 leaves out the last, smaller batch of each epoch."),
            "not rounded": (898.125, "898.125: half a step does not exist. Round up in *each* epoch."),
            "rounded at the end": (898, "898 rounds at the end. Each epoch ends with a smaller batch: 45."),
            "rounded up at the end": (899, "899 rounds at the end. Each epoch has 45 batches."),
            "one epoch": (45, "45 is one epoch. There are 20."),
            "one step an image": (28_740, "28,740 would be a step for each image: batches of 1."),
            "one step an epoch": (20, "20 would be one step for the whole training set."),
        },
    ),
    Exercise(
        id="16.2",
        solution=train_step,
        play=three_steps,
        cases=[(0, "SGD", 0.5), (1, "SGD", 0.1), (2, "Adam", 0.1), (3, "Adam", 0.02), (4, "SGD", 1.0)],
        wrong_rules=STEP_RULES,
        hints=(
            "Five lines: what does it say, how wrong is that, forget, who is to blame, move.",
            "logits = model(images); loss = loss_function(logits, labels). Then three calls, and a return.",
            "optimizer.zero_grad(), loss.backward(), optimizer.step(), return loss.item(): in this order.",
        ),
    ),
    Exercise(
        id="16.3",
        solution=accuracy,
        play=one_evaluation,
        cases=[(0, 12), (1, 20), (2, 7), (3, 30), (4, 15)],
        wrong_rules=ACCURACY_RULES,
        hints=(
            "Which mode must the network be in, and is a gradient needed?",
            "model.eval(), then `with minidl.no_grad():` the logits; the largest is the answer: argmax(1).",
            "(answers == labels).float().mean().item(), and model.train() before you return.",
        ),
    ),
    Exercise(
        id="16.4",
        solution=kappa,
        cases=[
            ([[45, 5], [10, 40]],),
            ([[90, 0], [9, 1]],),
            ([[3, 2, 1], [0, 4, 2], [1, 1, 6]],),
            ([[1, 9], [9, 1]],),
            ([[50, 10, 0], [5, 20, 5], [0, 2, 8]],),
        ],
        wrong_rules=KAPPA_RULES,
        hints=(
            "How often would somebody agree who answers as often in each class, but at random?",
            "p_e = Σ (row sum · column sum) / n².",
            "(accuracy − p_e) / (1 − p_e), with the accuracy from the diagonal.",
        ),
    ),
    Exercise(
        id="16.5",
        solution=stop_epoch,
        cases=[
            ([1.0, 0.8, 0.9, 0.85, 0.7], 2),
            ([1.0, 0.5, 0.6, 0.55, 0.52, 0.51, 0.4], 3),
            ([0.9, 0.9, 0.9, 0.8], 2),
            ([1.0, 0.9, 0.8, 0.7], 1),
            ([0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.5, 0.6, 0.7], 3),
        ],
        wrong_rules=STOP_RULES,
        hints=(
            "Remember two things: the best loss so far, and its epoch.",
            "After each epoch: is it smaller than the best? Then it is the new best.",
            "Stop as soon as epoch − best_epoch == patience; else at the end.",
        ),
    ),
]
