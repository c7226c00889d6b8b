"""A disk that fails when told to: SQLite's own file system layer (VFS), with a hand on its writes.

It stands between SQLite and the system calls, in this process alone, needs no tool and no rights, and can leave a write
half done, which a kill between two system calls can not.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Callable
from typing import Any

FULL = 13  # SQLITE_FULL, what ENOSPC becomes
IO_READ, IO_WRITE, IO_SYNC = 10 | 1 << 8, 10 | 3 << 8, 10 | 4 << 8  # SQLITE_IOERR_…, what EIO becomes

_OK = 0
_SHORT_READ = 10 | 2 << 8  # no failure: a file that ends, which SQLite expects

_READ = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_longlong)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)


class _Vfs(ctypes.Structure):
    """The head of sqlite3_vfs, as far as xOpen."""

    _fields_ = (
        ("version", ctypes.c_int), ("file_size", ctypes.c_int), ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p), ("name", ctypes.c_char_p), ("data", ctypes.c_void_p), ("open", ctypes.c_void_p),
    )  # fmt: skip


class _Methods(ctypes.Structure):
    """sqlite3_io_methods: the functions of one open file."""

    _fields_ = (
        ("version", ctypes.c_int),
        *((name, ctypes.c_void_p) for name in (
            "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "is_reserved", "control",
            "sector", "characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
        )),
    )  # fmt: skip


# What to do instead of an operation: None lets it be; a number is SQLite's error code for it. `half` writes the
# first half of the bytes.
Meddle = Callable[[str, Callable[[], int]], "int | None"]

_kept: list[Any] = []  # functions and tables that SQLite points to, for as long as the process lives


def unavailable() -> str | None:
    """Why SQLite's file layer cannot be reached here; None where it can."""
    try:
        _library().sqlite3_vfs_find  # noqa: B018 - asks whether it is there
    except (AttributeError, OSError) as error:
        return f"this Python hides its SQLite: {error}"
    return None


def meddle(with_: Meddle) -> None:
    """Have `with_` asked before each read, write, truncate and sync of every file SQLite opens from now on.

    It is called with the operation's name and with a function that does half of it (a write; others: nothing).
    """
    library = _library()
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    original = _OPEN(vfs.open)
    tables: dict[int, _Methods] = {}

    def opened(vfs_: int, name: int, file: int, flags: int, out: int) -> int:
        code = original(vfs_, name, file, flags, out)
        methods = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        if code == _OK and methods[0]:
            if methods[0] not in tables:
                tables[methods[0]] = _meddled(methods[0], with_)
            methods[0] = ctypes.addressof(tables[methods[0]])
        return code

    replaced = _OPEN(opened)
    _kept.extend((original, replaced, tables))
    vfs.open = ctypes.cast(replaced, ctypes.c_void_p).value


def _library() -> ctypes.CDLL:
    # Through the module: its own SQLite, whichever the system has besides. None: built into the program.
    return ctypes.CDLL(getattr(_sqlite3, "__file__", None))


def _meddled(address: int, with_: Meddle) -> _Methods:
    """A copy of a table of functions, those that touch the disk asking first."""
    copy = _Methods.from_buffer_copy(ctypes.cast(address, ctypes.POINTER(_Methods)).contents)
    read, write = _READ(copy.read), _READ(copy.write)
    truncate, sync = _TRUNCATE(copy.truncate), _SYNC(copy.sync)

    def nothing() -> int:
        return _OK

    def on_read(file: int, into: int, size: int, at: int) -> int:
        code = with_("read", nothing)
        return read(file, into, size, at) if code is None else code

    def on_write(file: int, data: int, size: int, at: int) -> int:
        code = with_("write", lambda: write(file, data, size // 2, at))
        return write(file, data, size, at) if code is None else code

    def on_truncate(file: int, size: int) -> int:
        code = with_("truncate", nothing)
        return truncate(file, size) if code is None else code

    def on_sync(file: int, flags: int) -> int:
        code = with_("sync", nothing)
        return sync(file, flags) if code is None else code

    functions = (_READ(on_read), _READ(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync))
    for name, function in zip(("read", "write", "truncate", "sync"), functions, strict=True):
        setattr(copy, name, ctypes.cast(function, ctypes.c_void_p).value)
    _kept.extend((read, write, truncate, sync, *functions))
    return copy
