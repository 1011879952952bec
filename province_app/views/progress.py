"""The part of a page that changes while work goes on, and is asked for again until it is done."""

from flask import Response, make_response


def part(html: str, *, running: bool) -> Response:
    """Return the part as it now stands; once the work is done, the whole page comes anew."""
    answer = make_response(html)
    if not running:
        answer.headers["HX-Refresh"] = "true"
    return answer
