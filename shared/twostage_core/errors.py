"""Owns the exceptions that leave this library.

::

    TwoStageError
    ├── InputError            (also ValueError)   an argument is wrong; nothing was computed
    │   └── NotCalibrated                         a named threshold, but no calibration gives it a meaning
    ├── ModelError            (also RuntimeError) a model cannot be used
    │   ├── ModelNotFoundError                    neither here nor on the Hub
    │   └── ModelIntegrityError                   found, but its files are not the expected ones
    ├── VerificationError     (also RuntimeError) the verifier failed while judging
    └── NothingVerified       (also LookupError)  asked to raise when no candidate was accepted
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twostage_core.judgement import Judgement


class TwoStageError(Exception):
    """Root of every exception this library raises on purpose."""


class InputError(TwoStageError, ValueError):
    """An argument is outside what the function accepts; raised before any work is done."""


class NotCalibrated(InputError):
    """A named threshold was asked of a verifier without a calibration for it; the message says how to fit one."""


class ModelError(TwoStageError, RuntimeError):
    """A model cannot be loaded or used."""


class ModelNotFoundError(ModelError):
    """The model is neither on this machine nor reachable; the message says how to get it."""


class ModelIntegrityError(ModelError):
    """The model's files were found, and are not the ones that this version expects."""


class VerificationError(TwoStageError, RuntimeError):
    """The verifier failed while judging; the original exception is the cause."""


class NothingVerified(TwoStageError, LookupError):
    """No candidate was accepted, and ``on_empty="raise"`` asked to be told so.

    Attributes:
        judgement: The full judgement, with a verdict for every candidate.
    """

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(judgement.reason or "no candidate was accepted")
        self.judgement = judgement
