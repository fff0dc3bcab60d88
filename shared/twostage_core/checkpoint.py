"""Owns the checkpoint folder: what a trained verifier is on disk.

A folder holds ``config.json`` (shapes and the pinned base), ``model.safetensors`` (deltas of the base,
projection and head, fp16), ``calibration.json`` and ``README.md``, the model card.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twostage_core.basemodel import MINILM, BaseModel
from twostage_core.calibration import Calibration
from twostage_core.errors import ModelIntegrityError, ModelNotFoundError

if TYPE_CHECKING:
    from torch import Tensor

FORMAT = 2
_FILES = ("config.json", "model.safetensors", "calibration.json")
BUNDLED = Path(__file__).parent / "checkpoints"
"""Checkpoints that ship in the wheel."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint folder that has been found.

    Attributes:
        folder: Where it is.
        base: Its pinned base model.
        encoder: Arguments of `encoder.EncoderConfig`.
        head: Arguments of `head.HeadConfig`.
        calibration: Logit → probability, and thresholds, by relation.
    """

    folder: Path
    base: BaseModel
    encoder: Mapping[str, Any]
    head: Mapping[str, Any]
    calibration: Mapping[str, Calibration]

    @classmethod
    def read(cls, folder: Path) -> Checkpoint:
        """Reads everything but the weights.

        Args:
            folder: A checkpoint folder.

        Raises:
            ModelNotFoundError: If a file is missing.
            ModelIntegrityError: If the folder is of a format that this version cannot read.
        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise ModelNotFoundError(f"expected a verifier folder at {folder}, but {', '.join(missing)} is not there")
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            found = config.get("format")
            if found != FORMAT:
                raise ModelIntegrityError(
                    f"{folder} has checkpoint format {found!r}, but this version reads {FORMAT}; "
                    "train again, or install the version it was made with"
                )
            calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
            return cls(
                folder,
                BaseModel(**config["base"]),
                config["encoder"],
                config["head"],
                {relation: Calibration.from_dict(c) for relation, c in calibration["relations"].items()},
            )
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ModelIntegrityError(f"the configuration in {folder} is damaged: {error}") from error

    def tensors(self) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Reads the weights: those of the encoder, and those of the head."""
        import safetensors.torch

        stored = safetensors.torch.load_file(self.folder / "model.safetensors")
        head = {name.removeprefix("head."): t.float() for name, t in stored.items() if name.startswith("head.")}
        return {name: t for name, t in stored.items() if not name.startswith("head.")}, head


def write(
    folder: Path,
    *,
    encoder: Mapping[str, Any],
    head: Mapping[str, Any],
    tensors: Mapping[str, Tensor],
    calibration: Mapping[str, Calibration],
    base: BaseModel = MINILM,
) -> None:
    """Writes a checkpoint folder; floats go to fp16.

    Args:
        folder: Where to; made if it is not there.
        encoder: Arguments of `encoder.EncoderConfig`.
        head: Arguments of `head.HeadConfig`.
        tensors: Encoder tensors as `encoder.merge` reads them, head tensors under ``head.``.
        calibration: By relation.
        base: The pinned base model.
    """
    import safetensors.torch

    folder.mkdir(parents=True, exist_ok=True)
    config = {"format": FORMAT, "base": asdict(base), "encoder": dict(encoder), "head": dict(head)}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    write_calibration(folder, calibration)
    half = {name: t.detach().half().contiguous().cpu() for name, t in tensors.items()}
    safetensors.torch.save_file(half, folder / "model.safetensors")
    # safetensors writes for the owner alone; an installed checkpoint is read by others.
    (folder / "model.safetensors").chmod(0o644)


def copy(folder: Path, to: Path) -> None:
    """Copies a checkpoint, its card included, into a folder that is made if it is not there."""
    to.mkdir(parents=True, exist_ok=True)
    for name in (*_FILES, "README.md"):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, to / name)


def write_calibration(folder: Path, calibration: Mapping[str, Calibration]) -> None:
    """Writes ``calibration.json`` alone, as after fitting it anew."""
    relations = {relation: asdict(c) for relation, c in calibration.items()}
    (folder / "calibration.json").write_text(json.dumps({"relations": relations}, indent=2) + "\n", encoding="utf-8")


def resolve(model: str | Path) -> Path | str:
    """Turns a verifier's name into its folder, or leaves it as an id on the Hub.

    Args:
        model: ``"default"``, a folder, or ``owner/name`` on the Hub.

    Returns:
        The folder, or the Hub id, to be downloaded when first needed.

    Raises:
        ModelNotFoundError: If it is none of the three.
    """
    if str(model) == "default":
        return BUNDLED / "default"
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if isinstance(model, str) and model.count("/") == 1 and not model.startswith((".", "/", "~")):
        return model
    raise ModelNotFoundError(f'expected "default", a folder, or a Hub id "owner/name", but got {str(model)!r}')


def download(repository: str) -> Path:
    """Fetches a checkpoint from the Hub, or finds it in the Hub's cache.

    Raises:
        ModelNotFoundError: If neither has it.
    """
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, allow_patterns=[*_FILES, "README.md"]))
    except Exception as error:
        raise ModelNotFoundError(
            f"the verifier {repository!r} is neither in the Hub's cache nor can it be fetched; "
            'give a folder, or use "default"'
        ) from error
