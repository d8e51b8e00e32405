from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.chat import House, Place, Say
from bot.render import Renderer, choices, listed, person, plain
from bot.written import city, clock, locale_of, month
from tests.network import KITH

HOUSE = House(me=KITH)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def _says(template: str, outcome: str, *, private: bool = False, house: House = HOUSE, **facts: Any) -> str:
    return Renderer(house)(Say(outcome, facts, template), private).plain


# ------------------------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("moment", "zone", "now", "shown"),
    [
        (NOON, "UTC", NOON, "12:00"),
        (NOON, "Europe/Berlin", NOON, "13:00"),
        (NOON.replace(day=24), "UTC", NOON, "Tue 24 Nov, 12:00"),
        (NOON, "UTC", None, "Mon 23 Nov, 12:00"),
        (NOON.replace(hour=23), "Europe/Berlin", NOON, "Tue 24 Nov, 00:00"),
        (NOON.replace(hour=23), "Europe/Berlin", NOON.replace(hour=23, minute=5), "00:00"),
        (NOON.replace(hour=15), "Pacific/Kiritimati", NOON, "05:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", None, "Sun 25 Oct, 02:30"),
    ],
)
def test_a_moment_is_shown_in_its_zone_with_the_day_where_it_is_not_today(
    moment: datetime, zone: str, now: datetime | None, shown: str
) -> None:
    assert clock(locale_of("en"), moment, zone, now) == shown


@pytest.mark.parametrize(
    ("now", "shown"), [(NOON, "13:00"), (None, "Mo., 23. Nov., 13:00"), (NOON.replace(day=22), "Mo., 23. Nov., 13:00")]
)
def test_a_language_writes_dates_in_its_own_way(now: datetime | None, shown: str) -> None:
    assert clock(locale_of("de"), NOON, "Europe/Berlin", now) == shown


@pytest.mark.parametrize(
    ("language", "names", "shown"),
    [
        ("en", ["Ana", "Ben", "Cleo"], "Ana, Ben and Cleo"),
        ("en", ["Ana", "Ben"], "Ana and Ben"),
        ("en", ["Ana"], "Ana"),
        ("en", [], ""),
        ("de", ["Ana", "Ben", "Cleo"], "Ana, Ben und Cleo"),
    ],
)
def test_a_list_is_written_as_people_write_it(language: str, names: list[str], shown: str) -> None:
    assert listed(locale_of(language), names) == shown


def test_each_name_in_a_list_is_data() -> None:
    assert listed(locale_of("en"), ["<b>", "@room"]) == "&lt;b&gt; and @\N{WORD JOINER}room"


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "America/Los_Angeles", "Los Angeles"),
        ("en", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("de", "Africa/Cairo", "Kairo"),
    ],
)
def test_a_city_has_its_name_in_the_language(language: str, zone: str, shown: str) -> None:
    assert city(locale_of(language), zone) == shown


@pytest.mark.parametrize(
    ("language", "since", "shown"),
    [
        ("en", datetime(2026, 3, 9, 12, tzinfo=UTC), "March"),
        ("de", datetime(2026, 3, 9, 12, tzinfo=UTC), "März"),
        ("en", datetime(2024, 3, 9, 12, tzinfo=UTC), "March 2024"),
        ("de", datetime(2024, 3, 9, 12, tzinfo=UTC), "März 2024"),
        ("en", datetime(2026, 2, 28, 23, 30, tzinfo=UTC), "March"),  # in Berlin it is the first already
        ("en", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "January"),
    ],
)
def test_a_month_has_its_year_where_it_is_not_this_one(language: str, since: datetime, shown: str) -> None:
    now = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)

    assert month(locale_of(language), since, "Europe/Berlin", now) == shown


@pytest.mark.parametrize(
    ("matrix_id", "address"),
    [
        ("@ana:example.org", "@ana:example.org"),
        ("@ana_b-c=d.e+f:example.org:8448", "@ana_b-c%3Dd.e%2Bf:example.org:8448"),
        ("@a/b:example.org", "@a%2Fb:example.org"),
        ("@ana:[2001:db8::1]", "@ana:%5B2001:db8::1%5D"),
    ],
)
def test_a_matrix_id_becomes_a_link_to_its_person_that_plain_text_shows_too(matrix_id: str, address: str) -> None:
    link = person(matrix_id)

    assert link == f'<a href="https://matrix.to/#/{address}">{matrix_id}</a>'
    assert plain(link) == f"{matrix_id} (https://matrix.to/#/{address})"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana", "Ana"),
        ("", ""),
        ("@room", "@\N{WORD JOINER}room"),
        ("@ana", "@\N{WORD JOINER}ana"),
        ("write to @ana:example.org", "write to @\N{WORD JOINER}ana:example.org"),
        ("@ana:example.org\n", "@\N{WORD JOINER}ana:example.org"),
        ("@ana:example.org@room", "@\N{WORD JOINER}ana:example.org@\N{WORD JOINER}room"),
        ("https://matrix.to/#/@ana:x", "https://matrix\N{WORD JOINER}.to/#/@\N{WORD JOINER}ana:x"),
        ('@a"><b>:x', "@\N{WORD JOINER}a&#34;&gt;&lt;b&gt;:x"),
        ("@ana:<i>x</i>", "@\N{WORD JOINER}ana:&lt;i&gt;x&lt;/i&gt;"),
    ],
)
def test_what_is_no_matrix_id_links_to_nobody_and_is_harmless(text: str, shown: str) -> None:
    assert person(text) == shown


def test_numbers_are_grouped_as_the_language_does() -> None:
    say = Say("long_word", {"length": 12345, "longest": 200}, "ping")

    assert "12,345 characters" in Renderer(HOUSE)(say, private=True).plain
    assert "12.345 Zeichen" in Renderer(HOUSE)(say, private=True, language="de").plain


# --------------------------------------------------------------------------- languages


def test_one_renderer_speaks_every_language_and_makes_each_once() -> None:
    render = Renderer(HOUSE)

    assert render(Say("heard", {"word": "heron"}, "ping"), private=True, language="de").plain == "heron: Ich bin da."
    assert render(Say("heard", {"word": "heron"}, "ping"), private=True).plain == "heron: I'm here."
    assert render.voice("de") is render.voice("de")


def test_an_operators_block_is_of_one_language_and_what_is_missing_there_is_ours_in_it(theirs: Path) -> None:
    (theirs / "de").mkdir()
    (theirs / "de" / "ping.html").write_text("{% block heard %}Hier: {{ word }}{% endblock %}")
    render = Renderer(HOUSE, overrides=theirs)

    assert render(Say("heard", {"word": "heron"}, "ping"), private=True, language="de").plain == "Hier: heron"
    assert render(Say("heard", {"word": "heron"}, "ping"), private=True).plain == "Here I am: heron"
    assert render(Say("no_word", {}, "ping"), private=True, language="de").plain.startswith("Ich verstehe")


def test_the_choices_that_a_question_shows_are_told() -> None:
    words = Renderer(HOUSE)(
        Say("asked", {"group": "River", "by": "Ana"}, "facilitators_add"), private=True, language="de"
    )

    assert words.choices == ("ja", "jetzt nicht")


# ----------------------------------------------------------------------------- choices


def test_choices_are_numbered() -> None:
    assert str(choices("yes", "not now")) == "<code>1</code> yes / <code>2</code> not now"


def test_a_choice_is_data() -> None:
    assert "<b>" not in choices("<b>yes</b>")


# ------------------------------------------------------------------------ plain and HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>\nb", "a\nb"),
        ("a <code>help</code> b", "a `help` b"),
        ('<a href="https://example.org">here</a>', "here (https://example.org)"),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ("<a>here</a>", "here"),
        ("<b>a</b>: 5 &lt; 6 &amp; 7", "a: 5 < 6 & 7"),
        ("a\nb", "a b"),
        ("<code>a</code>, <code>b</code>", "`a`, `b`"),
        ("", ""),
    ],
)
def test_the_plain_text_says_what_the_html_says(html: str, text: str) -> None:
    assert plain(html) == text


def test_empty_lines_of_a_template_are_not_sent() -> None:
    lists = [("River Circle", (Place("a", "b"), Place("c", "d")))]

    words = Renderer(House(me=KITH))(
        Say("places", {"lists": lists, "numbered": False, "left_out": 0}, "resources"), private=True
    )

    assert words.plain == "Places to turn to; I contact nobody myself:\na: b\nc: d"
    assert words.html == "Places to turn to; I contact nobody myself:<br>\n<b>a</b>: b<br>\n<b>c</b>: d"


# ----------------------------------------------------------------------------- commands


def test_commands_have_their_prefix_in_rooms_and_none_in_private() -> None:
    assert "`!checkin open`" in _says("checkin_close", "none", group="River Circle")
    assert "`checkin open`" in _says("checkin_close", "none", private=True, group="River Circle")


def test_the_operators_name_and_prefix_are_used() -> None:
    house = House(me=KITH, name="Otter & Co", prefix="?")

    assert "I'm Otter & Co, a bot" in _says("fixed", "first_contact", house=house)
    assert "`?support`" in _says("fixed", "first_contact", house=house)


def test_whether_it_rings_is_the_outcomes() -> None:
    render = Renderer(HOUSE)

    assert render(Say("first_contact", template="fixed", rings=True), private=True).rings
    assert not render(Say("first_contact", template="fixed"), private=True).rings


def test_the_link_to_kith_is_the_only_one_and_is_quoted() -> None:
    words = Renderer(House(me='@kith"x:example.org'))(Say("no_chat", template="fixed"), private=False)

    assert 'href="https://matrix.to/#/@kith%22x:example.org"' in words.html


# ------------------------------------------------------------------------------- mistakes


def test_a_fact_that_is_missing_is_an_error_and_no_gap() -> None:
    with pytest.raises(Exception, match="word"):
        _says("ping", "heard")


def test_a_fact_that_is_nothing_is_an_error_and_no_none() -> None:
    with pytest.raises(TypeError, match="nothing"):
        _says("ping", "heard", word=None)


def test_an_outcome_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        _says("ping", "sung", word="heron")


# ------------------------------------------------------------------------ the operator's own


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """The operator's folder of templates, with words of their own for `ping`."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "ping.html").write_text("{% block heard %}\nHere I am: <b>{{ word }}</b>\n{% endblock %}\n")
    return tmp_path


def _theirs_says(theirs: Path, outcome: str, **facts: Any) -> str:
    return Renderer(HOUSE, overrides=theirs)(Say(outcome, facts, "ping"), private=False).plain


def test_an_operators_block_stands_before_ours(theirs: Path) -> None:
    assert _theirs_says(theirs, "heard", word="heron") == "Here I am: heron"


def test_what_members_typed_is_data_in_an_operators_block_too(theirs: Path) -> None:
    words = Renderer(HOUSE, overrides=theirs)(Say("heard", {"word": "<i>@room</i>"}, "ping"), private=False)

    assert words.html == "Here I am: <b>&lt;i&gt;@\N{WORD JOINER}room&lt;/i&gt;</b>"


def test_what_the_operator_did_not_write_is_ours(theirs: Path) -> None:
    assert _theirs_says(theirs, "no_word").startswith("I understood `!ping`")
    assert Renderer(HOUSE, overrides=theirs)(Say("no_chat", template="fixed"), private=False).plain.startswith("I can")


def test_an_operators_block_is_also_a_part_of_what_another_says(theirs: Path) -> None:
    (theirs / "en" / "settings.html").write_text("{% block meaning %}our own {{ name }}{% endblock %}")
    setting = {"name": "welcome", "value": "off", "default": "off"}

    words = Renderer(HOUSE, overrides=theirs)(
        Say("one", {"settings": [setting], "group": "River Circle"}, "settings"), private=False
    )

    assert words.plain.startswith("welcome is off in River Circle (default off): our own welcome.")


@pytest.mark.parametrize(
    "broken",
    [
        "{% block heard %}{{ word {% endblock %}",
        "{% block heard %}{{ wrod }}{% endblock %}",
        "{% block heard %}{{ word.upper(1) }}{% endblock %}",
        "{% block heard %}{{ word|nofilter }}{% endblock %}",
        "{% block heard %}{% include 'nowhere.html' %}{% endblock %}",
        "{% block heard %}{{ 1 // 0 }}{% endblock %}",
        "{% block heard %}{{ word[99] }}{% endblock %}",
        "{% block heard %}{{ house.nothing }}{% endblock %}",
    ],
)
def test_a_broken_block_of_the_operators_is_left_aside_and_told_without_a_word_of_anybodys(
    theirs: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    (theirs / "en" / "ping.html").write_text(broken)

    with caplog.at_level(logging.WARNING):
        assert _theirs_says(theirs, "heard", word="kingfisher") == "kingfisher: I'm here."

    assert "templates_dir: ping.html, block heard is left aside" in caplog.text
    assert "kingfisher" not in caplog.text
