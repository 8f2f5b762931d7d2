"""Looking into models: are the gradients right, how big is it, what does it cost?"""

from .gradcheck import GradcheckError, gradcheck
from .summary import Summary, summary

__all__ = ["GradcheckError", "Summary", "gradcheck", "summary"]
