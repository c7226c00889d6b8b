"""The soak's short form, a test a part; `make soak` runs the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.part import parts


@pytest.mark.slow
@pytest.mark.parametrize("name", parts())
def test_it_holds(name: str, tmp_path: Path) -> None:
    outcome = parts()[name].run(tmp_path, short=True)
    assert not outcome.wrong, outcome.counts
