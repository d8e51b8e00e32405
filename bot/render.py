"""From an outcome to its words: a template's block, as HTML and as plain text that says the same.

Whatever a fact holds is data (N20): it is escaped, its line breaks and
invisible characters go, and what a client or a push rule would make into a
mention or a link to a person is taken apart with an invisible joiner. Dates, times,
lists and numbers are written as the language writes them.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from babel import Locale, lists, numbers
from jinja2 import Environment, FileSystemLoader, PackageLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from bot import written
from bot.chat import House, Say, Words

log = logging.getLogger(__name__)

_JOINER = "\N{WORD JOINER}"
# `@room` anywhere, an `@` that begins a word, and an `@` before `name:server`; an e-mail address stays whole.
# A push rule's words end where ASCII letters do: to it `@room` stands in `@roomé` too (spec, 13.14).
_MENTION = re.compile(r"@(?=(?i:room)(?![A-Za-z0-9_]))|(?<![\w.+-])@(?=\S)|@(?=[^\s:@]+:\S)")
_PERSON_LINK = re.compile(r"(matrix)(?=\.to\b|:(?:u|user|r|roomid|e)/)", re.IGNORECASE)
_MATRIX_ID = re.compile(r"@[A-Za-z0-9._=/+-]+:[A-Za-z0-9.\-\[\]:]+")
LONGEST_FACT = 500
"""Characters of one fact that are repeated; whoever typed more than that knows what it was."""
LONGEST_TEXT = 2000
"""Characters of a group's own text that are repeated."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_JOINS_EMOJI = {"\N{ZERO WIDTH JOINER}"}


def harmless(text: str) -> str:
    """Return the text as one line that mentions and links nobody; HTML is not escaped here."""
    line = " ".join(text.split())
    seen = "".join(c for c in line if c in _JOINS_EMOJI or unicodedata.category(c) not in _INVISIBLE)
    return _PERSON_LINK.sub(rf"\1{_JOINER}", _MENTION.sub(f"@{_JOINER}", seen))


def _finalize(value: object) -> object:
    if value is None:
        message = "a template was given nothing where it says something"
        raise TypeError(message)
    if isinstance(value, str) and not isinstance(value, Markup):
        return harmless(value if len(value) <= LONGEST_FACT else f"{value[:LONGEST_FACT]}\N{HORIZONTAL ELLIPSIS}")
    return value


def listed(locale: Locale, parts: Sequence[object]) -> Markup:
    """Return a list in words: ``Ana, Ben and Cleo``."""
    return Markup(lists.format_list([str(escape(_finalize(part))) for part in parts], locale=locale))  # noqa: S704 - escaped


def person(matrix_id: str) -> Markup:
    """Return somebody's Matrix ID as a link to them; of what is none, the harmless text.

    It is the one place where a message links to a person, and for whom it is meant agreed to that.
    """
    if _MATRIX_ID.fullmatch(matrix_id) is None:
        return escape(harmless(matrix_id))
    return Markup('<a href="{}">{}</a>').format(_link(matrix_id), matrix_id)


def lines(text: str) -> Markup:
    """Return a group's own text with its lines, each of them as harmless as any fact; empty ones go."""
    return Markup("\n").join(harmless(line) for line in text[:LONGEST_TEXT].splitlines() if line.strip())


def choices(*words: str) -> Markup:
    """Return the numbered choices of a question: ``1`` yes / ``2`` not now."""
    return Markup(" / ").join(Markup("<code>{}</code> {}").format(n, harmless(word)) for n, word in enumerate(words, 1))


def _link(person: str) -> str:
    return "https://matrix.to/#/" + quote(person, safe="@:")


class Renderer:
    """Renders outcomes in every language that there is a folder of."""

    def __init__(self, house: House, *, language: str = "en", overrides: Path | None = None) -> None:
        """Prepare nothing yet; ``overrides`` is the operator's folder, with a folder a language in it."""
        self._house = house
        self._language = language
        self._overrides = overrides
        self._voices: dict[str, Voice] = {}

    def __call__(self, say: Say, private: bool, language: str | None = None) -> Words:  # noqa: FBT001 - as in Voice
        """Return the words of an outcome in this language, else in the one that was given at first."""
        return self.voice(language or self._language)(say, private)

    def voice(self, language: str) -> Voice:
        """Return what speaks this language; each is made once."""
        if language not in self._voices:
            overrides = None if self._overrides is None else self._overrides / language
            self._voices[language] = Voice(self._house, language, overrides)
        return self._voices[language]


class Voice:
    """Renders blocks of ``templates/<language>/``, an operator's own block first."""

    def __init__(self, house: House, language: str, overrides: Path | None) -> None:
        """Prepare the templates; ``overrides`` is the operator's folder of this language."""
        self._house = house
        self._locale = written.locale_of(language)
        self.ours = self._environment(PackageLoader("bot", f"templates/{language}"))
        self._theirs = None if overrides is None else self._environment(FileSystemLoader(overrides))

    def _environment(self, loader: PackageLoader | FileSystemLoader) -> Environment:
        env = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for of_language in (listed, *written.FILTERS):
            env.filters[of_language.__name__] = partial(of_language, self._locale)
        env.filters.update(lines=lines, person=person, number=partial(numbers.format_decimal, locale=self._locale))
        env.globals.update(house=self._house, to_kith=Markup(_link(self._house.me)))  # noqa: S704 - quoted
        return env

    def __call__(self, say: Say, private: bool) -> Words:  # noqa: FBT001 - two kinds of place, no more
        """Return the words of an outcome; in a private chat commands are shown without their prefix."""

        def command(words: str) -> Markup:
            return Markup("<code>{}{}</code>").format("" if private else self._house.prefix, harmless(words))

        def words_with(known: dict[str, object]) -> dict[str, object]:
            def words_of(template: str, block: str, **more: object) -> Markup:
                # They stand within a line, so what a block ends with goes.
                said = self._spoken(f"{template}.html", block, words_with({**known, **more}))
                return Markup(said.strip())  # noqa: S704 - a template's

            return {**known, "words_of": words_of}

        shown: list[str] = []

        def choices_shown(*words: str) -> Markup:
            shown[:] = words
            return choices(*words)

        facts: dict[str, object] = {
            **say.facts,
            "choices": choices_shown,
            "command": command,
            "private": private,
            "loud": say.loud,
        }
        text = self._spoken(f"{say.template}.html", say.outcome, words_with(facts))
        lines = [line for line in (line.strip() for line in text.splitlines()) if line]
        html = "<br>\n".join(lines)
        return Words(plain(html), html, rings=say.rings, choices=tuple(shown))

    def _spoken(self, name: str, block: str, facts: dict[str, object]) -> str:
        if self._theirs is not None:
            try:
                if block in self._theirs.get_template(name).blocks:
                    return _block(self._theirs, name, block, facts)
            except Exception as error:  # noqa: BLE001 - whatever they wrote, ours can be said in its place
                if not (isinstance(error, TemplateNotFound) and error.name == name):  # else they wrote none
                    log.warning("templates_dir: %s, block %s is left aside: %s", name, block, type(error).__name__)
        return _block(self.ours, name, block, facts)


def _block(env: Environment, name: str, block: str, facts: dict[str, object]) -> str:
    template = env.get_template(name)
    return "".join(template.blocks[block](template.new_context(facts)))


class _Plain(HTMLParser):
    """Writes our own small HTML as plain text: code in backticks, a link with its address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._link: str | None = None
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "br":
                self.text.append("\n")
            case "code":
                self.text.append("`")
            case "a":
                self._link, self._link_from = dict(attrs).get("href"), len(self.text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self.text.append("`")
        elif tag == "a" and self._link and "".join(self.text[self._link_from :]) != self._link:
            self.text.append(f" ({self._link})")

    def handle_data(self, data: str) -> None:
        self.text.append(data.replace("\n", " ") if data.strip() else data.replace("\n", ""))


def plain(html: str) -> str:
    """Return the plain text of HTML that our templates made."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return "\n".join(line.strip() for line in "".join(parser.text).splitlines())
