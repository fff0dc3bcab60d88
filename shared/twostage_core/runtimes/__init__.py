"""What runs a checkpoint: torch in float32 or bfloat16, or ONNX Runtime, as its folder says."""

from twostage_core.runtimes.loaded import Loaded, Scores, load

__all__ = ["Loaded", "Scores", "load"]
