"""Everything about sliding windows: sizes, the plain definitions, fast convolution, pooling.

Read `plain` first (what it means), then `geometry` (how big it is), then `lowering` and `convolution`
(why it is fast).
"""

from . import adaptive, convolution, geometry, plain, pooling, unfolding
from .geometry import Geometry, output_size, transposed_geometry, window_geometry
