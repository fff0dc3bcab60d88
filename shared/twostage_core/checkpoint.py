"""Owns the checkpoint folder: what a trained verifier is on disk.

A folder holds ``config.json`` (shapes and the pinned base), ``model.safetensors`` (deltas of the base,
projection and head, fp16), ``calibration.json`` and ``README.md``, the model card. One that was exported
(`runtimes.export`) names its runtime, and has a ``manifest.json`` with the SHA-256 of what it runs; for ONNX Runtime it
holds ``encoder.onnx``, ``head.onnx`` and ``tokenizer.json`` in the place of weights.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from twostage_core.basemodel import MINILM, BaseModel
from twostage_core.calibration import Calibration
from twostage_core.errors import InputError, ModelIntegrityError, ModelNotFoundError
from twostage_core.hashes import sha256

if TYPE_CHECKING:
    from torch import Tensor

FORMAT = 3
_READ = (2, FORMAT)
"""Format 2 has no changes in four bits."""
Runtime = Literal["torch", "torch-bf16", "onnx", "onnx-int8"]
"""What runs a checkpoint. ``torch`` and ``onnx`` are in float32."""
RUNTIMES: tuple[Runtime, ...] = get_args(Runtime)

CALIBRATION = "calibration.json"
MANIFEST = "manifest.json"
_WEIGHTS = ("model.safetensors",)
_GRAPHS = ("encoder.onnx", "head.onnx", "tokenizer.json")
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
        runtime: What runs it.
        fingerprint: Of the encoder, where it was exported to ONNX; 16 hex digits. Empty where it follows from weights.
    """

    folder: Path
    base: BaseModel
    encoder: Mapping[str, Any]
    head: Mapping[str, Any]
    calibration: Mapping[str, Calibration]
    runtime: Runtime = "torch"
    fingerprint: str = ""

    @classmethod
    def read(cls, folder: Path) -> Checkpoint:
        """Reads everything but the weights.

        Args:
            folder: A checkpoint folder.

        Raises:
            ModelNotFoundError: If a file is missing.
            ModelIntegrityError: If the folder is of a format that this version cannot read.
        """
        _expect(folder, "config.json", CALIBRATION)
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            found = config.get("format")
            if found not in _READ:
                raise ModelIntegrityError(
                    f"{folder} has checkpoint format {found!r}, but this version reads {_READ[0]} and {_READ[1]}; "
                    "train again, or install the version it was made with"
                )
            runtime = config.get("runtime", "torch")
            if runtime not in RUNTIMES:
                raise ModelIntegrityError(f"{folder} was exported for {runtime!r}, which this version does not know")
            _expect(folder, *model_files(runtime))
            calibration = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
            return cls(
                folder,
                BaseModel(**config["base"]),
                config["encoder"],
                config["head"],
                {relation: Calibration.from_dict(c) for relation, c in calibration["relations"].items()},
                runtime,
                config.get("fingerprint", ""),
            )
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ModelIntegrityError(f"the configuration in {folder} is damaged: {error}") from error

    def check(self) -> None:
        """Compares the files of an exported checkpoint with its manifest.

        Raises:
            ModelIntegrityError: If one is not the file that was exported, or the manifest is damaged.
        """
        if self.runtime == "torch":
            return
        _expect(self.folder, MANIFEST)
        try:
            files = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))["files"]
            expected = {name: files[name] for name in ("config.json", *model_files(self.runtime))}
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ModelIntegrityError(f"the manifest in {self.folder} is damaged: {error}") from error
        for name, hashed in expected.items():
            if sha256(self.folder / name) != hashed:
                raise ModelIntegrityError(f"{self.folder / name} is not the file that was exported: export again")

    def tensors(self) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Reads the weights: those of the encoder, and those of the head.

        Raises:
            InputError: If the checkpoint was exported to ONNX.
        """
        import safetensors.torch

        if self.runtime.startswith("onnx"):
            raise InputError(f"{self.folder} was exported to ONNX, without weights: take what it was exported from")

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
        tensors: Encoder tensors as `deltas.merge` reads them, head tensors under ``head.``.
        calibration: By relation.
        base: The pinned base model.
    """
    import safetensors.torch

    folder.mkdir(parents=True, exist_ok=True)
    config = {"format": FORMAT, "base": asdict(base), "encoder": dict(encoder), "head": dict(head)}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    write_calibration(folder, calibration)
    half = {name: (t.detach().half() if t.is_floating_point() else t).contiguous().cpu() for name, t in tensors.items()}
    safetensors.torch.save_file(half, folder / "model.safetensors")
    # safetensors writes for the owner alone; an installed checkpoint is read by others.
    (folder / "model.safetensors").chmod(0o644)


def write_manifest(folder: Path, runtime: Runtime) -> None:
    """Writes ``manifest.json``: the SHA-256 of all that an exported checkpoint runs."""
    files = {name: sha256(folder / name) for name in ("config.json", *model_files(runtime))}
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=2) + "\n", encoding="utf-8")


def model_files(runtime: Runtime) -> tuple[str, ...]:
    """Names of the files that hold the model, for a runtime."""
    return _GRAPHS if runtime.startswith("onnx") else _WEIGHTS


def copy(folder: Path, to: Path) -> None:
    """Copies a checkpoint, its card included, into a folder that is made if it is not there."""
    to.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", CALIBRATION, *_WEIGHTS, *_GRAPHS, MANIFEST, "README.md"):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, to / name)


def write_calibration(folder: Path, calibration: Mapping[str, Calibration]) -> None:
    """Writes ``calibration.json`` alone, as after fitting it anew."""
    relations = {relation: asdict(c) for relation, c in calibration.items()}
    (folder / CALIBRATION).write_text(json.dumps({"relations": relations}, indent=2) + "\n", encoding="utf-8")


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
        # Its weights are read when first needed, and the process may be somewhere else by then.
        return folder.absolute()
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
        return Path(snapshot_download(repository, allow_patterns=["*.json", "*.safetensors", "*.onnx", "README.md"]))
    except Exception as error:
        raise ModelNotFoundError(
            f"the verifier {repository!r} is neither in the Hub's cache nor can it be fetched; "
            'give a folder, or use "default"'
        ) from error


def _expect(folder: Path, *names: str) -> None:
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ModelNotFoundError(f"expected a verifier folder at {folder}, but {', '.join(missing)} is not there")
