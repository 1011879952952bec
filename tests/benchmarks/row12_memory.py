"""Row 12: memory of the sync worker over the full month, and of the web over mixed requests."""

from itertools import cycle

from province_app.demo.browser import Browser
from province_app.demo.nodes import running
from tests.benchmarks.memory import peaks_mb
from tests.benchmarks.province import Workshop
from tests.benchmarks.row01_full_month import FullMonth, climb

NAME = "memory"
REQUESTS = 1_000


def run(
    workshop: Workshop, staff: int, month: FullMonth | None, least: dict[str, int]
) -> dict[str, object]:
    """Return the row: the peaks of row 1's run, or of a run of its own, and those of the pages.

    `least`: the smallest size that was measured in this run and its worker's peak; the detail says
    what the worker takes against it, which the number of records should not change.
    """
    if month is None:
        month = FullMonth()
        climb(workshop, workshop.province(staff), month)
    pages, paths = browse(workshop, staff)
    sync = max(mb for name, mb in month.peaks.items() if name.endswith("sync"))
    least.setdefault("size", staff)
    least.setdefault("sync_worker_mb", sync)
    return {
        "id": 12,
        "name": NAME,
        "size": staff,
        "floor_s": None,
        "product_s": None,
        "ratio": None,
        "pairs": 0,
        "peak_rss_mb": max([*month.peaks.values(), *pages.values()]),
        "detail": {
            "sync_worker_mb": sync,
            "against_least": {
                "size": least["size"],
                "sync_worker": round(sync / least["sync_worker_mb"], 2),
            },
            "web_worker_mb": pages["province web"],
            "full_month_mb": month.peaks,
            "requests": REQUESTS,
            "pages": paths,
        },
    }


def browse(workshop: Workshop, staff: int) -> tuple[dict[str, int], int]:
    """Return the peaks after the requests, and how many different pages were opened.

    One person of each role signs in and opens, in turn, every page that the home page leads to.
    """
    made = workshop.province(staff)
    workshop.fresh(made)
    by_role = {one.role: one for one in made.visitors}
    origin = workshop.nodes.province.settings.public_url
    with running(workshop.nodes):
        visits: list[tuple[Browser, str]] = []
        for one in by_role.values():
            browser = Browser(origin, one.username, one.password, one.totp_secret)
            found = {link for link in browser.get("/").xpath("//a/@href") if link.startswith("/")}
            visits += [(browser, link) for link in sorted(found) if "sign-out" not in link]
        for (browser, link), _ in zip(cycle(visits), range(REQUESTS), strict=False):
            browser.get(link)
        return peaks_mb(workshop.var), len({link for _, link in visits})
