"""The file of a backup: a zip archive with the manifest first, written whole or not at all, checked byte by byte."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from gapcheck import files
from gapcheck.encryption import Keyring
from gapcheck.services.operations import manifest
from gapcheck.services.operations.manifest import Manifest, NotUsable

_PIECE = 1 << 20
#: Nothing says how large a manifest is but the archive itself.
_MANIFEST_LENGTH = 64 << 20
#: What reading an archive raises where bytes of it were changed. NotImplementedError: a method of packing that is none.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


def measured(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as opened:
        return path.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()


def write(target: Path, described: Manifest, members: Mapping[str, Path], keyring: Keyring) -> None:
    """Write an archive, readable by its owner only, and wait for the disk. Raises OSError."""
    target.touch(mode=0o600)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(manifest.NAME, manifest.written(described, keyring))
        for name, path in members.items():
            archive.write(path, name)
    files.settle(target)


def look(source: Path, keyring: Keyring) -> Manifest:
    """The manifest of an archive. Raises NotUsable for what is no backup, or none for these keys."""
    with _opened(source) as archive:
        return _manifest(archive, keyring)


def extract(source: Path, folder: Path, keyring: Keyring) -> Manifest:
    """Lay the files of an archive into a folder, each compared with the manifest. Raises NotUsable and OSError."""
    with _opened(source) as archive:
        described = _manifest(archive, keyring)
        if set(archive.namelist()) != {manifest.NAME, *described.files}:
            raise NotUsable("damaged")
        for name, (size, digest) in described.files.items():
            path = folder / _inside(name)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            try:
                with archive.open(name) as packed, path.open("wb") as opened:
                    shutil.copyfileobj(packed, opened, _PIECE)
            except _BROKEN as error:
                raise NotUsable("damaged") from error
            files.settle(path)
            if measured(path) != (size, digest):
                raise NotUsable("changed", file=name)
        return described


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise NotUsable("missing") from error
    except (*_BROKEN, OSError) as error:
        raise NotUsable("damaged") from error


def _manifest(archive: zipfile.ZipFile, keyring: Keyring) -> Manifest:
    try:
        if archive.getinfo(manifest.NAME).file_size > _MANIFEST_LENGTH:
            raise NotUsable("damaged")
        content = archive.read(manifest.NAME)
    except (*_BROKEN, KeyError, OSError) as error:
        raise NotUsable("damaged") from error
    return manifest.read(content, keyring)


def _inside(name: str) -> PurePosixPath:
    """The path of a member; the manifest is sealed, yet no name in it may lead out of the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise NotUsable("damaged")
    return path
