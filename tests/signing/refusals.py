"""Asking the verifier for a refusal."""

from datetime import datetime

import pytest

from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, verify_detached
from tests.signing.authority import AT, trust
from tests.signing.forgery import CONTENT


def refusal(
    der: bytes, by: TrustList | None = None, at: datetime = AT, content: bytes = CONTENT
) -> tuple[str, str]:
    """Return code and detail of the refusal; the test fails when the signature is accepted."""
    with pytest.raises(SignatureRefused) as refused:
        verify_detached(content, der, by or trust(), at)
    return refused.value.code, refused.value.detail
