"""How moments, numbers and names are written on pages: Vietnamese, in Vietnam's time.

Days and the months 1 and 2 below ten get a zero in front (`01/5/2024`, `15/02/2024`), as in every
official document. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.II.4.
"""

from datetime import date, datetime, time, timedelta

from flask import Flask

from province_app.clock import VIETNAM

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_RELATIVE = {0: "hôm nay", 1: "hôm qua", -1: "ngày mai"}


def number(value: int) -> str:
    """Return `1.912`."""
    return f"{value:,}".replace(",", ".")


def size(value: int) -> str:
    """Return bytes as people read them: `812 KB`, `3,2 MB`."""
    if value < 1024 * 1024:
        return f"{number(max(round(value / 1024), 1))} KB"
    return f"{value / 1024 / 1024:.1f} MB".replace(".", ",")


def decimal(text: str) -> str:
    """Return a canonical decimal as it is read: `3.66` → `3,66`."""
    return text.replace(".", ",")


def local_day(value: date | datetime) -> date:
    """Return the day in Vietnam."""
    return value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value


def day_month(value: date | datetime) -> str:
    """Return `24/5`, `01/02`."""
    day = local_day(value)
    return f"{day.day:02d}/{day.month:02d}" if day.month < 3 else f"{day.day:02d}/{day.month}"


def day(value: date | datetime) -> str:
    """Return `24/5/2024`, `01/02/2024`."""
    return f"{day_month(value)}/{local_day(value).year}"


def weekday(value: date | datetime) -> str:
    """Return `thứ Sáu`."""
    return _WEEKDAYS[local_day(value).weekday()]


def clock(at: datetime) -> str:
    """Return `16:42`, in Vietnam's time."""
    return f"{at.astimezone(VIETNAM):%H:%M}"


def moment(at: datetime) -> str:
    """Return `16:42 ngày 24/5/2024`."""
    return f"{clock(at)} ngày {day(at)}"


def end(at: datetime) -> str:
    """Return an exclusive end as people say it: midnight is `hết ngày 25/5/2024`."""
    if at.astimezone(VIETNAM).time() == time():
        return f"hết ngày {day(at - timedelta(seconds=1))}"
    return moment(at)


def ago(at: datetime, now: datetime) -> str:
    """Return when, seen from `now`: `hôm qua 16:42`, `thứ Tư 20:14`, `18/5 09:30`."""
    then, today = local_day(at), local_day(now)
    days = (today - then).days
    if days in _RELATIVE:
        word = _RELATIVE[days]
    elif 1 < days < 7:
        word = weekday(at)
    else:
        word = day_month(at) if then.year == today.year else day(at)
    return f"{word} {clock(at)}"


def remaining(until: datetime, now: datetime) -> str:
    """Return `còn 1 ngày 14 giờ`, `còn 3 giờ 20 phút`, `còn 12 phút`; rounded down."""
    if until <= now:
        return "đã hết hạn"
    days, rest = divmod(until - now, timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    pairs = [(days, "ngày"), (hours, "giờ")] if days else [(hours, "giờ"), (minutes, "phút")]
    parts = [f"{count} {unit}" for count, unit in pairs if count]
    return "còn " + (" ".join(parts) or "dưới 1 phút")


def hours_left(until: datetime, now: datetime) -> str:
    """Return what is left of a clock of hours: `còn 71 giờ`, `còn dưới 1 giờ`, `quá hạn 5 giờ`."""
    hours = int(abs(until - now) / timedelta(hours=1))
    if until > now:
        return f"còn {hours} giờ" if hours else "còn dưới 1 giờ"
    return f"quá hạn {number(hours)} giờ" if hours else "vừa quá hạn"


def seconds(count: int) -> str:
    """Return `20 giây`, `3 phút`, for how long something still takes."""
    return f"{count} giây" if count < 100 else f"{round(count / 60)} phút"


def period(text: str) -> str:
    """Return a month as people say it: `2024-05` → `05/2024`."""
    year, month = text.split("-")
    return f"{month}/{year}"


def article(text: str) -> str:
    """Return where a rule stands: `Đ.7.1b` → `Quy chế Đ.7.1b`; `TT06 Đ.13` names its circular."""
    if text.startswith("TT06 "):
        return f"Quy chế theo Thông tư 06/2023, {text.removeprefix('TT06 ')}"
    return f"Quy chế\u00a0{text}"


def given_name(full_name: str) -> str:
    """Return the last word: Vietnamese names end with the given name."""
    return full_name.rpartition(" ")[2]


def family_name(full_name: str) -> str:
    """Return all but the given name."""
    return full_name.rpartition(" ")[0]


def capital(text: str) -> str:
    """Return the text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def date_boxes(text: str) -> tuple[str, str, str]:
    """Return what stands in the boxes day, month, year of a typed date: `05/1987` has no day."""
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) > 3:
        return text, "", ""
    day_, month, year = [""] * (3 - len(parts)) + parts
    return day_, month, year


def join_date(boxes: list[str]) -> str:
    """Return the text of three boxes; empty leading ones are left out: `1987`, `05/1987`.

    Inverse of `date_boxes`, so that a wrong date comes back box by box.
    """
    text = "/".join(box.strip() for box in boxes)
    return text.lstrip("/") if text.strip("/") else ""


def with_code(label: str, code: str) -> str:
    """Return a catalogue value as a search field shows it: `Đại học (DH)`."""
    return f"{label} ({code})"


def register(app: Flask) -> None:
    """Make the formats known to the templates as filters of the same names."""
    for function in (
        number, size, decimal, day, day_month, weekday, clock, moment, end, ago, remaining, seconds,
        period, article, local_day, given_name, family_name, capital, date_boxes, with_code,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = function
