"""The family of one life: item 36, with names and years that fit together."""

from random import Random

from province_app.demo.biography import Life
from province_app.demo.catalogues import AS_OF
from province_app.demo.names import full_name
from province_app.demo.rows import table

_MARRIED_FROM, _MARRIED_SHARE = 27, 0.9  # years of age
_OLD_AGE = 60
_WORK = ("Làm ruộng", "Công nhân", "Kinh doanh tự do", "Giáo viên", "Nhân viên văn phòng")


def family_of(rng: Random, life: Life, home: str, address: str) -> dict[str, str]:
    """Return tables 36.1 and 36.2; `home` is the native place, `address` where they live now."""
    born, surname = life.born.year, life.full_name.split()[0]
    own = [
        _relative(rng, "BO", False, born - rng.randint(22, 32), home, surname),
        _relative(rng, "ME", True, born - rng.randint(20, 30), home),
    ]
    if rng.random() < 0.6:
        older = born - rng.randint(1, 4)
        sister = rng.random() < 0.5
        own.append(_relative(rng, "CHI" if sister else "ANH", sister, older, home, surname))
    if AS_OF.year - born < _MARRIED_FROM or rng.random() > _MARRIED_SHARE:
        return {**table("family.own", own), "family.spouse_side": "none"}
    spouse = _relative(
        rng, "CHONG" if life.female else "VO", not life.female, born + rng.randint(-3, 3), address
    )
    spouse_surname = spouse["full_name"].split()[0]
    own.append(spouse)
    child_surname = spouse_surname if life.female else surname
    first = born + rng.randint(24, 27)
    for year in (first, first + rng.randint(2, 5)):
        if year < AS_OF.year:
            own.append(_relative(rng, "CON", rng.random() < 0.5, year, address, child_surname))
    year = int(spouse["birth_year"])
    side = [
        _relative(rng, "BO_VC", False, year - rng.randint(22, 32), home, spouse_surname),
        _relative(rng, "ME_VC", True, year - rng.randint(20, 30), home),
    ]
    return {**table("family.own", own), **table("family.spouse_side", side)}


def _relative(
    rng: Random, relation: str, female: bool, born: int, place: str, surname: str = ""
) -> dict[str, str]:
    name = full_name(rng, female, born)
    if surname:
        name = f"{surname} {name.partition(' ')[2]}"
    return {
        "relation_code": relation,
        "full_name": name,
        "birth_year": str(born),
        "occupation": _occupation(rng, AS_OF.year - born),
        "residence_text": place,
    }


def _occupation(rng: Random, age: int) -> str:
    if age >= _OLD_AGE:
        return "Nghỉ hưu, già yếu ở nhà"
    if age < 6:
        return "Còn nhỏ"
    return "Học sinh, sinh viên" if age < 22 else rng.choice(_WORK)
