"""config.example.yaml, docs/configuration.md and the code name the same keys, defaults and settings."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from bot import config
from bot.chat import House, Say
from bot.config_takes import said
from bot.domain.settings import SETTINGS
from bot.render import Renderer
from tests.config_files import NEEDED, load, mistakes

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / "config.example.yaml").read_text()
REFERENCE = (ROOT / "docs" / "configuration.md").read_text()
SWITCHED_OFF = re.compile(r"^(\s*)#(?=[a-z_]+: )", re.MULTILINE)


def leaves(tree: object, before: str = "") -> set[str]:
    match tree:
        case dict() if before != "defaults.":
            return {leaf for key, value in tree.items() for leaf in leaves(value, f"{before}{key}.")}
        case _:
            return {before.removesuffix(".")}


def meaning(name: str) -> str:
    """Return what `!settings` says that a setting means."""
    words = Renderer(House(me="@kith:example.org"))(Say("meaning", {"name": name}, "settings"), private=True)
    return words.plain.replace("\N{WORD JOINER}", "")  # what keeps @room from ringing


def rows(heading: str) -> dict[str, list[str]]:
    """Return a table of the reference by the name in its first column; the code marks are taken off."""
    table = REFERENCE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:3] == "| `"]
    return {
        name.strip("`"): [cell.strip("`") if cell.count("`") == 2 else cell for cell in rest] for name, *rest in lines
    }


def keys_of_the_code() -> set[str]:
    every = set(config.keys())
    parts = {key for key in every if any(other.startswith(f"{key}.") for other in every)}
    return {key for key in every - parts if not key.startswith("resources.")} | {"resources"}


def test_the_example_loads_with_a_secret_and_changes_no_default(tmp_path: Path) -> None:
    minimal = load(tmp_path, NEEDED)

    example = load(tmp_path, EXAMPLE)

    assert example == minimal


def test_the_example_as_it_is_asks_for_a_secret_and_nothing_else(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, EXAMPLE, {})

    assert told.startswith("config.yaml: password: missing")


def test_the_example_names_every_key_and_setting() -> None:
    example = yaml.safe_load(SWITCHED_OFF.sub(r"\1", EXAMPLE))

    assert leaves(example) == keys_of_the_code()
    assert set(example["defaults"]) == set(SETTINGS)


def test_every_line_of_the_example_has_a_comment_above_it() -> None:
    lines = [line.strip() for line in EXAMPLE.splitlines()]

    bare = [line for above, line in pairwise(lines) if re.match(r"#?[a-z_.]+:", line) and not above.startswith("# ")]

    assert bare == []


def test_the_example_gives_every_setting_its_meaning() -> None:
    above = {line: comment for comment, line in pairwise(EXAMPLE.splitlines())}

    for setting in SETTINGS.values():
        written = above[f"  {setting.name}: {setting.show(setting.default)}"].removeprefix("  # ").removesuffix(".")
        assert written.lower() == meaning(setting.name).lower()


def test_the_reference_names_every_key_and_setting() -> None:
    assert set(rows("Keys")) == keys_of_the_code() | {"defaults"}
    assert list(rows("Settings of a group")) == list(SETTINGS)


def test_the_defaults_of_the_reference_are_those_of_the_code(tmp_path: Path) -> None:
    written = {key: row[0] for key, row in rows("Keys").items()}
    assert [key for key, default in written.items() if default == "required"] == ["homeserver", "user_id"]
    text, nested = NEEDED, dict[str, list[str]]()
    for key, default in written.items():
        if default not in ("required", "none", "Kith's own server", "those below"):
            outer, _, inner = key.rpartition(".")
            nested.setdefault(outer, []).append(f"{inner}: {default}")
    for outer, lines in nested.items():
        text += f"{outer}: {{{', '.join(lines)}}}\n" if outer else "\n".join(lines) + "\n"

    documented = load(tmp_path, text)

    assert documented == load(tmp_path, NEEDED)


def test_the_reference_says_of_every_setting_what_the_code_says() -> None:
    for name, (default, takes, means) in rows("Settings of a group").items():
        setting = SETTINGS[name]
        assert default == setting.show(setting.default)
        assert said(setting.kind).allowed.startswith(takes)
        assert means == meaning(name)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL), ids=["needed", "places"])
def test_what_the_reference_shows_can_be_loaded(tmp_path: Path, block: str) -> None:
    load(tmp_path, block if "homeserver" in block else NEEDED + block)


def test_the_mistakes_that_the_reference_shows_are_told_so(tmp_path: Path) -> None:
    shown = REFERENCE.partition("## Mistakes")[2].partition("```\n")[2].partition("```")[0].splitlines()
    text = 'homeserver: http://localhost\n\n\n\n\n\ncommand_prefx: "!"\nlog:\n  level: loud\n'

    assert mistakes(tmp_path, text) == shown
