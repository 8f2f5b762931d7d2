"""Answers of students to the exercises of notebook 16: right in many spellings, and wrong as beginners are."""

import linecache
import math
import textwrap
from itertools import count

import numpy as np
from sklearn import metrics

import minidl
from minidl import nn

_number = count()


def typed(head, body):
    """A function as a student types it, with its source, so that a check can name the line."""
    source = f"def {head}:\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"
    file = f"<student {next(_number)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    space = {"minidl": minidl, "nn": nn, "np": np, "math": math, "metrics": metrics}
    exec(compile(source, file, "exec"), space)
    return space[head.partition("(")[0]]


def step(body):
    return typed("train_step(model, loss_function, optimizer, images, labels)", body)


def share(body):
    return typed("accuracy(model, images, labels)", body)


def kappa(body):
    return typed("kappa(matrix)", body)


def stop(body):
    return typed("stop_epoch(losses, patience)", body)


LOSS = "loss = loss_function(model(images), labels)\n"
GOOD = LOSS + "optimizer.zero_grad()\nloss.backward()\noptimizer.step()\n"

RIGHT_STEPS = [
    GOOD + "return loss.item()",
    "optimizer.zero_grad()\nlogits = model(images)\nloss = loss_function(logits, labels)\nloss.backward()\noptimizer.step()\nreturn float(loss.item())",
    "model.zero_grad()\n" + LOSS + "loss.backward()\noptimizer.step()\nreturn loss.item()",
    LOSS + "loss.backward()\noptimizer.step()\noptimizer.zero_grad()\nreturn loss.item()",
    "model.train()\n" + GOOD + "return loss.detach().numpy().item()",
    LOSS + "value = loss.item()\noptimizer.zero_grad(set_to_none=True)\nloss.backward()\noptimizer.step()\nreturn value",
    LOSS + "for p in model.parameters():\n    p.grad = None\nloss.backward()\noptimizer.step()\nreturn loss.item()",
    "z = model.forward(images)\n" + LOSS.replace("model(images)", "z") + "optimizer.zero_grad()\nloss.backward()\noptimizer.step()\nreturn float(loss.detach())",
]  # fmt: skip
WRONG_STEPS = [
    (LOSS + "loss.backward()\noptimizer.step()\nreturn loss.item()", "You forgot optimizer.zero_grad()"),
    (LOSS + "optimizer.zero_grad()\nloss.backward()\nreturn loss.item()", "You forgot optimizer.step()"),
    (LOSS + "optimizer.zero_grad()\noptimizer.step()\nreturn loss.item()", "is loss.backward() missing, or its brackets"),
    (LOSS + "optimizer.zero_grad()\nloss.backward\noptimizer.step()\nreturn loss.item()", "or its brackets"),
    (LOSS + "optimizer.zero_grad()\nloss.backward()\noptimizer.step\nreturn loss.item()", "Brackets are missing after optimizer.step"),
    (LOSS + "optimizer.zero_grad\nloss.backward()\noptimizer.step()\nreturn loss.item()", "Brackets are missing after optimizer.zero_grad"),
    (LOSS + "loss.backward()\noptimizer.zero_grad()\noptimizer.step()\nreturn loss.item()", "between backward() and step()"),
    (LOSS + "loss.backward()\nmodel.zero_grad()\noptimizer.step()\nreturn loss.item()", "between backward() and step()"),
    (LOSS + "optimizer.zero_grad()\noptimizer.step()\nloss.backward()\nreturn loss.item()", "You step before backward()"),
    (LOSS + "return loss.item()", "Nothing in your step moves a weight"),
    (GOOD + "optimizer.step()\nreturn loss.item()", "You step twice"),
    ("p = nn.functional.softmax(model(images), dim=1)\n" + GOOD.replace("model(images)", "p") + "return loss.item()", "You apply softmax"),
    ("model.eval()\n" + GOOD + "return loss.item()", "You switch to model.eval()"),
    (GOOD + "return loss_function(model(images), labels).item()", "the loss after the step"),
    (GOOD + "return loss", "a Tensor: end with .item()"),
    (GOOD + "return loss.detach()", "a Tensor: end with .item()"),
    (GOOD + "return loss.item", "Brackets are missing"),
    (GOOD, "it returns nothing"),
    (GOOD + "print(loss.item())", "nothing"),
    (GOOD + "return loss.item() / len(images)", "You divide by the number of images"),
    (GOOD + "return loss.item() * len(images)", "You multiply by the number of images"),
    (GOOD + "return round(loss.item(), 2)", "You round"),
    (GOOD + "return str(loss.item())", "a number is wanted"),
    (GOOD + 'return f"{loss.item():.3f}"', "a number is wanted"),
    (GOOD + "return [loss.item()]", "returned a 'list'"),
    (GOOD + "return loss.item(), model", "returned a 'tuple'"),
    (GOOD.replace("optimizer.step()", "optimizer.step(loss)") + "return loss.item()", "optimizer.step() takes nothing in its brackets"),
    (GOOD.replace("model(images), labels", "labels, model(images)") + "return loss.item()", "what model(images) says comes first"),
    (GOOD.replace("loss_function(", "nn.functional.cross_entropy(") + "return loss.item()", None),  # not the one given
    (GOOD.replace("model(images)", "images") + "return loss.item()", "what model(images) says comes first"),
    (GOOD.replace("model(images)", "model(images).argmax(dim=1)") + "return loss.item()", "comes first, before argmax"),
    (GOOD.replace("model(images)", "cnn(images)") + "return loss.item()", "You use `cnn`, but the function is given `model`"),
    ("for epoch in range(20):\n" + textwrap.indent(GOOD, "    ") + "return loss.item()", "leave the loop over the epochs outside"),
    (GOOD.replace("loss_function(model(images), labels)", "loss_function(model(images))") + "return loss.item()", "labels"),
    (GOOD.replace("optimizer.zero_grad()", "optimizer.zero_grads()") + "return loss.item()", "zero_grads"),
    (GOOD.replace("loss.backward()", "optimizer.backward()") + "return loss.item()", "backward"),
    ("with minidl.no_grad():\n" + textwrap.indent(LOSS, "    ") + "optimizer.zero_grad()\nloss.backward()\noptimizer.step()\nreturn loss.item()", "backward"),
    (LOSS + "loss.backward()\noptimizer.step()\nreturn loss_function(model(images), labels).item()", "the loss after the step"),
    (LOSS + "loss.backward()\noptimizer.step()\nreturn loss.item() / len(images)", "You forgot optimizer.zero_grad()"),
    ("model.eval()\n" + LOSS + "loss.backward()\noptimizer.step()\nreturn loss.item()", "You switch to model.eval()"),
]  # fmt: skip

QUIET = "model.eval()\nwith minidl.no_grad():\n    z = model(images)\nmodel.train()\n"
RIGHT_SHARES = [
    QUIET + "return (z.argmax(1) == labels).float().mean().item()",
    QUIET + "return float(np.mean(z.numpy().argmax(axis=1) == labels.numpy()))",
    QUIET + "right = 0\nfor row, label in zip(z, labels):\n    if row.argmax().item() == label.item():\n        right += 1\nreturn right / len(labels)",
    QUIET + "return sum(int(a == b) for a, b in zip(z.argmax(dim=1).tolist(), labels.tolist())) / len(labels)",
    QUIET + "return (z.argmax(dim=-1) == labels).sum().item() / labels.shape[0]",
    QUIET + "return metrics.accuracy_score(labels.numpy(), z.argmax(1).numpy())",
    "model.eval()\nwith minidl.no_grad():\n    z = model(images)\n    right = (z.argmax(1) == labels).float().mean()\nmodel.train(True)\nreturn right",
    QUIET + "return 1 - np.count_nonzero(z.numpy().argmax(1) - labels.numpy()) / len(labels)",
]  # fmt: skip
END = "return (z.argmax(1) == labels).float().mean().item()"
WRONG_SHARES = [
    ("with minidl.no_grad():\n    z = model(images)\nmodel.train()\n" + END, "You forgot model.eval()"),
    ("model.eval()\nwith minidl.no_grad():\n    z = model(images)\n" + END, "You leave the network in evaluation mode"),
    ("model.eval()\nz = model(images)\nmodel.train()\n" + END, "You forgot `with minidl.no_grad():`"),
    ("z = model(images)\n" + END, "You forgot model.eval()"),
    ("model.eval()\nz = model(images)\n" + END, "You forgot `with minidl.no_grad():`"),
    ("model.eval\nwith minidl.no_grad():\n    z = model(images)\nmodel.train()\n" + END, "Brackets are missing after `model.eval`"),
    ("model.eval()\nwith minidl.no_grad():\n    z = model(images)\nmodel.train\n" + END, "Brackets are missing after `model.train`"),
    ("with minidl.no_grad():\n    z = model(images)\nmodel.eval()\nmodel.train()\n" + END, "`model.eval()` is there, but not in its place"),
    ("model.eval()\nwith minidl.no_grad():\n    z = model(images)\n    " + END + "\nmodel.train()", "`model.train()` comes after `return`"),
    (QUIET.replace("no_grad()", "no_grad") + END, "brackets are missing: `with minidl.no_grad():`"),
    (QUIET + "return (z.argmax(1) == labels).sum().item()", "You return how many are right"),
    (QUIET + "return 100 * (z.argmax(1) == labels).float().mean().item()", "You return percent"),
    (QUIET + "return (z.argmax(1) != labels).float().mean().item()", "the share of wrong answers"),
    (QUIET + "return (z.argmax(1) == labels).sum().item() // len(labels)", "`//`"),
    (QUIET + "return (z.amax(1) == labels).float().mean().item()", "logits in place of classes"),
    (QUIET + "return (z.argmax(1) == labels).sum().item() / z.numpy().size", "the number of logits"),
    (QUIET + "return (z.argmax(1) == labels).sum().item() / 10", "You divide by 10"),
    (QUIET + "return (z.argmax(1) == labels).sum().item() / (len(labels) - 1)", "one image too few"),
    (QUIET + "right = 0\nfor i in range(len(labels) - 1):\n    right += z[i].argmax().item() == labels[i].item()\nreturn right / len(labels)", "last image is not counted"),
    (QUIET + "return (z.argmax(0) == labels).float().mean().item()", "best image of each class"),
    (QUIET + "return (z.argmax() == labels).float().mean().item()", "without an axis"),
    (QUIET + "return (z.argmin(1) == labels).float().mean().item()", "believes least"),
    (QUIET + "p = nn.functional.softmax(z, dim=1)\nreturn p.amax(1).mean().item()", "how sure the network is"),
    (QUIET + "print((z.argmax(1) == labels).float().mean().item())", "print"),
    (QUIET + "(z.argmax(1) == labels).float().mean().item()", "put `return` before"),
    (QUIET + "return (z.argmax(1) == labels).float().mean().item", "Brackets are missing"),
    (QUIET + "return z.argmax(1) == labels", "is wanted"),
    (QUIET + "return str((z.argmax(1) == labels).float().mean().item())", "returned a 'str'"),
    (QUIET + "return round((z.argmax(1) == labels).float().mean().item(), 1)", None),
    (QUIET + "return int((z.argmax(1) == labels).float().mean().item())", "cut"),
    ("return (model.predict(images) == labels).mean()", "predict"),
    (QUIET + "return (z == labels).float().mean().item()", "shapes"),
    (QUIET + "for row, label in zip(z, labels):\n    right = row.argmax().item() == label.item()\nreturn right / len(labels)", None),
    (QUIET + "right = 0\nfor row, label in zip(z, labels):\n    right += row.argmax().item() == label.item()\n    return right / len(labels)", "inside the loop"),
    ("z = model(images)\nmodel.train()\nreturn (z.argmax(1) == labels).sum().item()", None),
    ("with minidl.no_grad():\n    z = model(images)\nreturn 100 * (z.argmax(1) == labels).float().mean().item()", None),
]  # fmt: skip

E_AND_A = (
    "m = np.array(matrix, float)\nn = m.sum()\na = np.trace(m) / n\ne = (m.sum(0) * m.sum(1)).sum() / n**2\n"
)
RIGHT_KAPPAS = [
    E_AND_A + "return (a - e) / (1 - e)",
    "n = matrix.sum()\na = sum(matrix[i, i] for i in range(matrix.shape[0])) / n\ne = matrix.sum(axis=0) @ matrix.sum(axis=1) / n**2\nreturn (a - e) / (1 - e)",
    "n = 0\nfor row in matrix:\n    for cell in row:\n        n += cell\na = e = 0\nfor i in range(len(matrix)):\n    a += matrix[i][i] / n\n    column = 0\n    for row in matrix:\n        column += row[i]\n    e += sum(matrix[i]) * column / n / n\nreturn (a - e) / (1 - e)",
    "rows = [sum(row) for row in matrix]\ncolumns = [sum(column) for column in zip(*matrix)]\nn = sum(rows)\na = sum(matrix[k][k] for k in range(len(rows))) / n\ne = sum(r / n * c / n for r, c in zip(rows, columns))\nreturn 1 - (1 - a) / (1 - e)",
    E_AND_A + "return float((a - e) / (1 - e))",
    "m = minidl.tensor(np.array(matrix, float))\np = m / m.sum()\ne = (p.sum(0) * p.sum(1)).sum().item()\na = sum(p[i, i].item() for i in range(len(matrix)))\nreturn (a - e) / (1 - e)",
    "true, answers = [], []\nfor i, row in enumerate(matrix):\n    for j, times in enumerate(row):\n        true += [i] * int(times)\n        answers += [j] * int(times)\nreturn metrics.cohen_kappa_score(true, answers)",
]  # fmt: skip
WRONG_KAPPAS = [
    (E_AND_A + "return a", "That is the accuracy"),
    (E_AND_A + "return e", "That is p_e alone"),
    (E_AND_A + "return a - e / 1 - e", "Python divides first"),
    (E_AND_A + "return (a - e) / 1 - e", "Python divides first"),
    (E_AND_A + "return a - e / (1 - e)", "Brackets are missing around accuracy"),
    (E_AND_A + "return a - e", "Divide by 1 - p_e"),
    (E_AND_A + "return (a - e) / e", "You divided by p_e"),
    (E_AND_A + "return (e - a) / (1 - e)", "Every sign"),
    (E_AND_A + "return (a - e) / (1 - a)", "You divided by 1 - accuracy"),
    (E_AND_A + "return (a - 1 / len(m)) / (1 - 1 / len(m))", "p_e is 1/K for equal"),
    (E_AND_A + "return (a - 0.1) / 0.9", "p_e is 0.1"),
    (E_AND_A.replace("m.sum(0) * m.sum(1)", "m.sum(1) * m.sum(1)") + "return (a - e) / (1 - e)", "the row sums twice"),
    (E_AND_A.replace("m.sum(0) * m.sum(1)", "m.sum(0) * m.sum(0)") + "return (a - e) / (1 - e)", "the column sums twice"),
    (E_AND_A.replace("m.sum(0) * m.sum(1)", "np.diag(m) ** 2") + "return (a - e) / (1 - e)", "You squared the diagonal"),
    (E_AND_A.replace("n**2", "n") + "return (a - e) / (1 - e)", "p_e is divided by n²"),
    (E_AND_A.replace("m.sum()", "len(m)") + "return (a - e) / (1 - e)", "the number of classes"),
    (E_AND_A.replace("np.trace(m) / n", "np.trace(m)") + "return (a - e) / (1 - e)", "Divide it by n"),
    (E_AND_A.replace("n**2", "n^2").replace("m.sum()\n", "int(m.sum())\n").replace("m.sum(0) * m.sum(1)).sum()", "m.sum(0) * m.sum(1)).sum().astype(int)") + "return (a - e) / (1 - e)", None),
    (E_AND_A + "return 100 * (a - e) / (1 - e)", "percent"),
    (E_AND_A + "return round((a - e) / (1 - e), 2)", None),
    (E_AND_A + "return int((a - e) / (1 - e))", "cut to whole numbers"),
    (E_AND_A + "print((a - e) / (1 - e))", "It prints the answer"),
    (E_AND_A + "(a - e) / (1 - e)", "It returns nothing"),
    (E_AND_A + "return str((a - e) / (1 - e))", "text in place of"),
    (E_AND_A + "return [(a - e) / (1 - e)]", "return the number itself"),
    (E_AND_A + "return (a - e) // (1 - e)", "cut to whole numbers"),
    (E_AND_A.replace("np.trace(m) / n", "np.trace(m)").replace("n**2", "n") + "return (a - e) / (1 - e)", "p_e is divided by n²"),
    (E_AND_A.replace("m.sum(0) * m.sum(1)", "m.sum(1) * m.sum(1)") + "return a - e", "Two things at once"),
    (E_AND_A.replace("np.trace(m)", "m[0, 0]") + "return (a - e) / (1 - e)", "one class only"),
    (E_AND_A.replace("np.trace(m)", "m.sum()") + "return (a - e) / (1 - e)", "all answers as right"),
    (E_AND_A.replace("np.trace(m) / n", "np.trace(m) / len(m)") + "return (a - e) / (1 - e)", "Divide by n"),
    (E_AND_A.replace("n = m.sum()", "n = m.size") + "return (a - e) / (1 - e)", "how many cells"),
    (E_AND_A.replace("m.sum(0) * m.sum(1)", "m.sum() * m.sum()") + "return (a - e) / (1 - e)", "added up before"),
    (E_AND_A + "return max(0, (a - e) / (1 - e))", "Keep the sign"),
    (E_AND_A + "return 1 - (a - e) / (1 - e)", "1 - κ"),
    (E_AND_A.replace("np.trace(m)", "np.trace(m[::-1])") + "return (a - e) / (1 - e)", "the other diagonal"),
    ("n = matrix.total()\nreturn n", "total"),
    (E_AND_A + "return kappa_score", "does not know the name"),
]  # fmt: skip

LOOP = "best, best_epoch = math.inf, 0\nfor epoch, loss in enumerate(losses, start=1):\n    if loss < best:\n        best, best_epoch = loss, epoch\n    if epoch - best_epoch == patience:\n        return epoch\nreturn len(losses)"
COUNT = "best = losses[0]\nwaited = 0\nfor i in range(1, len(losses)):\n    if losses[i] < best:\n        best = losses[i]\n        waited = 0\n    else:\n        waited += 1\n    if waited == patience:\n        return i + 1\nreturn len(losses)"
RIGHT_STOPS = [
    LOOP,
    COUNT,
    COUNT.replace("waited == patience", "waited >= patience"),
    "epoch = waited = 0\nbest = 1e9\nwhile epoch < len(losses) and waited < patience:\n    if losses[epoch] < best:\n        best, waited = losses[epoch], 0\n    else:\n        waited += 1\n    epoch += 1\nreturn epoch",
    "for e in range(patience + 1, len(losses) + 1):\n    if min(losses[:e - patience]) <= min(losses[e - patience:e]):\n        return e\nreturn len(losses)",
    "lowest = np.minimum.accumulate(losses)\nfor e in range(patience, len(losses)):\n    if lowest[e] == lowest[e - patience]:\n        return e + 1\nreturn len(losses)",
    "b = 0\nfor i, loss in enumerate(losses):\n    b = i if loss < losses[b] else b\n    if i - b == patience:\n        return np.int64(i + 1)\nreturn len(losses)",
]  # fmt: skip
WRONG_STOPS = [
    (LOOP.replace("return epoch", "return best_epoch").replace("return len(losses)", "return best_epoch"), "You return the best epoch"),
    (LOOP.replace("0\nfor", "-1\nfor").replace(", start=1", "").replace("len(losses)", "len(losses) - 1"), "You count the epochs from 0"),
    (LOOP.replace(", start=1", ""), "count from 0, or do you wait one epoch less"),
    (COUNT.replace("return i + 1", "return i"), "count from 0, or do you wait one epoch less"),
    (COUNT.replace("waited == patience", "waited > patience"), "one epoch too long"),
    (COUNT.replace("waited == patience", "waited == patience - 1"), None),
    (LOOP.replace("loss < best", "loss <= best"), "An equal loss is no improvement"),
    (LOOP.replace("loss < best", "loss < best - 1e-3"), None),
    (COUNT.replace("losses[i] < best", "losses[i] < losses[i - 1]"), "the epoch before"),
    (COUNT.replace("        waited = 0\n", ""), "*In a row*"),
    (COUNT.replace("waited == patience", "waited == 1"), "without counting"),
    ("for i in range(1, len(losses)):\n    if losses[i] > losses[i - 1]:\n        return i + 1\nreturn len(losses)", None),
    ("return len(losses)", "You never stop early"),
    (LOOP.replace("return len(losses)", "return 0"), None),
    (LOOP.replace("(losses, ", "(losses[:-1], ").replace("return len(losses)", "return len(losses) - 1"), "the last epoch is missing"),
    (LOOP.replace("(losses, ", "(losses[1:], "), "The first loss"),
    (LOOP.replace("math.inf", "1"), "begins too low"),
    ("return min(losses.index(min(losses)) + 1 + patience, len(losses))", "smallest loss of *all*"),
    (LOOP.replace("return epoch", "return loss"), "Return the number of the epoch"),
    (LOOP.replace("\nreturn len(losses)", ""), "a `return` is missing below the loop"),
    ("return losses.index(min(losses)) + 1", "smallest loss of *all*"),
    ("return losses.index(min(losses))", None),
    ("return int(np.argmin(losses)) + patience + 1", None),
    ("return min(losses)", None),
    (LOOP.replace("return epoch", "return loss").replace("return len(losses)", "return losses[-1]"), None),
    (LOOP.replace("return epoch", "print(epoch)"), None),
    (LOOP.replace("        return epoch\nreturn len(losses)", "        return epoch\n    return len(losses)"), None),
    (LOOP.replace("return epoch", "return str(epoch)"), "text"),
    (LOOP.replace("return epoch", "return [epoch]"), "the number itself"),
    (LOOP.replace("loss < best", "loss > best"), "Count from the best one on"),
    (LOOP.replace("return epoch", "break"), None),
    (LOOP.replace("return epoch", "return epoch - patience"), "You return the best epoch"),
    (LOOP.replace("return epoch", "return epoch + 1"), "one epoch more"),
    (LOOP.replace("math.inf", "0"), "Count from the best one on"),
    (COUNT.replace("best = losses[0]\n", ""), "no value yet"),
    (COUNT.replace("losses[i] < best", "losses[i + 1] < best"), "one part is too much"),
    ("losses.sort()\n" + LOOP, None),
]  # fmt: skip

RIGHT = {
    "16.1": [900, 900.0, 45 * 20, np.int64(900), math.ceil(1437 / 32) * 20, -(-1437 // 32) * 20],
    "16.2": [step(body) for body in RIGHT_STEPS],
    "16.3": [share(body) for body in RIGHT_SHARES],
    "16.4": [kappa(body) for body in RIGHT_KAPPAS],
    "16.5": [stop(body) for body in RIGHT_STOPS],
}
WRONG = {
    "16.1": [
        (880, "leaves out the last"),
        (898.125, "half a step"),
        (898.1, "half a step"),
        (898, "rounds at the end"),
        (899, "rounds at the end"),
        (45, "There are 20"),
        (44, "44 whole batches"),
        (44.9, "round up"),
        (920, "There are 45"),
        (28740, "a step for each image"),
        (1437, "batches of 1"),
        (20, "whole training set"),
        (640, "the size of a batch"),
        (45984, "divide"),
        ("900", "quotes"),
        ((898, 125), "has a point: 898.125."),
        ([900], "number alone"),
        (1800, None),
        (0, None),
        (None, "expected a number"),
        (math.nan, "expected a number"),
    ],
    "16.2": [(step(body), words) for body, words in WRONG_STEPS],
    "16.3": [(share(body), words) for body, words in WRONG_SHARES],
    "16.4": [(kappa(body), words) for body, words in WRONG_KAPPAS],
    "16.5": [(stop(body), words) for body, words in WRONG_STOPS],
}


def all_epochs_counted(losses, patience):
    best, best_epoch = math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch  # noqa: F841
        if epoch >= patience:
            return epoch
    return len(losses)


def a_rise_late_enough(losses, patience):
    best = math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best = loss
        elif epoch >= patience:
            return epoch
    return len(losses)


WRONG["16.5"] += [
    (all_epochs_counted, "`patience` epochs in all"),
    (a_rise_late_enough, "at a rise without counting"),
]
