"""A blue dot, which is to be seen where widgets work."""

import anywidget
import traitlets

from ...kit.bundle import script

NO_DOT = (
    "No blue dot, but these words? Then widgets do not work here, and neither do questions and pictures. "
    "Close JupyterLab, open a terminal in the course's folder, and type: make lab"
)


class BlueDot(anywidget.AnyWidget):
    _esm = script(__file__, "dot.js")
    words = traitlets.Unicode("This blue dot is a widget. Questions and pictures work, too.").tag(sync=True)

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": NO_DOT}, metadata
