"""Owns stores by address: which store an address names, and how the address is shown without its secrets.

=============================================== ====================================================================
``memory://``                                   `MemoryByteStore`; ``?max_bytes=``
``lmdb:///folder``                              `LmdbByteStore`; ``?max_bytes=``
``redis://host:6379/0``, ``rediss://``,         `RedisByteStore`; ``?prefix=``, ``?ttl=``, and what
``unix://``                                     ``redis.Redis.from_url`` takes
=============================================== ====================================================================
"""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from twostage_core.bytestores.memory import DEFAULT_MEMORY, MemoryByteStore
from twostage_core.bytestores.protocol import ByteStore
from twostage_core.errors import InputError

_REDIS = ("redis", "rediss", "unix")
SCHEMES = ("memory", "lmdb", *_REDIS)
_HIDDEN = "***"
_SECRETS = ("password", "username")
"""Parts of a query that ``redis.Redis.from_url`` takes credentials from, too."""


def open_address(address: str) -> ByteStore:
    """Makes the store that an address names; connects to nothing yet.

    Args:
        address: See the module's table. Only those of a relative folder have two slashes: ``lmdb://vectors``.

    Raises:
        InputError: If the address names no store, its options are wrong, its credentials were hidden (`redacted`), or
            what the store needs is not installed.
    """
    parts = _parts(address)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise InputError(f"expected an address that starts with {known}, but got {redacted(address)!r}")
    if _HIDDEN in (parts.username, parts.password, *(options.get(name) for name in _SECRETS)):
        raise InputError(f"the credentials of {address!r} were left out when it was written down: give the store anew")
    if parts.scheme in _REDIS:
        from twostage_core.bytestores.redis import RedisByteStore

        prefix, ttl = options.pop("prefix", ""), _count(address, options, "ttl")
        return RedisByteStore(_joined(parts, parts.netloc, urlencode(options)), prefix=prefix, ttl=ttl)
    max_bytes = _count(address, options, "max_bytes")
    if options:
        raise InputError(f"{redacted(address)!r} has options that this store has not: {', '.join(options)}")
    if parts.scheme == "memory":
        return MemoryByteStore(DEFAULT_MEMORY if max_bytes is None else max_bytes)
    from twostage_core.bytestores.lmdb import DEFAULT_MAX_BYTES, LmdbByteStore

    folder = unquote(parts.netloc + parts.path)
    if not folder:
        raise InputError(f"expected a folder, as in lmdb:///folder, but got {address!r}")
    return LmdbByteStore(folder, max_bytes=DEFAULT_MAX_BYTES if max_bytes is None else max_bytes)


def redacted(address: str) -> str:
    """The address with ``***`` in the place of credentials: for logs, and for what is written down."""
    parts = _parts(address)
    user, at, host = parts.netloc.rpartition("@")
    if at:
        # A lone name is no secret, and tells whom to ask; a password is one, and so is a name that stands for it.
        name, colon, _ = user.partition(":")
        user = f"{name}:{_HIDDEN}" if colon else user
    options = parse_qsl(parts.query, keep_blank_values=True)
    shown = [(name, _HIDDEN if name in _SECRETS else value) for name, value in options]
    return _joined(parts, user + at + host, urlencode(shown, safe="*/"))


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        # Not shown: where it goes wrong, its secrets cannot be told apart.
        raise InputError(f"the address of the store is malformed: {error}") from error


def _joined(parts: SplitResult, netloc: str, query: str) -> str:
    # `urlunsplit` leaves out the slashes of an address without a host.
    return f"{parts.scheme}://{netloc}{parts.path}{'?' if query else ''}{query}"


def _count(address: str, options: dict[str, str], name: str) -> int | None:
    value = options.pop(name, None)
    if value is None:
        return None
    if not value.isdecimal():
        raise InputError(f"{name} in {redacted(address)!r} must be a whole number, but got {value!r}")
    return int(value)
