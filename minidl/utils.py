"""PyTorch's path to the datasets and loaders: `minidl.utils.data` is `minidl.data`."""

import sys

from . import data

data.dataloader = data.dataset = data.sampler = data
for _name in ("data", "data.dataloader", "data.dataset", "data.sampler"):
    sys.modules[f"{__name__}.{_name}"] = data
