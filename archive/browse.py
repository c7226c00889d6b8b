"""`python -m archive.browse FILE`: look at an archive in a browser.

`datasette archive/` does the same for archive/reports.db alone, since Datasette reads that folder by
itself; here its parts are named one by one for an archive that lies elsewhere. The settings in
settings.json, and why:

`default_allow_sql` off: one SELECT can take 2 GB of memory (hex(zeroblob(400000000)), measured) before any
time limit stops it; tables, filters, JSON and CSV need none, and `sqlite3 FILE` gives all the SQL one wants.
`allow_download` off: copying a file that is being written gives a broken one.
`suggest_facets` off: it counts every column at every request; the useful ones are in metadata.yml.
`truncate_cells_html`: no cell as tall as a page.
`sql_time_limit_ms`: a second is Datasette's; `source_health` of a million pages takes two (measured).
Never `datasette -i` on a file that is being written: it then reads a malformed database (measured).
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from archive.errors import UNFIT

_HERE = Path(__file__).resolve().parent
_USAGE = 1


def command(path: Path, *options: str) -> list[str]:
    """The command that serves an archive; `options` are handed on to Datasette, as `--port 8001`."""
    settings = json.loads((_HERE / "settings.json").read_text(encoding="utf-8"))
    line = [sys.executable, "-m", "datasette", "serve", str(path)]
    line += ["--metadata", str(_HERE / "metadata.yml"), "--plugins-dir", str(_HERE / "plugins")]
    line += ["--template-dir", str(_HERE / "templates"), "--static", f"static:{_HERE / 'static'}"]
    for name, value in settings.items():
        line += ["--setting", name, json.dumps(value)]
    return [*line, *options]


def reason_not_to(path: Path) -> tuple[str, int] | None:
    """Why a file cannot be shown, in one line, and the exit code; None when it can."""
    if not path.is_file():
        return f"there is no archive {path}; make one with: make demo", _USAGE
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT value FROM archive_info").fetchone()
    except sqlite3.Error as error:
        return f"{path} is no archive of this program ({error})", UNFIT
    return None


def main(arguments: list[str]) -> int:
    """Serve the archive named first until stopped; what follows goes to Datasette, as `--port 8001`."""
    if not arguments:
        print("there is no archive yet; make one with: make demo", file=sys.stderr)
        return _USAGE
    path, *options = arguments
    if reason := reason_not_to(Path(path)):
        print(reason[0], file=sys.stderr)
        return reason[1]
    with tempfile.TemporaryDirectory(prefix="gongkai-browse-") as folder:
        # Datasette calls a database what its file is called, and the site's pages know it as `reports`. SQLite follows
        # the link, so the archive's log of recent writes is found beside the archive.
        link = Path(folder) / "reports.db"
        link.symlink_to(Path(path).resolve())
        try:
            return subprocess.call(command(link, *options))  # noqa: S603 - its own arguments, no shell
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
