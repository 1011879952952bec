"""Every route of a node beside the row of the table that guards it."""

from typing import Any

from flask import Flask

from tiers.policy import ACTIONS, rule_names
from tiers.units import Role

# What guards a route without a row of the table.
PUBLIC = "public"  # sign-in and health
STATIC = "static"  # files that hold nothing of anybody
PEER = "exchange.peer"  # the signature of another node; see exchange/authentication.py


def action_of(app: Flask, endpoint: str) -> str | None:
    """Return what guards the endpoint; None when nothing does."""
    if endpoint == "static":
        return STATIC
    found: str | None = getattr(app.view_functions[endpoint], "policy", None)
    if found is None and endpoint.partition(".")[0] in app.extensions.get("peer_blueprints", ()):
        return PEER
    return found


def routes_of(app: Flask) -> list[dict[str, Any]]:
    """Return the routes by address: methods, endpoint, action, and what the table says of it."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
        name = action_of(app, rule.endpoint)
        row = ACTIONS.get(name or "")
        found.append(
            {
                "route": rule.rule,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "endpoint": rule.endpoint,
                "action": name,
                "roles": [role.value for role in Role if row and role in row.roles],
                "relation": row.relation.value if row else None,
                "states": list(row.states) if row else [],
                "rules": list(rule_names(row)) if row else [],
                "article": row.article if row else None,
            }
        )
    return found
