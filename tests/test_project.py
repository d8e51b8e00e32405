"""What holds for the repository as a whole."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(PYPROJECT)["project"]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
SOURCES = sorted(path for top in ("bot", "tests", "bench") for path in (ROOT / top).rglob("*.py"))

LINES = 250
LONGER = {
    "bot/chat.py": "the whole port on one page: values and one Protocol, no code",
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _canonical(requirement: str) -> str:
    """Return the normalised name of the distribution that a requirement begins with (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def _libraries(path: Path) -> set[str]:
    """Return the top-level names that a module imports and that are neither Python's nor ours."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.partition(".")[0])
            case _:
                pass
    return found - sys.stdlib_module_names - {"bot"}


@pytest.mark.parametrize("lock", ["requirements-build.lock", "requirements-dev.lock", "requirements.lock"])
def test_a_lock_names_hashes_and_no_place(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()

    pins = [line for line in lines if re.match(r"[a-z0-9.-]+==\S+( ; .+)? \\$", line)]
    rest = [line for line in lines if line not in pins and not line.startswith(("    --hash=sha256:", "    #", "#"))]
    places = [line for line in lines if re.search(r"https?:|file:|://|@|--\w*(index|links|host)|(^|[\s=])[/~]", line)]

    assert pins
    assert rest == []
    assert places == []


def test_the_version_is_the_newest_of_the_changelog() -> None:
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest is not None
    assert newest[1] == PROJECT["version"]


def test_every_rule_that_ruff_ignores_has_a_reason() -> None:
    style = PYPROJECT.partition("[tool.ruff.lint]")[2].partition("[tool.importlinter]")[0]

    ignored = [line for line in style.splitlines() if re.match(r'\s+"[A-Z]+\d*"', line)]

    assert ignored
    assert [line for line in ignored if not re.search(r'^\s+"[A-Z]+\d*", # \w.+', line)] == []


def test_every_exception_in_the_code_names_its_rule_and_a_reason() -> None:
    with_rule = r"noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]|pragma: no (cover|branch)"
    with_reason = re.compile(rf"# ({with_rule}) +(-|#) \S+")

    bare = [
        f"{_name(path)}:{number}"
        for path in SOURCES
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"# (noqa|type: ignore|pragma|ruff:|mypy:)", line) and not with_reason.search(line)
    ]

    assert bare == []


def test_every_file_can_be_read_in_one_sitting() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in MODULES}

    long = {name for name, length in lengths.items() if length > LINES}

    assert long == set(LONGER)


def test_what_is_imported_is_declared() -> None:
    offered = packages_distributions()
    declared = {_canonical(requirement) for requirement in PROJECT["dependencies"]}
    declared |= {_canonical(requirement) for requirement in PROJECT["optional-dependencies"]["demo"]}
    part_of_another = {"pydantic-core"}  # pydantic requires its one fitting version

    imported = {_canonical(offered[name][0]) for path in MODULES for name in _libraries(path)}

    assert imported - part_of_another <= declared


def test_the_domain_knows_python_and_dateutil_alone() -> None:
    libraries = {name for path in (ROOT / "bot" / "domain").rglob("*.py") for name in _libraries(path)}

    assert libraries <= {"dateutil"}
