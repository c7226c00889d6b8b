"""Datasette plugin: an error is one line on a page of this site; only a fault of the program is logged with its trace.

Datasette's own handler prints the trace of every 404 with all local variables, and answers 500 to an unknown column.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

logger = logging.getLogger(__name__)


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    outcome = yield

    async def answer() -> Response:
        status, message = _status_and_message(exception)
        if request.path.split("?")[0].endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        context = {"status": status, "error": message}
        return Response.html(
            await datasette.render_template("error.html", context, request=request), status=status
        )

    answers: list[Callable[[], Awaitable[Response]]] = [answer]
    outcome.force_result(answers)


def _status_and_message(exception: Exception) -> tuple[int, str]:
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, DatasetteError):
        # Its status is 500 where nobody thought of one, as for a column that does not exist.
        return 400 if exception.status == 500 else exception.status, str(exception.message)
    logger.error("an error of the program", exc_info=exception)
    return 500, "程序出错，已记入日志 (an error of the program, see its log)"
