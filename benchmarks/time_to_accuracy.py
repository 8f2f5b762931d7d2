"""Seconds until the lecture's LeNet reaches 98.5 % on MNIST's test set, beside PyTorch, two threads.

    MINIDL_DATA=... OPENBLAS_NUM_THREADS=2 python -m benchmarks.time_to_accuracy

Both start from the same weights and see the same batches (Adam 1e-3, batch 128), in turns of 100 steps.
Wall-clock time of the training alone: the test between the turns is not counted.
"""

import time

import numpy as np

from . import workloads

TARGET, TURN, BATCH, LONGEST = 0.985, 100, 128, 2000


def main():
    import torch

    from minidl.data import mnist

    torch.set_num_threads(2)
    try:
        train, test = ([t.data.numpy() for t in part.tensors] for part in mnist())
    except (OSError, ValueError) as error:
        print(f"Time to {TARGET:.1%} on MNIST: not measured. {error}")
        return
    libraries = workloads.minidl_library(), workloads.torch_library()
    models = [workloads.lenet(library.nn) for library in libraries]
    with torch.no_grad():
        for ours, theirs in zip(models[0].parameters(), models[1].parameters(), strict=True):
            theirs.copy_(torch.from_numpy(ours.data.numpy()))
    racers = [Racer(library, model, train) for library, model in zip(libraries, models, strict=True)]
    order = np.random.default_rng(0)
    batches = [order.integers(0, len(train[0]), BATCH) for _ in range(LONGEST)]
    for start in range(0, LONGEST, TURN):
        for racer in racers:
            if racer.accuracy < TARGET:
                racer.run(batches[start : start + TURN])
                racer.test(*test)
    print(
        f"Seconds of training, by the clock and with two threads, until LeNet knows {TARGET:.1%} of MNIST's"
    )
    print("test images (Adam 1e-3, batch 128, same start and same batches):")
    print(", ".join(f"{r.library.name} **{r.seconds:.1f} s** ({r.steps} steps)" for r in racers) + ".")


class Racer:
    """A model in training, with a clock."""

    def __init__(self, library, model, train):
        self.library, self.model, self.train = library, model, train
        self.optimizer = library.optim.Adam(model.parameters(), lr=1e-3)
        self.seconds, self.steps, self.accuracy = 0.0, 0, 0.0

    def run(self, batches):
        images, labels = self.train
        start = time.perf_counter()
        for batch in batches:
            x, y = self.library.wrap(images[batch]), self.library.wrap(labels[batch])
            self.optimizer.zero_grad()
            self.library.F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()
        self.seconds += time.perf_counter() - start
        self.steps += len(batches)

    def test(self, images, labels):
        with self.library.no_grad():
            parts = range(0, len(images), 500)
            outputs = [self.model(self.library.wrap(images[i : i + 500])) for i in parts]
        guesses = np.concatenate([np.asarray(output.argmax(1).numpy()) for output in outputs])
        self.accuracy = float((guesses == labels).mean())


if __name__ == "__main__":
    main()
