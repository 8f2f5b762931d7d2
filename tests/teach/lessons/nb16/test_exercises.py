"""The training step and the evaluation: what students hand in, and that they teach what is so."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import minidl
from minidl.data import DataLoader, digits
from minidl.teach import check
from minidl.teach.kit.lesson import find
from minidl.teach.lessons.nb16 import exercises as nb16


def said(capsys, id, answer):
    check(id, answer)
    return capsys.readouterr().out


def test_other_right_ways_are_right(capsys):
    def through_the_model(model, loss_function, optimizer, images, labels):
        model.zero_grad()
        loss = loss_function(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.detach().numpy()

    def erased_at_the_end(model, loss_function, optimizer, images, labels):
        loss = loss_function(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return float(loss.item())

    def by_sums(model, images, labels):
        model.eval()
        with minidl.no_grad():
            right = sum(int(z.argmax().item() == y.item()) for z, y in zip(model(images), labels))
        model.train()
        return right / len(labels)

    for answer in (through_the_model, erased_at_the_end):
        assert "✓ all 5 cases are right" in said(capsys, "16.2", answer)
    assert "✓ all 5 cases are right" in said(capsys, "16.3", by_sums)


def test_stubs_are_not_attempted(capsys):
    def half_done(model, loss_function, optimizer, images, labels):
        logits = model(images)  # noqa: F841
        return ...

    assert "16.2: the dots are still there." in said(capsys, "16.2", half_done)
    assert "not attempted yet" in said(capsys, "16.3", lambda model, images, labels: ...)


def test_what_is_compared_is_said_in_words(capsys):
    def forgetful(model, loss_function, optimizer, images, labels):
        loss = loss_function(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    words = said(capsys, "16.2", forgetful)
    assert "tried with seed=0, optimizer='SGD', learning_rate=0.5" in words
    assert "compared: the three losses it returned; the loss afterwards" in words
    assert "You forgot optimizer.zero_grad()" in words


def test_the_students_own_line_is_named(capsys):
    def wrong(model, loss_function, optimizer, images, labels):
        return loss_function(images, model(images))

    assert "`return loss_function(images, model(images))`" in said(capsys, "16.2", wrong)
    assert "a number is wanted, and yours returned a 'str'" in said(capsys, "16.2", lambda *everything: "2.3")


def test_an_endless_step_is_stopped(capsys, monkeypatch):
    monkeypatch.setattr("minidl.teach.kit.checks.SECONDS", 0.3)

    def endless(model, loss_function, optimizer, images, labels):
        while True:
            pass

    assert "still running" in said(capsys, "16.2", endless)


def test_kappa_is_scikit_learns():
    for (matrix,) in find("16.4").cases:
        table = np.array(matrix)
        true, predicted = (axis.repeat(table.ravel()) for axis in np.indices(table.shape).reshape(2, -1))
        assert nb16.kappa(matrix) == pytest.approx(cohen_kappa_score(true, predicted))


def test_the_number_of_steps_is_the_loaders():
    assert 20 * len(DataLoader(digits()[0], batch_size=32)) == find("16.1").solution
