"""The course's models, losses and training loops: this file runs in PyTorch, too, once its imports are
swapped (every `minidl` below becomes `torch`). `test_swap.py` does that.
"""

import minidl
import minidl.nn.functional as F
from minidl import nn, optim
from minidl.nn.utils import clip_grad_norm_
from minidl.optim.lr_scheduler import CosineAnnealingLR, StepLR


class MLP(nn.Module):
    """Fully connected, with batch normalisation and dropout."""

    def __init__(self, features=20, hidden=16, classes=4):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(features, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(hidden, classes),
        )

    def forward(self, x):
        return self.layers(x)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, kernel_size=5, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=2, stride=2),
        nn.Flatten(),
        nn.Linear(8 * 7 * 7, 32),
        nn.ReLU(),
        nn.Linear(32, 10),
    )


def keras_8586():
    """The lecture's network of 8,586 parameters; as printed it has no activations."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 7, stride=2),
        nn.Conv2d(8, 16, 5, stride=2),
        nn.Conv2d(16, 32, 3),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


class Separable(nn.Module):
    """Each channel by itself, then 1×1 over the channels."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, kernel_size, stride, groups=in_channels, bias=False
        )
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))


def separable_1427():
    """The lecture's network of 1,427 parameters."""
    return nn.Sequential(
        Separable(1, 8, 7, stride=2),
        Separable(8, 16, 5, stride=2),
        Separable(16, 32, 3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([ResidualBlock(1, 4), ResidualBlock(4, 8, stride=2), ResidualBlock(8, 8)])
        self.norm = nn.GroupNorm(2, 8)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x).mean(dim=(2, 3)))


class Autoencoder(nn.Module):
    """Down to a code of 6 numbers and up again with transposed convolutions; it removes noise."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 4, 3, stride=2, padding=1),
            nn.LeakyReLU(0.1),
            nn.Conv2d(4, 8, 3, stride=2, padding=1),
            nn.LeakyReLU(0.1),
            nn.Flatten(),
            nn.Linear(8 * 7 * 7, 6),
        )
        self.decoder = nn.Sequential(
            nn.Linear(6, 8 * 7 * 7),
            nn.Unflatten(1, (8, 7, 7)),
            nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1),
            nn.ELU(),
            nn.ConvTranspose2d(4, 1, 2, stride=2),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


class SegmentationNet(nn.Module):
    """Encoder and decoder with a skip connection: a class for each pixel."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(1, 4, 3, padding=1, padding_mode="reflect")
        self.middle = nn.Conv2d(4, 4, 3, padding=2, dilation=2)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.head = nn.Conv2d(8, 3, 1)

    def forward(self, x):
        wide = F.silu(self.down(x))
        deep = F.gelu(self.middle(F.avg_pool2d(wide, 2)))
        return self.head(minidl.cat([wide, self.up(deep)], dim=1))


class LSTMClassifier(nn.Module):
    """Reads the rows of an image one after the other."""

    def __init__(self, hidden=8):
        super().__init__()
        self.lstm = nn.LSTM(28, hidden, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden, 10)

    def forward(self, x):
        output, (h, c) = self.lstm(x.squeeze(1))
        return self.head(output[:, -1])


class TokenGRU(nn.Module):
    """Which token comes next? Embedding, GRU, layer norm."""

    def __init__(self, tokens=12, size=6):
        super().__init__()
        self.embedding = nn.Embedding(tokens, size, padding_idx=0)
        self.gru = nn.GRU(size, 8, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, tokens)

    def forward(self, x):
        output, _ = self.gru(self.embedding(x))
        return self.head(self.norm(output))


def train(model, forward_loss, optimizer, batches, scheduler=None, max_norm=None):
    """The usual loop; the losses, one for each batch."""
    losses = []
    model.train()
    for batch in batches:
        optimizer.zero_grad()
        loss = forward_loss(model, *batch)
        loss.backward()
        if max_norm is not None:
            clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        losses.append(loss.item())
    return losses


def classification(model, x, y):
    return F.cross_entropy(model(x), y)


def smoothed(model, x, y):
    return nn.CrossEntropyLoss(label_smoothing=0.1)(model(x), y)


def likelihood(model, x, y):
    return F.nll_loss(F.log_softmax(model(x), dim=1), y)


def one_against_all(model, x, y):
    return F.binary_cross_entropy_with_logits(model(x), F.one_hot(y, 10).to(x.dtype))


def reconstruction(model, x, y):
    noise = 0.1 * minidl.ones_like(x) * (x > 0.5)
    return F.mse_loss(model(x + noise), x) + 1e-4 * sum(p.abs().sum() for p in model.encoder.parameters())


def pixels(model, x, y):
    labels = (x.squeeze(1) * 3).long().clamp(0, 2)
    return F.cross_entropy(model(x), labels, weight=minidl.tensor([1.0, 2.0, 0.5], dtype=x.dtype))


def next_token(model, x, y):
    return F.cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten(), ignore_index=0)


def by_hand(model, x, y):
    """The loss written out in tensors; the gradient step is PyTorch's all the same."""
    logits = model(x)
    p = minidl.exp(logits - logits.max(dim=1, keepdim=True).values)
    p = p / p.sum(dim=1, keepdim=True)
    return -minidl.log(p[minidl.arange(len(y)), y]).mean()


def scheduled_sgd(model):
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3)
    return optimizer, StepLR(optimizer, step_size=5, gamma=0.5)


def scheduled_adam(model):
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    return optimizer, CosineAnnealingLR(optimizer, T_max=12)


# name: (model, loss, optimizer and scheduler, kind of data, largest norm of the gradient)
LESSONS = {
    "MLP": (MLP, classification, scheduled_adam, "features", None),
    "LeNet": (lenet, classification, scheduled_sgd, "images", None),
    "8586": (keras_8586, smoothed, lambda m: (optim.Adam(m.parameters(), 0.002), None), "images", None),
    "1427": (
        separable_1427,
        likelihood,
        lambda m: (optim.RMSprop(m.parameters(), 0.002), None),
        "images",
        None,
    ),
    "residual": (
        ResNet,
        one_against_all,
        lambda m: (optim.AdamW(m.parameters(), 0.01), None),
        "images",
        None,
    ),
    "autoencoder": (Autoencoder, reconstruction, scheduled_adam, "images", None),
    "segmentation": (
        SegmentationNet,
        pixels,
        lambda m: (optim.Adagrad(m.parameters(), 0.05), None),
        "images",
        None,
    ),
    "LSTM": (LSTMClassifier, classification, scheduled_adam, "images", 1.0),
    "GRU": (TokenGRU, next_token, lambda m: (optim.Adadelta(m.parameters(), 1.0), None), "tokens", 0.5),
    "by hand": (MLP, by_hand, scheduled_sgd, "features", None),
}
