"""`flask demo-pki`: CA, CRLs, heads' keystores, seals and integration keys for a trial."""

import ssl
from base64 import b64encode
from pathlib import Path

import click
import orjson

from province_app.signing.pki import DemoPki, make_demo_pki
from tiers.letters import bare
from tiers.units import PostKind


@click.command("demo-pki")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--head", "heads", multiple=True, help="Name of a signer; may be given many times.")
@click.option("--pin", default="123456", show_default=True, help="PIN of the signers' keystores.")
@click.option(
    "--seed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Make a signer of every head and deputy of this seed file, and certificates.json to seed.",
)
def demo_pki(directory: Path, heads: tuple[str, ...], pin: str, seed: Path | None) -> None:
    """Make the demo's keys and certificates in DIRECTORY, or what it still lacks of them.

    Valid from 2020 to 2040; for trials only.
    """
    stems = {_file_stem(name): name for name in heads}
    if len(stems) < len(heads):
        raise click.ClickException("two signers would have the same file: make their names differ")
    people = _signers(orjson.loads(seed.read_bytes())) if seed else {}
    stems |= people
    made = make_demo_pki(directory, stems.items(), pin)
    click.echo(f"{made.trust_file}  CA certificates and CRLs (EXCHANGE_TRUST_FILE)")
    click.echo(f"{made.seals_file}  fingerprints of the seals (EXCHANGE_PEER_SEALS_FILE)")
    click.echo(f"{made.jwks_file}  integration keys, public (EXCHANGE_PEER_KEYS_FILE)")
    for agency, path in made.key_files.items():
        click.echo(f"{path}  integration key {agency}/1, private (EXCHANGE_KEY_FILE)")
    for agency, path in made.seal_files.items():
        click.echo(f"{path}  seal of {agency}; its PIN: {made.seal_pin_files[agency]}")
    receipts, its_pin = made.receipt_seal_file, made.receipt_seal_pin_file
    click.echo(f"{receipts}  seal of receipts (EXCHANGE_RECEIPT_SEAL_FILE); its PIN: {its_pin}")
    click.echo(f"{made.department_seals_file}  EXCHANGE_PEER_SEALS_FILE of a department")
    if people:
        path = directory / "certificates.json"
        path.write_bytes(orjson.dumps({"certificates": _rows(made, people)}))
        click.echo(f"{path}  the signers' certificates, for `flask --app wsgi seed`")
    for stem, path in made.head_files.items():
        fingerprint = made.heads[stem].certificate_sha256
        click.echo(f"{path}  keystore of {stems[stem]}, certificate SHA-256 {fingerprint}")


def _signers(seed: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Return the names of the seed's heads and deputies by person id."""
    names = {person["id"]: person["full_name"] for person in seed["persons"]}
    posts = (PostKind.HEAD, PostKind.DEPUTY)
    return {
        row["person"]: names[row["person"]] for row in seed["appointments"] if row["post"] in posts
    }


def _rows(made: DemoPki, people: dict[str, str]) -> list[dict[str, str]]:
    """Return the certificates in the form of a seed file (docs/seed.md)."""
    return [
        {
            "person": person,
            "certificate": ssl.DER_cert_to_PEM_cert(made.heads[person].certificate_der),
            "keystore": b64encode(made.heads[person].p12).decode(),
        }
        for person in people
    ]


def _file_stem(name: str) -> str:
    """Return the name in plain letters: `Nguyễn Thị Đào` gives `nguyen-thi-dao`."""
    words = "".join(
        char if char.isascii() and char.isalnum() else " " for char in bare(name)
    ).split()
    if not words:
        raise click.ClickException("a signer's name needs at least one letter")
    return "-".join(words)
