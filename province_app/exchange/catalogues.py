"""Step 1 of the exchange: the catalogues that a sender takes first. Source: annex 39."""

import orjson
from sqlalchemy.orm import Session

from province_app.exchange.problems import not_found
from province_app.exchange.submissions import Reply
from province_app.stores import catalogues as store


def listing(session: Session) -> Reply:
    """Return the current version of every catalogue, its digest and how many entries it has."""
    return Reply(
        200,
        [
            {
                "code": one.code,
                "version": one.version,
                "sha256": one.sha256.hex(),
                "entries": one.size,
            }
            for one in store.current(session)
        ],
    )


def one(session: Session, code: str, version: str | None) -> Reply:
    """Return a catalogue with its entries, by default its current version; 404 if unknown."""
    found = store.find(session, code, version)
    if found is None:
        raise not_found()
    content = {
        "code": found.code,
        "version": found.version,
        "entries": orjson.loads(found.entries),
    }
    return Reply(200, content, etag=found.sha256.hex())
