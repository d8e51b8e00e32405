"""What the documents say is what the program does."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bot import cli
from bot.app.meaning import SPOKEN
from bot.commands import commands
from bot.domain import words
from tests.test_templates import NEVER

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]
RULES = frozenset(re.findall(r"^\| N(\d+) \|", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.MULTILINE))
MEMBERS = (ROOT / "docs" / "members.md").read_text("utf-8")
FACILITATORS = (ROOT / "docs" / "facilitators.md").read_text("utf-8")
OPERATORS = (ROOT / "docs" / "operators.md").read_text("utf-8")


def coded(page: str) -> list[str]:
    """Return what stands in backticks on one line, with what stands on lines of its own in fences left out."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("name", commands())
def test_people_read_about_every_command(name: str) -> None:
    shown = [code.removeprefix("!") for code in coded(MEMBERS + FACILITATORS)]

    assert any(code == name or code.startswith(f"{name} ") for code in shown)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_command_that_a_page_shows_is_one(page: str) -> None:
    text = next(candidate for candidate in PAGES if candidate.name == page).read_text("utf-8")

    shown = [code.removeprefix("!") for code in coded(text) if re.match(r"![a-z]", code)]

    assert [code for code in shown if words.command(code, tuple(commands())) is None] == []


def test_members_read_which_whole_messages_mean_what() -> None:
    for spoken in SPOKEN:
        assert f"`{spoken}`" in MEMBERS


def verbs() -> dict[str, argparse.ArgumentParser]:
    """Return the verbs of the command line."""
    parser = cli._parser()
    found = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def test_operators_read_about_every_verb_and_no_other() -> None:
    table = re.findall(r"^\| `kith (\w+)", OPERATORS, re.MULTILINE)

    assert sorted(table) == sorted(verbs())


def test_every_kith_verb_that_a_page_shows_is_one() -> None:
    for page in PAGES:
        for verb in re.findall(r"(?:bin/|`)kith (\w+)", page.read_text("utf-8")):
            assert verb in verbs(), page.name


def test_every_make_target_that_a_page_shows_is_one() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in [*PAGES, ROOT / "bench" / "README.md"]:
        shown = re.findall(r"(?:^|`)make (\w+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(shown) <= targets, page.name


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_path_that_a_page_shows_exists() -> None:
    for page in PAGES:
        for shown in re.findall(r"`((?:bot|tests|docs|bench)/[\w./]+)`", page.read_text("utf-8")):
            assert (ROOT / shown).exists(), f"{page.name}: {shown}"


def cited() -> dict[str, str]:
    """Return each number of a rule that code or a test names, and a file that does."""
    sources = [path for folder in ("bot", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    return {number: path.name for path in sources for number in re.findall(r"\bN(\d+)\b", path.read_text("utf-8"))}


def test_every_rule_that_is_named_by_its_number_is_one() -> None:
    assert {number: where for number, where in cited().items() if number not in RULES} == {}


def test_every_rule_has_tests_of_its_own() -> None:
    tested = {str(int(path.name[6:8])) for path in (ROOT / "tests" / "never").glob("test_n*.py")}

    assert tested == RULES


def test_every_test_of_a_rule_begins_with_its_number() -> None:
    for path in (ROOT / "tests" / "never").glob("test_n*.py"):
        assert path.read_text("utf-8").startswith(f'"""N{int(path.name[6:8])}'), path.name


def test_every_word_that_the_voice_leaves_out_is_looked_for_in_every_message() -> None:
    voice = (ROOT / "docs" / "voice.md").read_text("utf-8")
    listed = re.search(r"whatever the sentence: ([^.]+)\.", voice)

    assert listed is not None
    assert [word for word in re.split(r",\s+", listed[1]) if not NEVER["en"].fullmatch(word)] == []
