"""The adapter's front door, and what opening it costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import llamaindex_twostage

PROBE = """
import json, sys, time
start = time.perf_counter()
import llama_index.core.postprocessor.types
framework = time.perf_counter()
import llamaindex_twostage
end = time.perf_counter()
heavy = [name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules]
print(json.dumps({"framework": framework - start, "adapter": end - framework, "heavy": heavy}))
"""


def test_all_is_pinned() -> None:
    assert llamaindex_twostage.__all__ == ["TwoStageIndexer", "TwoStagePostprocessor"]
    assert all(hasattr(llamaindex_twostage, name) for name in llamaindex_twostage.__all__)


def test_import_is_light() -> None:
    root = Path(__file__).parents[2]
    probe = f"import sys; sys.path[:0] = [{str(root)!r}, {str(root / 'shared')!r}]\n{PROBE}"
    runs = [
        json.loads(subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True).stdout)
        for _ in range(3)
    ]
    assert [run["heavy"] for run in runs] == [[], [], []]
    assert statistics.median(run["adapter"] for run in runs) <= 0.2
