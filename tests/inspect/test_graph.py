"""The picture of a graph: the right nodes, edges, values and gradients, and nothing changed by drawing."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.inspect import graph


def example():
    x = minidl.tensor(2.0, requires_grad=True)
    y = minidl.tensor(-3.0, requires_grad=True)
    product = x * y
    return x, y, product, product + x


def test_nodes_edges_values_and_gradients():
    x, y, product, z = example()
    g = graph(z, x=x, y=y, product=product)
    assert [(name, operation) for name, operation, _, _ in g.boxes] == [
        ("x", None), ("y", None), ("product", "mul"), ("v1", "add"),
    ]  # fmt: skip
    assert [float(value) for _, _, value, _ in g.boxes] == [2, -3, -6, -4]
    assert [float(gradient) for _, _, _, gradient in g.boxes] == [-2, 2, 1, 1]
    assert g.edges == [(0, 2), (1, 2), (2, 3), (0, 3)]


def test_text():
    x, y, _, z = example()
    assert str(graph(z, x=x, y=y, z=z)) == repr(graph(z, x=x, y=y, z=z))
    assert str(graph(z, x=x, y=y, z=z)).splitlines() == [
        "x = given       value 2   grad -2",
        "y = given       value -3  grad 2",
        "v1 = mul(x, y)  value -6  grad 1",
        "z = add(v1, x)  value -4  grad 1",
    ]


def test_mermaid():
    x, y, _, z = example()
    assert graph(z, x=x, y=y).mermaid().splitlines() == [
        "flowchart LR",
        '    n0(["x<br/>value 2<br/>grad -2"])',
        '    n1(["y<br/>value -3<br/>grad 2"])',
        '    n2["v1 = mul<br/>value -6<br/>grad 1"]',
        '    n3["v2 = add<br/>value -4<br/>grad 1"]',
        "    n0 --> n2", "    n1 --> n2", "    n2 --> n3", "    n0 --> n3",
    ]  # fmt: skip


def test_svg_is_well_formed_and_no_box_covers_another():
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    g = graph(model(minidl.randn(2, 3)).sum(), model=model)
    root = ElementTree.fromstring(g.svg())
    tag = "{http://www.w3.org/2000/svg}"
    boxes = [[float(r.get(k)) for k in ("x", "y", "width", "height")] for r in root.iter(f"{tag}rect")]
    texts = ["".join(t.itertext()) for t in root.iter(f"{tag}text")]
    assert len(boxes) == len(g.boxes) and "model.0.weight" in texts
    arrows = [p for p in root.iter(f"{tag}path") if p.get("marker-end")]
    assert len(arrows) == len(g.edges)
    _, _, width, height = map(float, root.get("viewBox").split())
    for i, (x, y, w, h) in enumerate(boxes):
        assert x >= 0 and x + w <= width and y >= 0 and y + h <= height
        for x2, y2, _, _ in boxes[:i]:
            assert abs(x - x2) >= w or abs(y - y2) >= h
    assert "model.0.weight" in root.get("aria-label")


def test_jupyterlab_gets_mermaid_others_svg_or_text():
    x, _, _, z = example()
    bundle = graph(z, x=x)._repr_mimebundle_()
    assert set(bundle) == {"text/vnd.mermaid", "image/svg+xml", "text/plain"}


def test_special_characters_are_harmless():
    x, _, _, z = example()
    g = graph(z, **{'a<b & "c"': x})
    ElementTree.fromstring(g.svg())
    assert '"c"' not in g.mermaid()


def test_an_operand_used_twice_has_two_arrows():
    a = minidl.tensor(1.5, requires_grad=True)
    b = a + a
    c = b + b
    g = graph(c, a=a, b=b, c=c)
    assert g.edges == [(0, 1), (0, 1), (1, 2), (1, 2)]
    assert [float(box[3]) for box in g.boxes] == [4, 2, 1]


def test_drawing_changes_nothing():
    x, y, product, z = example()
    product.retain_grad()
    x.grad = minidl.tensor(7.0)
    graph(z)
    assert x.grad.item() == 7 and y.grad is None and product.grad is None
    z.backward()
    assert (x.grad.item(), y.grad.item(), product.grad.item()) == (5, 2, 1)


def test_arrays_are_shown_by_shape_and_range():
    x = minidl.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    text = str(graph((x * x).sum(), x=x))
    assert "value 2×2: 1 … 5  " in text and "grad 2×2: 2 … 10" in text
    pair = minidl.tensor([1.0, 2.0], requires_grad=True)
    assert "value [1, 2]" in str(graph(pair.sum()))


def test_without_a_single_number_there_are_no_gradients():
    x = minidl.tensor([1.0, 2.0], requires_grad=True)
    assert all(box[3] is None for box in graph(x * 2).boxes)


def test_constants_and_parameters_get_names():
    x, w = minidl.tensor([1.0, 2.0]), minidl.tensor([3.0, 4.0], requires_grad=True)
    names = [name for name, *_ in graph(((x * w).sum() - 1) ** 2).boxes]
    assert names == ["c1", "p1", "v1", "v2", "1", "v3", "v4"]


def test_errors():
    x, _, _, z = example()
    with pytest.raises(ValueError, match="expects a tensor that was computed"):
        graph(x)
    with pytest.raises(ValueError, match="expects a tensor that was computed"):
        graph(np.ones(2))
    with pytest.raises(TypeError, match="x must be a Tensor or a Module, got ndarray"):
        graph(z, x=np.ones(2))
    z.backward()
    with pytest.raises(ValueError, match=r"backward\(\) has freed this graph"):
        graph(z)
    long = x
    for _ in range(300):
        long = long * 1.01
    with pytest.raises(ValueError, match="more than 200 operations are too many"):
        graph(long)
