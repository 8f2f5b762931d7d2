"""Schedules of the learning rate, step by step, as minidl's own classes set them: a computed picture."""

import functools

from .... import nn, optim
from ...kit.computed import ComputedPicture, dropdown, slider

EPOCHS, START = 60, 0.1
SCHEDULES = {
    "constant": lambda o: optim.lr_scheduler.LambdaLR(o, lambda epoch: 1.0),
    "StepLR": lambda o: optim.lr_scheduler.StepLR(o, step_size=20, gamma=0.1),
    "ExponentialLR": lambda o: optim.lr_scheduler.ExponentialLR(o, gamma=0.95),
    "CosineAnnealingLR": lambda o: optim.lr_scheduler.CosineAnnealingLR(o, T_max=EPOCHS),
    "OneCycleLR": lambda o: optim.lr_scheduler.OneCycleLR(o, max_lr=START, total_steps=EPOCHS + 1),
}


@functools.cache
def rates(name: str) -> list[float]:
    """η at each of the epochs 0 to 60."""
    optimizer = optim.SGD(nn.Linear(1, 1).parameters(), lr=START)
    scheduler, found = SCHEDULES[name](optimizer), []
    for epoch in range(EPOCHS + 1):
        found.append(optimizer.param_groups[0]["lr"])
        if epoch < EPOCHS:
            optimizer.step()
            scheduler.step()
    return found


def _draw(figure, schedule, epoch):
    if not figure.axes:
        axes = figure.subplots()
        for name in SCHEDULES:
            axes.plot(rates(name), "0.75", lw=1.5)
        axes.plot([], [], "C0")
        axes.plot([], [], "C0o", ms=10)
        axes.set(xlim=(0, EPOCHS), ylim=(0, 1.05 * START), xlabel="epoch", ylabel="η")
    line, ball = figure.axes[0].lines[-2:]
    line.set_data(range(EPOCHS + 1), rates(schedule))
    ball.set_data([epoch], [rates(schedule)[epoch]])


def _say(schedule, epoch):
    return (
        f"{schedule}: η is {rates(schedule)[epoch]:.4f} in epoch {epoch}, {max(rates(schedule)):.2f} at most."
    )


def schedules() -> ComputedPicture:
    """The learning rate of five schedules over 60 epochs."""
    controls = {"schedule": dropdown([*SCHEDULES], "StepLR"), "epoch": slider(0, EPOCHS, 1, 20)}
    presets = {name: {"schedule": name} for name in ("CosineAnnealingLR", "OneCycleLR")}
    return ComputedPicture(_draw, controls, presets, alt=_say, size=(8, 3), clear=False, narrow=(4.2, 3))
