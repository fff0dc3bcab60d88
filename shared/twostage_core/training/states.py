"""Owns the states of a run that may be stopped: whose they are, and how long the run has taken so far."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from twostage_core.errors import InputError

_RUN = "run.json"


class States(TrainerCallback):
    """The folder in which a trainer leaves its states, and beside them what the run hangs on.

    A run goes on from states of its own alone: from those of another it would come out as something that no recipe
    says, and pairs that are kept apart now may have been trained on then.

    Args:
        folder: Where the trainer leaves its states; need not be there.
        run: What the run hangs on, in JSON's types.
        steps: How many it is to have; a run that was stopped may go on to fewer or more than it was meant to.

    Attributes:
        last: Folder of the state to go on from; ``None`` for a run that starts.

    Raises:
        InputError: If there are states of another run, or of one that is past ``steps``.
    """

    def __init__(self, folder: Path, run: Mapping[str, Any], steps: int) -> None:
        self._path = folder / _RUN
        self._run = json.loads(json.dumps(run))
        self._began = time.monotonic()
        self._before = 0.0
        self.last: str | None = get_last_checkpoint(str(folder)) if folder.is_dir() else None
        if self.last is None:
            return
        if (done := int(self.last.rsplit("-", 1)[1])) > steps:
            raise InputError(f"{folder} has the state of step {done}, but {steps} are asked for; give another folder")
        if self._path.is_file():
            known = json.loads(self._path.read_text(encoding="utf-8"))
            if other := sorted(k for k in self._run | known["run"] if self._run.get(k) != known["run"].get(k)):
                raise InputError(
                    f"{folder} has states of a run with another {', '.join(other)}; give another folder, "
                    "or delete them to start anew"
                )
            self._before = known["seconds"]

    @property
    def seconds(self) -> float:
        """Of all starts, each up to its last state."""
        return self._before + time.monotonic() - self._began

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Notes whose state that is."""
        if state.is_world_process_zero:
            self._path.write_text(json.dumps({"run": self._run, "seconds": self.seconds}) + "\n", encoding="utf-8")
