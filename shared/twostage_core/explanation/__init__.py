"""Says why a text was accepted or rejected: the map, the window, the tokens that it hangs on."""

from twostage_core.explanation.explain import explain
from twostage_core.explanation.reading import Explanation, Reading, Token

__all__ = ["Explanation", "Reading", "Token", "explain"]
