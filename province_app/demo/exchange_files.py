"""What a foreign node needs to be told of the demo province: `var/exchange/`."""

import shutil
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from province_app.services import catalogues
from province_app.signing.pki import DemoPki

REQUIREMENTS = Path(__file__).parents[2] / "config" / "national-requirements.json"


def write(directory: Path, session: Session, pki: DemoPki) -> None:
    """Write jwks.json, seals.json, trust.pem, catalogues.json and requirements.json."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in (pki.jwks_file, pki.seals_file, pki.trust_file):
        shutil.copyfile(file, directory / file.name)
    shutil.copyfile(REQUIREMENTS, directory / "requirements.json")
    (directory / "catalogues.json").write_bytes(orjson.dumps(catalogues.published(session)))
