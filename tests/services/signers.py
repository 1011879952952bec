"""What tests of signing share: the desk as a signer sees it, the list that is made of it."""

from datetime import datetime

import orjson

from province_app.models.records import Manifest
from province_app.services import sign_page, signing
from province_app.services.shown_list import Shown
from province_app.signing.demo_authority import Identity
from tests.desks import FACILITY
from tests.provinces import PIN, Province, trust


def desk(province: Province, who: str, unit: str, moment: datetime) -> sign_page.SignDesk:
    officer = province.officer(who, moment)
    return sign_page.sign_desk(province.session, officer, province.unit(unit), moment)


def sign(
    province: Province, who: str, moment: datetime, unit: str = FACILITY, pin: str = PIN
) -> Manifest:
    """Look at the desk and sign at once what is shown there."""
    identity = province.certify(who)
    officer, unit_id = province.officer(who, moment), province.unit(unit)
    seen = Shown(desk(province, who, unit, moment).shown, moment)
    return signing.sign_shown(
        province.session, officer, unit_id, seen, identity.certificate_sha256, pin, trust(), moment
    )


def prepare(province: Province, who: str, moment: datetime, identity: Identity) -> Manifest:
    return signing.prepare_manifest(
        province.session,
        province.officer(who, moment),
        province.unit(FACILITY),
        identity.certificate_sha256,
        moment,
    )


def listed(manifest: Manifest) -> set[str]:
    return {item["record_id"] for item in orjson.loads(manifest.body)["items"]}
