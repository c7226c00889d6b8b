"""hosts.toml: how to talk to a host that cannot be talked to as all others are, and why.

What only slows a crawl down (delay, concurrency, timeout) needs no excuse. What weakens what an answer is worth
as evidence (a certificate that is not checked, old TLS, another encoding than the server declares, a page as a
browser shows it) needs its reason, and is noted with every answer it touched (`fetches.manner`).
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.ids import site

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NUMBERS: Mapping[str, tuple[float, float]] = {
    "delay": (0, 3600),
    "concurrency": (1, 16),
    "timeout": (1, 600),
}
_FLAGS = ("tls_unverified", "tls_old", "browser")
_NEED_REASON = ("charset", *_FLAGS)
_KEYS = (*_NUMBERS, *_NEED_REASON, "reason")


@dataclass(frozen=True)
class Host:
    """How to talk to one host or site.

    `delay`: seconds between requests; `concurrency`: connections at once; `timeout`: seconds to wait.
    `charset`: the encoding of its pages, whatever they declare. `tls_unverified`: its certificate is not
    checked; `tls_old`: servers that renegotiate insecurely or know only weak keys are talked to all the same.
    `browser`: its pages are fetched by a headless Chromium, because scripts write them.
    """

    delay: float | None = None
    concurrency: int | None = None
    timeout: float | None = None
    charset: str | None = None
    tls_unverified: bool = False
    tls_old: bool = False
    browser: bool = False
    reason: str = ""

    @property
    def manner(self) -> tuple[str, ...]:
        """What is noted with each answer.

        >>> Host(charset="gb18030", tls_unverified=True, reason="…").manner
        ('charset=gb18030', 'tls_unverified')
        """
        charset = (f"charset={self.charset}",) if self.charset else ()
        return (*charset, *(name for name in _FLAGS if getattr(self, name)))


_USUAL = Host()


def host_of(hosts: Mapping[str, Host], url: str, name: str) -> Host:
    """How to talk to a host: as hosts.toml says of it, else of its site, else as usual."""
    return hosts.get(name) or hosts.get(site(url)) or _USUAL


def load_hosts(path: Path, errors: list[str]) -> dict[str, Host]:
    """One table a host or registrable domain: `["sfj.sh.gov.cn"]` with its values below; no file, no hosts."""
    if not path.exists():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        errors.append(f"{path}: cannot be read as TOML: {error}")
        return {}
    hosts: dict[str, Host] = {}
    for name, values in tables.items():
        if not isinstance(values, dict):
            errors.append(f'{path}: {name}: is no table; write ["{name}"] and its values below')
            continue
        wrong = [wrong for key, value in values.items() if (wrong := _wrong(key, value))]
        if not str(values.get("reason", "")).strip():
            wrong += [f'{key} needs a reason; write reason = "…"' for key in _NEED_REASON if values.get(key)]
        errors.extend(f"{path}: {name}: {line}" for line in wrong)
        if not wrong:
            hosts[name.lower()] = Host(**values)
    return hosts


def _wrong(key: str, value: object) -> str | None:
    """What is wrong with one value, or None."""
    if key == "reason":
        return (
            None
            if isinstance(value, str)
            else f"reason = {value!r} is no text; write why this host is different"
        )
    if key == "charset":
        return None if _is_charset(value) else f'charset = {value!r} is no encoding; write one, as "gb18030"'
    if key in _FLAGS:
        return None if isinstance(value, bool) else f"{key} = {value!r} is neither true nor false"
    if key not in _NUMBERS:
        return f"{key} is unknown; use {', '.join(_KEYS)}"
    low, high = _NUMBERS[key]
    number = isinstance(value, int if key == "concurrency" else (int, float)) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]  # a number by the line above
        return f"{key} = {value!r} is out of range; use {low} to {high}"
    return None


def _is_charset(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(codecs.lookup(value).name)
    except LookupError:
        return False
