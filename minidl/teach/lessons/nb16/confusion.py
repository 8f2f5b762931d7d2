"""The confusion matrix whose cells open: which images lie behind a number."""

import base64

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Picture, Whole
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
    _data = traitlets.Dict().tag(sync=True)  # names, classes, labels, answers, how sure, images

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
        self._data = {
            "names": list(tables),
            "classes": [str(c) for c in (range(count) if class_names is None else class_names)],
            "labels": labels.tolist(),
            "answers": [table.argmax(axis=1).tolist() for table in tables.values()],
            "sure": [np.round(100 * table.max(axis=1)).astype(int).tolist() for table in tables.values()],
            "size": list(greys.shape[1:]),
            "greys": base64.b64encode(greys.tobytes()).decode(),
        }
        self._limits = {name: [0, high, high, 1] for name, high in self._highest().items()}
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
        high = self._highest().get(proposal["trait"].name, MOST_CLASSES) if self._data else MOST_CLASSES
        if proposal["value"] > high:
            raise traitlets.TraitError(
                f"{proposal['trait'].name} must be a whole number from 0 to {high}, got {proposal['value']}."
            )
        return proposal["value"]

    def _highest(self):
        last = len(self._data["classes"]) - 1
        return {"network": len(self._data["names"]) - 1, "true_class": last, "answer": last}

    # --- the arithmetic; confusion.js says the same ---

    def counts(self, network: int | None = None) -> np.ndarray:
        """How many images of each true class (row) got each answer (column)."""
        classes = len(self._data["classes"])
        table = np.zeros((classes, classes), dtype=int)
        answers = self._data["answers"][self.network if network is None else network]
        np.add.at(table, (self._data["labels"], answers), 1)
        return table

    def behind(self) -> list[int]:
        """The numbers of the images behind the chosen cell; those come first of which it is least sure."""
        answers, sure = self._data["answers"][self.network], self._data["sure"][self.network]
        pairs = enumerate(zip(self._data["labels"], answers))
        found = [i for i, pair in pairs if pair == (self.true_class, self.answer)]
        return sorted(found, key=lambda i: (sure[i], i))

    def _worst(self, network):
        table = self.counts(network)
        np.fill_diagonal(table, -1)
        return tuple(int(i) for i in np.unravel_index(table.argmax(), table.shape))

    def describe(self):
        data, found = self._data, self.behind()
        name, table = data["names"][self.network], self.counts()
        true, answer = data["classes"][self.true_class], data["classes"][self.answer]
        row, right = int(table[self.true_class].sum()), int(np.trace(table))
        how = "which is right" if self.true_class == self.answer else "which is wrong"
        least = f" (least sure: {data['sure'][self.network][found[0]]} %)" if found else ""
        many = f"{len(found)} of {row}" if found else f"none of {row}"
        return (
            f"{name}: {many} images of class {true} got the answer {answer}, {how}{least}; "
            f"in all {right} of {len(data['labels'])} images got the right one."
        )
