"""Owns what must stand beside a measured figure: the machine and the versions it was measured with."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

_LIBRARIES = ("twostage-rag", "torch", "transformers", "sentence-transformers", "numpy", "scikit-learn")


def provenance() -> dict[str, Any]:
    """Names the hardware and the versions that a figure hangs on.

    Returns:
        ``cpu``, ``cores``, ``threads`` (that torch computes with), ``python``, ``platform`` and ``versions`` (of the
        libraries that are installed).
    """
    import torch

    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def _cpu() -> str:
    """The processor's name; ``platform.processor`` is empty on most Linux machines."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
