"""What a passkey answered, as the pages of the code send it, and whether they may ask for one."""

from flask import current_app, request

from province_app.extensions import db
from province_app.services import passkeys
from province_app.services.passkey_check import Party, party_of
from province_app.services.passkeys import KeyAnswer
from province_app.views.messages import message

FIELD = "passkey"
LONGEST = 16_000  # of an answer in JSON; those of keys in a chip with its certificates have 6,000


def party() -> Party | None:
    """Return the site for which keys are made; None where its address has no name."""
    return party_of(current_app.config["SETTINGS"].public_url)


def possible(account_id: int) -> bool:
    """Whether the account can show a passkey here."""
    return party() is not None and passkeys.has_any(db.session(), account_id)


def sent(field: str = FIELD) -> KeyAnswer | None:
    """Return the answer that the form brings, if it brings one."""
    text, asked_by = request.form.get(field, ""), party()
    if not text or len(text) > LONGEST or asked_by is None:
        return None
    return KeyAnswer(text, asked_by)


def refusal(shown: str | KeyAnswer) -> str:
    """Return the sentence for a second factor that was not right."""
    return message("passkey_refused" if isinstance(shown, KeyAnswer) else "wrong_code")
