"""The classroom layer: what notebooks need around the framework."""

from .figures import confusion_matrices, image_grid, score_table, show
from .live import LiveCurve

__all__ = ["LiveCurve", "confusion_matrices", "image_grid", "score_table", "show"]
