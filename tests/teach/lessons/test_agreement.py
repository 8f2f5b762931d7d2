"""Solutions of lessons 11 and 12 against the code that they teach, so that no exercise teaches something else."""

from minidl import nn
from minidl.inspect import receptive_field as field_of_model
from minidl.teach.kit.lesson import find
from minidl.windows.geometry import output_size


def test_the_solutions_agree_with_the_framework():
    solution = {id: find(id).solution for id in ("11.2", "11.4", "12.2", "12.3", "12.5")}
    for case in find("11.2").cases:
        assert solution["11.2"](*case) == output_size(*case)
    conv = nn.Conv2d(3, 10, 5, padding=2)
    assert solution["11.4"](3, 10, 5, 32, 32, 1, 2)[0] == sum(p.numel() for p in conv.parameters())
    for layers in ([(5, 1, 2), (2, 2, 0), (5, 1, 2), (2, 2, 0)], [(3, 2, 1), (3, 1, 1), (3, 2, 0)]):
        model = nn.Sequential(*(nn.Conv2d(1, 1, k, stride=s, padding=p) for k, s, p in layers))
        (field, _) = field_of_model(model, (1, 40, 40))
        assert solution["12.3"](layers) == (field.jump, field.start)
        assert solution["12.2"]([(k, s, 1) for k, s, _ in layers]) == field.size
        touched = solution["12.5"]([(k, s, 1) for k, s, _ in layers])
        assert max(touched) - min(touched) + 1 == field.size
