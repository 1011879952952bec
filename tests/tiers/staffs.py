"""Every way in which four people can share the posts of a unit, for tests of the rules."""

from hypothesis import strategies as st

from tiers.units import Officer, Post, PostKind, Role, Tier, UnitStaff

UNIT = 7
PEOPLE = ("lan", "minh", "nga", "phuc")

people = st.sampled_from(PEOPLE)
roles = st.sampled_from(Role)


def staff(**posts: str) -> UnitStaff:
    """Return the unit's staff: `staff(hr="lan minh", heads="nga")`."""
    return UnitStaff(
        UNIT, Tier.FACILITY, **{kind: tuple(who.split()) for kind, who in posts.items()}
    )


def officer_of(unit: UnitStaff, who: str, role: Role) -> Officer:
    """Return the person with the posts held in the unit."""
    holders = {
        PostKind.HEAD: unit.heads,
        PostKind.DEPUTY: unit.deputies,
        PostKind.HR: unit.hr,
    }
    posts = {Post(unit.unit_id, kind) for kind, held_by in holders.items() if who in held_by}
    return Officer(who, role, frozenset(posts))


@st.composite
def staffs(draw: st.DrawFn) -> UnitStaff:
    """Any division of the posts, doubled, shared and empty ones too."""
    holders = st.lists(people, unique=True).map(tuple)
    return UnitStaff(UNIT, draw(st.sampled_from(Tier)), draw(holders), draw(holders), draw(holders))
