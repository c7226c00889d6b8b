"""A province served within a test, with its registry and truth in a folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.province import registry, truth
from tests.province.model import World
from tests.province.server import Province


@contextmanager
def served(world: World, folder: Path) -> Iterator[None]:
    """Serve it on loopback, as the files in the folder say, for as long as the block lasts."""
    province = Province(0)
    province.publish(world)
    folder.mkdir(exist_ok=True)
    registry.write(world, folder, province.port)
    truth.write(world, folder, province.port)
    threading.Thread(target=province.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        province.shutdown()
        province.server_close()
