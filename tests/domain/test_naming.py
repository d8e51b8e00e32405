from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.naming import Meant, Unclear, which, who

ANA, BEN, CLEO, OTHER = "@ana:example.org", "@ben:example.org", "@cleo.w:example.net", "@ben:example.net"
NAMES = {ANA: "Ana", BEN: "Ben", CLEO: "Cléo from the Lake"}


@pytest.mark.parametrize(
    ("typed", "pills", "names", "meant"),
    [
        ("Ben", (), NAMES, Meant(BEN)),
        ("ben", (), NAMES, Meant(BEN)),
        ("@ben", (), NAMES, Meant(BEN)),
        ("@ Ben", (), NAMES, Meant(BEN)),
        ("  BEN ", (), NAMES, Meant(BEN)),
        ("cléo from the lake", (), NAMES, Meant(CLEO)),
        ("@cleo.w", (), NAMES, Meant(CLEO)),
        ("Cleo", (), NAMES, Unclear("Cleo")),
        ("", (), NAMES, Unclear("")),
        ("@", (), NAMES, Unclear("@")),
        ("@ben:example.org", (), NAMES, Meant(BEN)),
        ("@eve:example.org", (), NAMES, Meant("@eve:example.org")),
        ("@ben:example.org and @ana:example.org", (), NAMES, Unclear("@ben:example.org and @ana:example.org")),
        ("https://matrix.to/#/@ben:example.org", (), NAMES, Meant(BEN)),
        ("https://matrix.to/#/@ben:example.org?via=example.org", (), NAMES, Meant(BEN)),
        ("[Ben](https://matrix.to/#/%40ben:example.org)", (), NAMES, Meant(BEN)),
        ("[Ben](https://matrix.to/#/@ben%3Aexample.org)", (), NAMES, Meant(BEN)),
        ("@\u2060ben", (), NAMES, Meant(BEN)),  # as Kith shows it
        ("@\u2060ben:example.org", (), NAMES, Meant(BEN)),
        ("whatever it is called", (BEN,), NAMES, Meant(BEN)),
        ("Ben", (ANA, CLEO), NAMES, Meant(BEN)),
        ("somebody", (ANA, BEN), NAMES, Unclear("somebody")),
        ("ben", (), {**NAMES, OTHER: "Benny"}, Unclear("ben", several=True)),
        ("benny", (), {**NAMES, OTHER: "Benny"}, Meant(OTHER)),
        ("ben", (), {BEN: "Ben", ANA: "ben"}, Unclear("ben", several=True)),
        ("ben", (), {BEN: "@Ben"}, Meant(BEN)),
        ("ben", (), {BEN: ""}, Meant(BEN)),
        ("Ben.", (), NAMES, Meant(BEN)),
        ('"Ben"!', (), NAMES, Meant(BEN)),
        ("@ben:example.org.", (), NAMES, Meant(BEN)),
        ("benny!", (), {BEN: "Benny!", OTHER: "Ana"}, Meant(BEN)),
        ("...", (), NAMES, Unclear("...")),
    ],
)  # fmt: skip
def test_a_member_is_meant_by_a_pill_a_whole_id_or_a_name_that_one_alone_has(
    typed: str, pills: tuple[str, ...], names: dict[str, str], meant: Meant | Unclear
) -> None:
    assert who(typed, pills, names) == meant


PEOPLE = st.dictionaries(
    st.sampled_from([ANA, BEN, CLEO, OTHER]), st.sampled_from(["Ana", "Ben", "ana", " Ben ", "@ben", ""]), max_size=4
)


@given(st.text(max_size=12) | st.sampled_from(["ana", "Ben", "@ben", "cleo.w", "@ben:example.net"]), PEOPLE)
def test_a_name_means_one_person_or_nobody(typed: str, names: dict[str, str]) -> None:
    match who(typed, (), names):
        case Meant(person):
            assert person in names or person in typed
        case Unclear(repeated, several):
            assert repeated == typed.replace("\u2060", "").strip()
            assert not several or len(names) > 1


@given(st.text(max_size=12), PEOPLE)
def test_one_pill_is_one_person_whatever_stands_beside_it(typed: str, names: dict[str, str]) -> None:
    assert who(typed, (CLEO,), names) == Meant(CLEO)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("River Circle", (2,)),
        (" river   circle ", (2,)),
        ("river", (2,)),
        ("lake", (1,)),
        ("circle", (1, 2)),
        ("1", (1,)),
        ("2", (3,)),  # one is called so
        ("3", (3,)),
        ("4", ()),
        ("0", ()),
        ("123", ()),
        ("²", ()),
        ("fen", ()),
        ("", ()),
        ("   ", ()),
    ],
)
def test_a_group_is_meant_by_its_name_a_part_of_it_or_its_number(typed: str, places: tuple[int, ...]) -> None:
    assert which(typed, ["Lake Circle", "River Circle", "2"]) == places


def test_a_whole_name_comes_before_the_names_that_hold_it() -> None:
    assert which("lake", ["Lake Circle", "Lake"]) == (2,)
    assert which("lake", ["Lake", "lake"]) == (1, 2)


@given(st.text(max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_only_what_is_listed_is_meant(typed: str, names: list[str]) -> None:
    assert set(which(typed, names)) <= set(range(1, len(names) + 1))
