"""Every golden page, read and compared whole with the record that was written down for it."""

from __future__ import annotations

import pytest

from tests.quality.pages import Case, cases, differences


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_golden_page_is_read_as_it_was_written_down(case: Case) -> None:
    assert list(differences(case)) == []
