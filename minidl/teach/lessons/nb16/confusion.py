"""The confusion matrix whose cells open: which images lie behind a number."""

import base64

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Picture, Whole, whole
from ...kit.values import plain

MOST_CLASSES = 12


class ConfusionPicture(Picture):
    """A confusion matrix for each classifier; the chosen cell shows its images.

        picture = ConfusionPicture(test_images, test_labels, {"CNN": p_cnn, "MLP": p_mlp})

    `images` are (N, H, W) or (N, 1, H, W), the predictions each (N, classes): probabilities. `network` is the
    number of the classifier, `true_class` the row and `answer` the column. Raises ValueError if there are not
    as many labels and rows of probabilities as images.
    """

    _esm = script(__file__, "confusion.js")
    _css = style(__file__, "confusion.css")

    network = Whole(0, 0, 9)
    true_class = Whole(0, 0, MOST_CLASSES - 1)
    answer = Whole(0, 0, MOST_CLASSES - 1)
    _data = traitlets.Dict().tag(sync=True)  # all that the page shows: for each cell its images, its sentence

    def __init__(self, images, labels, predictions: dict, class_names=None, **state):
        images, labels = np.asarray(plain(images), dtype=float), np.asarray(plain(labels))
        images = images.reshape(len(images), *images.shape[-2:])
        tables = {name: np.asarray(plain(p), dtype=float) for name, p in predictions.items()}
        for name, table in tables.items():
            if table.ndim != 2 or not len(table) == len(labels) == len(images):
                all_of = f"{len(images)} images, {len(labels)} labels, and for {name} an array {table.shape}"
                raise ValueError(f"ConfusionPicture needs a row of probabilities for each image: {all_of}.")
        if not 1 <= len(tables) <= 10:
            raise ValueError(f"ConfusionPicture compares 1 to 10 classifiers, got {len(tables)}.")
        count = next(iter(tables.values())).shape[1]
        if not 2 <= count <= MOST_CLASSES:
            raise ValueError(f"ConfusionPicture draws 2 to {MOST_CLASSES} classes, got {count}.")
        low, high = images.min(), images.max()
        greys = np.round(255 * (images - low) / ((high - low) or 1)).astype(np.uint8)
        super().__init__(presets={})
        classes = [str(c) for c in (range(count) if class_names is None else class_names)]
        sure = [np.round(100 * table.max(axis=1)).astype(int).tolist() for table in tables.values()]
        behind = [_behind(labels, p.argmax(axis=1), sure_, count) for p, sure_ in zip(tables.values(), sure)]
        self._data = {
            "names": list(tables),
            "classes": classes,
            "sure": sure,
            "behind": behind,
            "said": [_said(*one, classes) for one in zip(tables, behind, sure)],
            "size": list(greys.shape[1:]),
            "greys": base64.b64encode(greys.tobytes()).decode(),
        }
        highest = {"network": len(tables) - 1, "true_class": count - 1, "answer": count - 1}
        self._limits = {name: [0, high, high, 1] for name, high in highest.items()}
        if state:
            self.set(**state)
        self._start = self.state()
        names = ("network", "true_class", "answer")
        self.presets = {
            f"{name}: a frequent mistake": dict(zip(names, (n, *self._worst(n))))
            for n, name in enumerate(tables)
        }

    @traitlets.validate("network", "true_class", "answer")
    def _within(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        return whole(name, value, 0, self._limits.get(name, [0, value])[1])

    def counts(self, network: int | None = None) -> np.ndarray:
        """How many images of each true class (row) got each answer (column)."""
        cells = self._data["behind"][self.network if network is None else network]
        return np.array([[len(images) for images in row] for row in cells])

    def behind(self) -> list[int]:
        """The numbers of the images behind the chosen cell; those come first of which it is least sure."""
        return self._data["behind"][self.network][self.true_class][self.answer]

    def _worst(self, network):
        table = self.counts(network)
        np.fill_diagonal(table, -1)
        return tuple(int(i) for i in np.unravel_index(table.argmax(), table.shape))

    def describe(self):
        return self._data["said"][self.network][self.true_class][self.answer]


def _behind(labels, answers, sure, count):
    """For each true class and each answer, the images, the least sure first."""
    cells = [[[] for _ in range(count)] for _ in range(count)]
    for image in sorted(range(len(labels)), key=lambda i: (sure[i], i)):
        cells[labels[image]][answers[image]].append(image)
    return cells


def _said(name, cells, sure, classes):
    """For each true class and each answer, the sentence."""
    right = sum(len(row[i]) for i, row in enumerate(cells))

    def sentence(i, j):
        found, row = cells[i][j], sum(map(len, cells[i]))
        least = f" (least sure: {sure[found[0]]} %)" if found else ""
        return (
            f"{name}: {len(found) or 'none'} of {row} images of class {classes[i]} got the answer "
            f"{classes[j]}, which is {'right' if i == j else 'wrong'}{least}; "
            f"in all {right} of {len(sure)} images got the right one."
        )

    return [[sentence(i, j) for j in range(len(classes))] for i in range(len(classes))]
