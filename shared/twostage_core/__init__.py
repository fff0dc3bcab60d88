"""twostage: recall stays yours, precision is judged.

The front door. Everything public is here; what needs torch is imported when it is first used.
"""

from __future__ import annotations

from twostage_core.bytestores.memory import MemoryByteStore
from twostage_core.bytestores.protocol import AsyncByteStore, ByteStore
from twostage_core.calibration import Calibration
from twostage_core.candidate import Candidate
from twostage_core.errors import (
    InputError,
    ModelError,
    ModelIntegrityError,
    ModelNotFoundError,
    NotCalibrated,
    NothingVerified,
    TwoStageError,
    VerificationError,
)
from twostage_core.judgement import Decision, Judgement, Timings, Verdict
from twostage_core.loading import load_verifier
from twostage_core.policy import OnEmpty, OnError, OnReject, OnUnverified, Order, Policy, Verify
from twostage_core.stage import PrecisionStage
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.cross_encoder import CrossEncoderVerifier
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Judge, Relation, Verification, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

__version__ = "0.1.0"

__all__ = [
    "AsyncByteStore",
    "ByteStore",
    "Calibration",
    "Candidate",
    "CrossEncoderVerifier",
    "Decision",
    "InputError",
    "Judge",
    "Judgement",
    "MaxSimVerifier",
    "MemoryByteStore",
    "ModelError",
    "ModelIntegrityError",
    "ModelNotFoundError",
    "NotCalibrated",
    "NothingVerified",
    "OnEmpty",
    "OnError",
    "OnReject",
    "OnUnverified",
    "Order",
    "Policy",
    "PrecisionStage",
    "Relation",
    "SimilarityMapVerifier",
    "Timings",
    "TokenStore",
    "TwoStageError",
    "Verdict",
    "Verification",
    "VerificationError",
    "Verifier",
    "Verify",
    "__version__",
    "load_verifier",
]
