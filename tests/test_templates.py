"""Every word that a person reads: in the voice of the house (docs/voice.md), short, and used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
import pytest_asyncio
from jinja2 import Environment, nodes

from bot.chat import Ask, House, Invited, Open, Place, Say, Sealed, Undeliverable, Words
from bot.commands import CONSENT, commands, template
from bot.domain.listening import PROOF_HOLDS
from bot.domain.places import CHECK_EVERY
from bot.render import Renderer
from bot.storage.database import FILE, opened
from bot.storage.erasure import until
from bot.storage.register import REGISTER, Holds
from bot.storage.tx import Tx
from tests import calendar_evening, meeting_evening, opening_evening, rota_evening, round_evening, support_evening
from tests.conftest import Room, at, circle
from tests.network import KITH, Network

ROOT = Path(__file__).parents[1]
LANGUAGES = sorted(folder.name for folder in (ROOT / "bot" / "templates").iterdir() if folder.is_dir())
FILES = sorted((ROOT / "bot" / "templates").rglob("*.html"))

# docs/voice.md, "Words that never appear", and what comes to the same in other languages.
NEVER = {
    "en": re.compile(
        r"\b(patients?|clients?|cases?|users?|symptoms?|relapses?|compliant|risks?|severity|triage|tickets?|escalated?"
        r"|incidents?|victims?|failed|inactive|missed|overdue|late|streaks?|only|just|should|must|are you sure)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(patient(in|en|innen)?|klient(in|en|innen)?|fälle|fall(s|es)?|(be)?nutzer(in|innen|n)?|symptome?n?"
        r"|rückf[aä]ll\w*|risik\w+|schweregrad|triage|tickets?|eskal\w+|vorf[aä]ll\w*|opfern?|gescheitert|fehlgeschlagen|inaktiv\w*"
        r"|verpasst\w*|versäumt\w*|überfällig\w*|zu spät|serien?|nur|einfach|bloß|muss(t|te\w*)?|müssen|müsst(e\w*)?"
        r"|soll(te\w*|st|en)?|bist du (dir )?sicher)\b",
        re.IGNORECASE,
    ),
}
LINES = 4
LETTERS = 480
"""Characters of four lines on a wide phone."""
LISTS = {
    ("help", "room"),
    ("help", "private"),
    ("resources", "places"),
    ("settings", "all"),
    ("meetings", "those"),
    ("checkin", "shared"),
    ("checkin_schedules", "those"),
    ("agreements", "those"),
    ("agreements_set", "changed"),
    ("setup", "preview"),
    ("setup", "posted"),
    ("meeting_opening", "opens"),
    ("meeting_opening", "shown"),
    ("meeting_opening", "changed"),
    ("practice", "one"),
    ("practice_list", "those"),
    ("practice_add", "added"),
    ("practice_edit", "edited"),
    ("my_data", "all"),
    ("listen", "those"),
    ("not_with_list", "those"),
    ("card_show", "says"),
    ("rota", "those"),
    ("rota_mine", "those"),
    ("fixed", "several_open"),
}
"""What was asked for as a list, and may be as long as it is; and what holds a group's own words."""
AT_FIRST_SIGHT = 90

RINGING_IN_ENGLISH = {
    ("checkin_open", "round"): ["Check-in, open until", "pass", "witness"],
    ("checkin", "arriving"): ["A check-in", "`1` pass"],
    ("checkin", "how_often"): ["how often", "`1` every week", "`2` once"],
    ("checkin", "whether"): ["Share it in", "`1` share", "`2` let it go"],
    ("nudge", "asks"): ["A check-in, as you wanted", "`1` pass"],
    ("fixed", "first_contact"): ["a bot", "`support`", "`hello`"],
    ("fixed", "not_understood"): ["didn't understand", "`support`"],
    ("fixed", "chat_moved"): ["third person"],
    ("fixed", "broke"): ["Something broke", "nothing was done"],
    ("fixed", "which_group"): ["Which group", "`1`", "`2`"],
    ("fixed", "whether"): ["Did you mean", "`1`"],
    ("unread", "private"): ["couldn't read", "send it again"],
    ("forget_me_here", "which"): ["Which group", "`1`", "`2`"],
    ("facilitators_add", "asked"): ["be a facilitator", "`1` yes", "`2` not now"],
    ("fixed", "several_open"): ["Several", "did nothing"],
    ("fixed", "meant"): ["Do you mean", "`1` yes", "`2` not now"],
    ("in_group", "which"): ["In which group", "`1`", "`2`"],
    ("in_group", "several"): ["Which of these", "`1`", "`2`"],
    ("setup", "zone"): ["Time zone", "`1`", "`2` skip"],
    ("setup", "zone_unclear"): ["time zone", "`1`", "`2` skip"],
    ("setup", "zone_several"): ["Which zone", "`1`", "skip"],
    ("setup", "places"): ["Places to turn to", "`1` add one now", "skip"],
    ("setup", "place"): ["the place in one line", "`1` skip"],
    ("setup", "support"): ["Switch support on", "`1` yes", "`2` skip"],
    ("setup", "agreements_first"): ["Agreements", "`1`", "`2` skip"],
    ("setup", "agreements_again"): ["Agreements", "`1`", "`2` skip"],
    ("setup", "agreements_long"): ["longer", "`1`", "`2` skip"],
    ("setup", "meeting"): ["meet?", "`1` skip"],
    ("setup", "roles"): ["Roles that go round", "`1` facilitator", "`2` skip"],
    ("setup", "meeting_often"): ["How often", "`1` every week", "`2` once"],
    ("meeting_opening", "opens"): ["It's time: "],
    ("setup", "newcomers"): ["Welcome newcomers", "`1`", "`2` skip"],
    ("setup", "preview"): ["Post this", "`1` yes", "`2` not now"],
    ("fixed", "discreet"): ["A note from your group."],
    ("timezone", "which"): ["Which zone", "`1`", "`2`"],
    ("set", "which_zone"): ["Which zone", "`1`", "`2`"],
    ("rota", "which"): ["Which one", "`1`", "`2`"],
    ("rota", "offer"): ["Facilitate|Timekeeper on", "`1` yes", "`2` swap", "`3` pass"],
    ("rota", "instead"): ["Could you", "`1` yes", "`2` pass"],
    ("rota", "swap"): ["Facilitate", "for Max", "`1` yes", "`2` not now"],
    ("rota", "with_whom"): ["Swap with whom", "`1` never mind"],
    ("rota", "yours"): ["It's yours"],
    ("rota", "let_go"): ["Somebody else said yes"],
    ("rota", "covered"): ["takes it over"],
    ("rota", "cover_nobody"): ["Nobody could say yes so far"],
    ("rota", "moved"): ["Your turn was moved"],
    ("rota", "off"): ["Your turn does not take place"],
    ("rota", "on_again"): ["Your turn takes place after all"],
    ("rota", "swapped"): ["said yes to the swap"],
    ("rota", "swap_lapsed"): ["The swap did not come about"],
    ("rota_guide", "guide"): ["You hold"],
    ("sick", "whether"): ["Hand on", "`1` yes|`1` facilitator", "`2` not now|`2` timekeeper"],
    ("meeting_add", "how_often"): ["how often", "`1` every week", "`2` once"],
    ("remind", "due"): ["Reminder: ", "at|,"],
    ("meeting_skip", "skipped"): ["does not take place on"],
    ("meeting_move", "moved"): ["in Yew Circle is on"],
    ("meeting_move", "again"): ["takes place on"],
    ("meeting_edit", "edited"): ["changed", "in Yew Circle"],
    ("meeting_end", "ended"): ["takes place no more"],
    ("meeting_add", "added"): ["added", "in Yew Circle"],
    ("undo", "meeting_off"): ["takes place no more"],
    ("undo", "meeting_back"): ["is as it was before"],
    ("support", "off"): ["asked nobody", "can't reach a person"],
    ("listen_on", "clock"): ["To listen in River Circle", "`1` yes", "`2` no"],
    ("listen_on", "whereabouts"): ["your clock", "where are you", "A time, a city"],
    ("listen_on", "unclear"): ["no place that I know", "Try 21:10"],
    ("listen_on", "which"): ["Which zone", "`1`", "`2`"],
    ("listen_on", "proof"): ["Did this ring", "`1` yes"],
    ("proof", "still"): ["Does this still ring", "`1` yes"],
    ("unproven", "paused"): ["Your listening rests", "`1` yes"],
    ("never_mind", "ended"): ["nobody is asked any more", "your words are erased"],
    ("never_mind", "nothing"): ["No request of yours is open", "`support`", "`resources`"],
    ("support", "asked"): ["I'll write again at"],
    ("support", "asked_more"): ["No one has been able to say yes yet"],
    ("support", "asking_away"): ["No one has been able to say yes yet", "write again"],
    ("support", "asking_cannot"): ["can't be there after all", "my next word comes at"],
    ("support", "asking_cannot_stay"): ["can't stay", "I'm asking others", "my next word comes at"],
    ("support", "asking_more"): ["asking more people", "My next word comes at"],
    ("support", "asking_not_in_touch"): ["asking others", "my next word comes at"],
    ("support", "asking_opened"): ["I'm asking in", "how many people it reached"],
    ("support", "asking_someone_else"): ["nobody is told why", "my next word comes at"],
    ("support", "asking_unreached"): ["reached nobody", "my next word comes at"],
    ("support", "broke"): ["Something broke", "I can't say who will answer"],
    ("support", "expired"): ["I stop asking now", "No one was able to say yes"],
    ("support", "handed_on"): ["you're free"],
    ("thanks", "whether"): ["Is it over?", "`1` yes", "`2` not yet"],
    ("support", "held_already"): ["there for you", "`support more`", "`thanks`"],
    ("support", "in_touch"): ["I leave it with you", "`thanks`"],
    ("support", "lapsed"): ["free again now", "I ask nobody else until you write", "`support`"],
    ("support", "later"): ["Someone answered before you", "if it's needed"],
    ("support", "left_group"): ["I can ask nobody there", "your request is closed"],
    ("support", "let_go"): ["You're free again"],
    ("support", "limit"): ["I asked nobody", "three times"],
    ("support", "match"): ["is there for you and writes first", "@"],
    ("support", "matched"): ["Please write to", "@"],
    ("support", "nobody"): ["Nobody|nobody|No one"],
    ("support", "not_asked"): ["I asked nobody", "which group", "`support`"],
    ("support", "not_now"): ["thank you for answering", "between us"],
    ("support", "nothing_open"): ["No request of yours is open", "`support`", "`resources`"],
    ("support", "offer"): ["could be with you", "`1` yes", "`2` someone else"],
    ("support", "one_cannot_stay"): ["can't stay", "I keep asking others"],
    ("support", "ping"): ["Can you", "`1` yes", "`2` not now"],
    ("support", "restored"): ["set back", "your request is closed"],
    ("support", "touch"): ["in touch?", "`1` yes", "`2` no"],
    ("support", "wait"): ["I ask whether it suits them", "by "],
    ("support", "wait_after_all"): ["You said yes before", "it's needed now"],
    ("support", "when"): ["When would you like somebody", "`1` now", "`2` today", "`3` this week"],
    ("support", "which"): ["Which group do you mean", "`1`", "`2`"],
    ("support_more", "nothing_open"): ["No request of yours is open", "`support`", "`resources`"],
}
RINGING_IN_GERMAN = {
    ("checkin_open", "round"): ["Check-in, offen bis", "pass", "witness"],
    ("checkin", "arriving"): ["Ein Check-in", "`1` passe"],
    ("checkin", "how_often"): ["wie oft", "`1` jede Woche", "`2` einmal"],
    ("checkin", "whether"): ["teilen", "`1` teilen", "`2` loslassen"],
    ("nudge", "asks"): ["Ein Check-in, wie gewünscht", "`1` passe"],
    ("fixed", "first_contact"): ["ein Bot", "`support`", "`hello`"],
    ("fixed", "not_understood"): ["nicht verstanden", "`support`"],
    ("fixed", "chat_moved"): ["dritte Person"],
    ("fixed", "which_group"): ["Welche Gruppe", "`1`", "`2`"],
    ("fixed", "whether"): ["Meinst du", "`1`"],
    ("unread", "private"): ["nicht lesen", "sende es noch einmal"],
    ("facilitators_add", "asked"): ["mitmoderieren", "`1` ja", "`2` jetzt nicht"],
    ("fixed", "several_open"): ["Mehrere", "nichts getan"],
    ("setup", "zone"): ["Zeitzone", "`1` behalten", "`2` überspringen"],
    ("setup", "zone_unclear"): ["Zeitzone", "`1` behalten", "`2` überspringen"],
    ("setup", "zone_several"): ["Welche Zeitzone", "`1`", "überspringen"],
    ("setup", "places"): ["Anlaufstellen", "`1` jetzt eine nennen", "überspringen"],
    ("setup", "place"): ["Die Anlaufstelle in einer Zeile", "`1` überspringen"],
    ("setup", "support"): ["Unterstützung in", "`1` ja", "`2` überspringen"],
    ("setup", "agreements_first"): ["Vereinbarungen", "`1` diese", "`2` überspringen"],
    ("setup", "agreements_again"): ["Vereinbarungen", "`1` behalten", "`2` überspringen"],
    ("setup", "agreements_long"): ["länger", "`1`", "`2` überspringen"],
    ("setup", "meeting"): ["Wann trifft sich", "`1` überspringen"],
    ("setup", "roles"): ["reihum", "`1` Moderation", "`2` überspringen"],
    ("setup", "meeting_often"): ["Wie oft", "`1` jede Woche", "`2` einmal"],
    ("meeting_opening", "opens"): ["Es ist so weit: "],
    ("setup", "newcomers"): ["begrüßen", "`1` ja", "`2` überspringen"],
    ("setup", "preview"): ["schreiben?", "`1` ja", "`2` jetzt nicht"],
    ("fixed", "meant"): ["Meinst du", "`1` ja", "`2` jetzt nicht"],
    ("fixed", "broke"): ["kaputtgegangen", "nichts geschehen"],
    ("in_group", "which"): ["In welcher Gruppe", "`1`", "`2`"],
    ("in_group", "several"): ["Welche dieser Gruppen", "`1`", "`2`"],
    ("forget_me_here", "which"): ["In welcher Gruppe", "`1`", "`2`"],
    ("fixed", "discreet"): ["Eine Nachricht aus deiner Gruppe."],
    ("timezone", "which"): ["Welche Zeitzone", "`1`", "`2`"],
    ("set", "which_zone"): ["Welche Zeitzone", "`1`", "`2`"],
    ("rota", "which"): ["Welche meinst du", "`1`", "`2`"],
    ("rota", "offer"): ["Moderieren|Zeitwache", "`1` ja", "`2` tauschen", "`3` passe"],
    ("rota", "instead"): ["kannst du", "`1` ja", "`2` passe"],
    ("rota", "swap"): ["Moderieren", "für Max", "`1` ja", "`2` jetzt nicht"],
    ("rota", "with_whom"): ["Mit wem tauschen", "`1` doch nicht"],
    ("rota", "yours"): ["Das ist deins"],
    ("rota", "let_go"): ["Jemand anders hat Ja gesagt"],
    ("rota", "covered"): ["übernimmt"],
    ("rota", "cover_nobody"): ["Bisher konnte niemand Ja sagen"],
    ("rota", "moved"): ["Deine Aufgabe ist verlegt"],
    ("rota", "off"): ["Deine Aufgabe findet nicht statt"],
    ("rota", "on_again"): ["Deine Aufgabe findet doch statt"],
    ("rota", "swapped"): ["hat Ja gesagt zum Tausch"],
    ("rota", "swap_lapsed"): ["Der Tausch kam nicht zustande"],
    ("rota_guide", "guide"): ["Du hast"],
    ("sick", "whether"): ["weitergeben", "`1` ja|`1` Moderation", "`2` jetzt nicht|`2` Zeitwache"],
    ("meeting_add", "how_often"): ["wie oft", "`1` jede Woche", "`2` einmal"],
    ("remind", "due"): ["Erinnerung: ", "um|,"],
    ("meeting_skip", "skipped"): ["ist nicht am"],
    ("meeting_move", "moved"): ["in Yew Circle ist am"],
    ("meeting_move", "again"): ["ist am"],
    ("meeting_edit", "edited"): ["in Yew Circle geändert"],
    ("meeting_end", "ended"): ["gibt es nicht mehr"],
    ("meeting_add", "added"): ["in Yew Circle angelegt"],
    ("undo", "meeting_off"): ["gibt es nicht mehr"],
    ("undo", "meeting_back"): ["ist wieder wie vorher"],
    ("support", "off"): ["niemanden gefragt", "keinen Menschen"],
    ("listen_on", "clock"): ["Zuhören in River Circle", "`1` ja", "`2` nein"],
    ("listen_on", "whereabouts"): ["deine Uhr", "wo bist du", "Eine Uhrzeit, eine Stadt"],
    ("listen_on", "unclear"): ["kein Ort, den ich kenne"],
    ("listen_on", "which"): ["Welche Zeitzone", "`1`", "`2`"],
    ("listen_on", "proof"): ["Hat das geklingelt", "`1` ja"],
    ("proof", "still"): ["Klingelt das noch", "`1` ja"],
    ("unproven", "paused"): ["Dein Zuhören ruht", "`1` ja"],
    ("never_mind", "ended"): ["niemand wird mehr gefragt", "deine Worte sind gelöscht"],
    ("never_mind", "nothing"): ["keine Anfrage offen", "`support`"],
    ("support", "asked"): ["schreibe ich wieder"],
    ("support", "asked_more"): ["Noch konnte niemand Ja sagen"],
    ("support", "asking_away"): ["Noch konnte niemand Ja sagen"],
    ("support", "asking_cannot"): ["kann doch nicht da sein", "Ich frage andere"],
    ("support", "asking_cannot_stay"): ["kann nicht bleiben", "Ich frage andere", "spätestens"],
    ("support", "asking_more"): ["Ich frage jetzt weitere Menschen", "schreibe ich wieder"],
    ("support", "asking_not_in_touch"): ["Ich frage andere", "spätestens"],
    ("support", "asking_opened"): ["Ich frage jetzt in", "wie viele es erreicht hat"],
    ("support", "asking_someone_else"): ["niemand erfährt, warum", "Ich frage andere"],
    ("support", "asking_unreached"): ["bei niemandem an", "Ich frage andere"],
    ("support", "broke"): ["kaputtgegangen", "ich kann nicht sagen, wer antwortet"],
    ("support", "expired"): ["Ich höre jetzt auf zu fragen", "Ja sagen"],
    ("support", "handed_on"): ["du bist frei"],
    ("thanks", "whether"): ["Ist es vorbei?", "`1` ja", "`2` noch nicht"],
    ("support", "held_already"): ["für dich da", "`support more`", "`thanks`"],
    ("support", "in_touch"): ["Ich halte mich heraus", "`thanks`"],
    ("support", "lapsed"): ["wieder frei", "wenn du schreibst"],
    ("support", "later"): ["Jemand hat vor dir geantwortet"],
    ("support", "left_group"): ["Deine Anfrage ist geschlossen"],
    ("support", "let_go"): ["Du bist wieder frei"],
    ("support", "limit"): ["niemanden gefragt", "dreimal"],
    ("support", "match"): ["ist für dich da und schreibt zuerst", "@"],
    ("support", "matched"): ["Bitte schreib", "@"],
    ("support", "nobody"): ["niemand"],
    ("support", "not_asked"): ["niemanden gefragt", "welche Gruppe"],
    ("support", "not_now"): ["danke für deine Antwort", "unter uns"],
    ("support", "nothing_open"): ["keine Anfrage offen", "`support`", "`resources`"],
    ("support", "offer"): ["könnte für dich da sein", "`1` ja", "`2` jemand anders"],
    ("support", "one_cannot_stay"): ["kann nicht bleiben", "Ich frage weiter"],
    ("support", "ping"): ["Kannst du", "`1` ja", "`2` jetzt nicht"],
    ("support", "restored"): ["zurückgesetzt", "deine Anfrage ist geschlossen"],
    ("support", "touch"): ["in Kontakt?", "`1` ja", "`2` nein"],
    ("support", "wait"): ["ob es so passt", "schreibe dir bis"],
    ("support", "wait_after_all"): ["Du hast vorhin Ja gesagt", "jetzt wird es gebraucht"],
    ("support", "when"): ["Wann hättest du gern jemanden", "`1` jetzt", "`2` heute", "`3` diese Woche"],
    ("support", "which"): ["Welche Gruppe meinst du", "`1`", "`2`"],
    ("support_more", "nothing_open"): ["keine Anfrage offen", "`support`"],
}
RINGING = {"en": RINGING_IN_ENGLISH, "de": RINGING_IN_GERMAN}
"""What rings, and the words in its first 90 characters that tell what it is and what answers it."""


def _blocks(file: Path) -> dict[str, nodes.Block]:
    parsed = Environment(autoescape=True).parse(file.read_text())
    return {block.name: block for block in parsed.find_all(nodes.Block)}


def _all_blocks(language: str) -> set[tuple[str, str]]:
    files = [file for file in FILES if file.parent.name == language]
    return {(file.stem, block) for file in files for block in _blocks(file)}


BLOCKS = _all_blocks("en")
PARTS = {part for file in FILES for part in re.findall(r'words_of\("(\w+)", "(\w+)"', file.read_text())}
"""What others say a part of."""
SAID = {(name, block) for name, block in BLOCKS - PARTS if block != "help"}


# ------------------------------------------------------------------------- as they are written


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_template_has_a_word_that_never_appears(file: Path) -> None:
    written = re.sub(r"\{%.*?%\}", " ", file.read_text())

    assert NEVER[file.parent.name].findall(written) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_template_shouts(file: Path) -> None:
    assert "!" not in re.sub(r"!=", "", file.read_text())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_nothing_stands_outside_of_a_block(file: Path) -> None:
    parsed = Environment(autoescape=True).parse(file.read_text())

    outside = [node for node in parsed.body if not isinstance(node, nodes.Block)]
    assert "".join(str(part.data) for node in outside for part in node.find_all(nodes.TemplateData)).strip() == ""


def test_every_language_says_all_that_english_says() -> None:
    assert {language: _all_blocks(language) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, BLOCKS)
    assert PARTS <= BLOCKS


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help(name: str) -> None:
    assert (template(commands()[name]), "help") in BLOCKS


# ------------------------------------------------------------------------ as they are used


def _texts(node: ast.expr | None) -> list[str | None]:
    """Return the texts that an expression may be; ``None`` stands for one that is computed."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) + _texts(other)
        case ast.Name(id="FIXED" | "SUPPORT" | "ROTA" as name):
            return [name.lower()]
        case _:
            return [None]


def _outcomes(path: Path) -> Iterator[tuple[str, str | None]]:
    """Give each outcome that a module's code says, with its template."""
    own = (
        "fixed"
        if path.parent.name == "app"
        else {"_steps": "setup", "_meeting_step": "setup", "_rota_step": "setup"}.get(path.stem, path.stem)
    )
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="say" | "Say" | "Refused" as kind), args=[first, *rest], keywords=keywords):
                named = [word.value for word in keywords if word.arg == "template"]
                third = rest[1:2] if kind == "Say" else []
                (where,) = _texts((named + third)[0]) if named + third else [own]
                assert where is not None, "which template speaks is written down"
                yield from ((where, outcome) for outcome in _texts(first))


def _used() -> set[tuple[str, str | None]]:
    files = [path for part in ("app", "commands", "jobs", "storage") for path in (ROOT / "bot" / part).glob("*.py")]
    return {outcome for path in files for outcome in _outcomes(path)}


def _unclear() -> set[str]:
    return set(re.findall(r'\bUnclear\("(\w+)"', (ROOT / "bot" / "domain" / "checkin.py").read_text()))


def _told() -> set[str]:
    """Return what a support request tells people: by its name, or by why more are asked."""
    files = (ROOT / "bot" / "domain").glob("support*.py")
    calls: dict[str, set[str | None]] = {"told": set(), "why": set()}
    for path in [*files, ROOT / "bot" / "app" / "__init__.py", ROOT / "bot" / "app" / "rooms.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="tell_asker" | "close" | "end_all"), args=[what, *_]):
                    calls["told"].update(_texts(what))
                case ast.Call(func=ast.Attribute(attr="tell" | "offer"), args=[_, what, *_]):
                    calls["told"].update(_texts(what))
                case ast.Assign(targets=[ast.Name(id="what")], value=what):
                    calls["told"].update(_texts(what))
                case ast.Call(func=ast.Attribute(attr="wave" | "go_on"), args=[why, *_]):
                    calls["why"].update(_texts(why))
    asked = {"ping", *(f"asking_{why}" for why in calls["why"] if why)}
    return asked | {what for what in calls["told"] if what}


def _told_of_turns() -> set[str]:
    """Return what a turn of the rota tells people."""
    told: set[str | None] = set()
    for path in (ROOT / "bot" / "domain").glob("rota*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="tell"), args=[_, what, *_]):
                    told.update(_texts(what))
                case ast.Call(func=ast.Attribute(attr="tell_holder" | "end_swap"), args=[what]):
                    told.update(_texts(what))
    return {what for what in told if what}


def test_every_outcome_in_the_code_has_its_words_and_all_words_are_some_outcomes() -> None:
    used = _used()

    computed = {name for name, outcome in used if outcome is None}
    assert computed == {"checkin_open", "support", "rota"}  # which it is, the domain says
    literal = {(name, outcome) for name, outcome in used if outcome is not None}
    of_domain = {("checkin_open", why) for why in _unclear()} | {("support", what) for what in _told()}
    of_domain |= {("rota", what) for what in _told_of_turns()}
    assert (literal - PARTS) | of_domain == SAID


# ------------------------------------------------------------------------- as they are said


@dataclass
class Recorder:
    """A renderer that remembers every outcome that was said, with its facts and its words."""

    render: Renderer
    said: list[tuple[Say, bool, Words]] = field(default_factory=list)

    def __call__(self, say: Say, private: bool, language: str) -> Words:
        words = self.render(say, private, language)
        self.said.append((say, private, words))
        return words


def _breaks(ask: Ask, tx: Tx) -> Say:
    raise LookupError


async def _groups(room: Room) -> None:
    for text in (
        "!ping heron",
        "!ping",
        f"!ping {'heron ' * 50}",
        "!help",
        "!help not",
        "!help otter",
        "!help pingg",
    ):
        await room.says("ana", text)
    for text in (
        "!room",
        "!room otter",
        "!checkin opne",
        "!pin",
        "!resources",
        "!support",
        "!hello",
        "!pass",
        "!checkin close",
    ):
        await room.says("ana", text)
    for text in ('open "hi" for soon', "open for 8d", 'open "hi" ho', f"open {'a' * 501}"):
        await room.says("ana", f"!checkin {text}")
    await room.says("ana", "!checkin open for 1h", said=room.now - timedelta(hours=1))
    await room.says("ana", '!checkin open "How was the week?" for 5d')
    await room.says("ana", "!checkin open")
    await room.says("ana", "!checkin close", said=room.now - timedelta(hours=1))
    await room.says("ana", "!checkin close")
    await room.says("ana", "!checkin close at nine")
    for name in commands():
        await room.says("ana", f"!help {name}")
    with pytest.MonkeyPatch.context() as broken:
        for name in ("ping", "support"):
            broken.setattr(commands()[name], "run", _breaks)
            await room.says("ana", f"!{name} heron")
    for text in (
        "settings", "settings checkin.for", "settings checkin.fro", "set checkin.for 2h", "set checkin.for 2h", "set",
        "set checkin.for", "set checkin.for long", "set support.wafe 2", "undo", "undo", "facilitators", "room check",
        "facilitators add dee", "facilitators add ana", "facilitators add eve", "facilitators add",
        "facilitators step down", "facilitators step down", "facilitators",
        "facilitators add dee", "set checkin.for 3h",
    ):  # fmt: skip
        await room.says("ana", f"!{text}")
    await room.says("eve", "!facilitators add dee")
    await room.hears(Invited("!far:example.net", "@eve:example.net", direct=False, now=room.now))
    room.network.answers(Undeliverable("M_FORBIDDEN"), to=Open)
    await room.says("dee", "!hello")


async def _chats(room: Room) -> None:
    chat = await room.opens_chat("ana")
    for text in ("help", "help otter", "hello", "support", "resources", "what?", "suport", "checkin"):
        await room.private("ana", text)
    for text in ("checkin open for 1h", "checkin open", "checkin close", "checkin close", "help checkin open"):
        await room.private("ana", text)
    await room.private("fay", "checkin open")
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    await room.private("ana", "checkin open")
    await room.has("ben", room="!lake:example.org", name="Lake Circle")
    await room.private("ana", "1")
    for where in (chat, room.room):
        await room.hears(Sealed(f"$sealed {where}", where, at("ana"), "session", "{}", room.now, room.now))
    await room.until(timedelta(minutes=1))
    await room.hears(room.room_now("ana", "eve", room=chat, direct=True))


async def _facilitators(room: Room) -> None:
    await room.opens_chat("ben")
    oak, elm = "!oak:example.org", "!elm:example.org"
    await room.hears(room.room_now("ana", "ben", room=oak, name="Oak Circle"))
    here = room.room_now("ana", "ben", "cleo", "dee", room=elm, name="Elm Circle")
    await room.hears(replace(here, names={**here.names, at("dee"): "Cleo"}))
    await room.says("ana", "!facilitators add cleo", room=elm)
    await room.says("ana", "!facilitators add ben", room=elm)
    await room.says("ana", "!facilitators add ben", room=oak)
    for text in ("yes", "1 yes", "not now"):
        await room.private("ben", text)


async def _places(room: Room) -> None:
    fir = "!fir:example.org"
    await room.has("ana", "ben", room=fir, name="Fir Circle")
    for text in (
        "none", "none", "checked", "add", "add Night line, 0800 1, always, police no", "none", "checked",
        "add Night line, 08001, always", f"add {'a' * 61}, 0800 1, always", "add A, 1, always\nB, 2, always",
        "edit 1 Night line, 0800 1, always, police no", "edit 1 Night line, 0800 2, always", "edit 7 Sun, 1, always",
        "remove 1", *(f"add Place {n}, 0800 {n}, always" for n in range(21)), "please",
    ):  # fmt: skip
        await room.says("ana", f"!resources {text}", room=fir)
    await room.says("ana", "!undo", room=fir)
    await room.until(CHECK_EVERY)


async def _own_doors(room: Room) -> None:
    """What people set up, switch and stop themselves."""
    oak, elm = "!oak:example.org", "!elm:example.org"
    await room.says("ana", "!agreements", room=oak)
    for text in ("in", "stop", "stop", "in circle", "in fen", "in oak", "in a word, we are many"):
        await room.private("ana", text)
    for text in (
        "set timezone it is 13:00 here", "1",
        "setup", "Berln", "2", "1", "Night line", "3", "1", "heron " * 400, "2", "2",
        "setup", "it is 07:00 here", "1", "none", "wednesdays 19:00 90m", "1", "2", "1", "1", "2",
        "setup", "2", "Night line, 0800 1, always", "wednesdays 19:00 where Library", "1", "1", '"We wait."', "1", "1",
        *["undo"] * 6,
        "setup", "2", "3", "1", "1", "2", "1", "setup", "stop",
    ):  # fmt: skip
        await room.private("ana", text)
    for text in (
        "welcome on", "welcome on", "welcome perhaps", "agreements set", "agreements set We listen.\nWe wait.",
        "agreements set We listen.", "agreements set We listen.", "agreements", f"agreements set {'heron ' * 400}",
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=oak)
    for text in ("setup", "2", "3", "1", "stop"):
        await room.private("ana", text)
    await room.has("ana", "ben", "eve", room=oak, name="Oak Circle")
    with pytest.MonkeyPatch.context() as consenting:
        consenting.setattr(commands()["ping"], "WHERE", CONSENT)
        await room.says("ana", "!ping heron", room=oak)
        await room.private("ana", "not now")
    await room.says("ben", "!facilitators step down", room=elm)


async def _forgotten(room: Room) -> None:
    chat = await room.opens_chat("gil")
    await room.has("gil", "dee", room="!heron:example.org", name="Heron Street")
    for text in ("privacy", "my data", "my data file"):
        await room.private("gil", text)
    await room.has("gil", "dee", room="!kite:example.org", name="Kite Street")
    for text in ("forget me here", "1", "forget me", "forget me", "forget me", "my data"):
        await room.hears(room.ask("gil", text, room=chat))
    for _ in range(3):
        await room.says("dee", "!forget me here")


async def _people(room: Room) -> None:
    for text in (
        "timezone", "timezone it is 15:01 here", "1", "timezone", "timezone Lothlorien", "timezone USA",
        "timezone 12:22", "timezone Vienna", "quiet", "quiet 10pm-7am", "quiet off", "quiet night", "quiet 8-8",
        "discreet", "discreet on", "discreet off", "discreet perhaps", "language", "language Klingon", "language en",
    ):  # fmt: skip
        await room.private("gus", text)
    await room.private("cleo", "discreet on")
    await room.says("ana", f"!facilitators add {at('cleo')}", room="!elm:example.org")


async def _listeners(room: Room) -> None:
    """Who listens, what they say about it, their cards, and who is not to be brought together."""
    await room.has("ida", "jan", "kai", "ana")
    for text in (
        "listen", "listen hours 9-10", "listen off", "listen on", "no", "Lothlorien", "not now", "listen on", "Berlin",
        "ja", "listen on", "listen", "listen hours", "listen hours mon-fri 18-23", "listen hours usual",
        "listen hours soon", "listen hours funday 8-9", "listen hours 8-8", f"listen hours {', '.join(MANY)}",
        "listen night ok", "listen night off", "listen night maybe", "listen for all", "listen for sun",
        "listen limit 2/week", "listen limit often", "pause until friday", "pause off", "pause", "listen on",
        "pause until 2020-01-01", "pause until 2999-01-01", "pause soon", "listen off", "listen on", "12:05", "1", "1",
        "stop", "card", 'card "Tea.\nNo advice."', f"card {'heron ' * 120}", "card show", "card clear", "card clear",
        "not with", "not with @jan", "not with jan", "not with list", "not with heron", "not with ida",
        f"not with {KITH}", "not with list", "not with remove jan", "not with remove jan", "not with list",
    ):  # fmt: skip
        await room.private("ida", text)
    seen = room.room_now("ida", "jan", "kai", "ana")
    await room.hears(replace(seen, names={**seen.names, at("kai"): "Jan"}))
    for text in ("not with jan", "listen on", "it is 15:05", "1", "1"):
        await room.private("ida", text)
    await room.until(PROOF_HOLDS)
    await room.private("ida", "yes")
    await room.until(PROOF_HOLDS + timedelta(days=8))


MANY = [f"{hour}:{minute:02}-23:59" for hour in range(6) for minute in range(0, 60, 15)]
PLACES = (Place("Night line", "0800 1", "always", "no"), Place("Crisis centre", "Mill Lane 2", None, "yes"))


WITH_THE_OPERATORS_PLACES = (_groups, _chats, _places, _forgotten)
"""The parts in which something else is said where the operator knows places; the words of both houses are looked at."""
EVERYTHING = (
    *(_groups, _chats, _facilitators, _places, _own_doors, _forgotten, _people, _listeners),
    *(support_evening.whole_story, meeting_evening.whole_story, calendar_evening.whole_story),
    *(opening_evening.whole_story, round_evening.whole_story, rota_evening.whole_story),
)


def _houses(language: str) -> tuple[House, ...]:
    plain = House(me=KITH, allow=("*:example.org",), defaults={"language": language})
    return plain, replace(plain, operator="Eve, eve@example.org", resources=PLACES)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def said(tmp_path_factory: pytest.TempPathFactory, language: str) -> list[tuple[Say, bool, Words]]:
    """What Kith says on an evening on which everything happens, and on one in a house that knows places itself."""
    found: list[tuple[Say, bool, Words]] = []
    for house, parts in zip(_houses(language), (EVERYTHING, WITH_THE_OPERATORS_PLACES), strict=True):
        path, network = tmp_path_factory.mktemp("evening") / FILE, Network()
        recorder = Recorder(Renderer(house), found)
        async with opened(path) as db, circle(db, network, house, path, recorder) as room:
            for part in parts:
                await part(room)
    return found


def _which(say: Say) -> tuple[str, str]:
    return str(say.template), say.outcome


def test_everything_that_can_be_said_is_said_some_evening(said: list[tuple[Say, bool, Words]]) -> None:
    assert {_which(say) for say, _, _ in said} - PARTS == SAID


def test_whatever_is_said_is_said_in_the_voice_of_the_house(said: list[tuple[Say, bool, Words]], language: str) -> None:
    never = NEVER[language]
    renderers = [Renderer(house, language=language) for house in _houses(language)]
    spoken = [(say, render(say, private)) for say, private, _ in said for render in renderers]

    assert {_which(say): words.plain for say, words in spoken if never.search(words.plain)} == {}
    assert {_which(say): words.plain for say, words in spoken if re.search(r"\w!", words.plain)} == {}
    long = {_which(say): words.plain for say, words in spoken if len(words.plain.splitlines()) > LINES}
    assert {which: plain for which, plain in long.items() if which not in LISTS} == {}
    wide = {_which(say): len(words.plain) for say, words in spoken if len(words.plain) > LETTERS}
    assert {which: length for which, length in wide.items() if which not in LISTS} == {}
    assert {_which(say) for say, words in spoken if not words.plain.strip() or "\n\n" in words.plain} == set()


def test_what_rings_tells_at_first_sight_what_it_is_and_what_answers_it(
    said: list[tuple[Say, bool, Words]], language: str
) -> None:
    ringing = [(_which(say), words.plain[:AT_FIRST_SIGHT]) for say, _, words in said if words.rings]

    assert {which for which, _ in ringing} == set(RINGING[language])
    hidden = {
        (which, word)
        for which, seen in ringing
        for word in RINGING[language][which]
        if not any(each in seen for each in word.split("|"))
    }
    assert hidden == set()


def test_every_command_that_a_message_shows_can_be_typed(said: list[tuple[Say, bool, Words]]) -> None:
    shown = {
        part.removeprefix("!")
        for say, _, words in said
        if _which(say) not in {("help", "one"), ("fixed", "near"), ("fixed", "whether")}
        for part in words.plain.split("`")[1::2]
    }

    typable = {name for name in shown if any(name == known or name.startswith(f"{known} ") for known in commands())}
    families = {name.partition(" ")[0] for name in commands()}
    numbers_and_prefix = {"1", "2", "3", "4", "2 yes", "2 ja", ""}
    assert shown - typable - families - numbers_and_prefix == set()


def test_no_message_links_to_anybody_but_kith_and_whoever_was_found(said: list[tuple[Say, bool, Words]]) -> None:
    links = {(_which(say), link) for say, _, words in said for link in re.findall(r'href="([^"]*)"', words.html)}

    to_others = {which for which, link in links if link != f"https://matrix.to/#/{KITH}"}
    assert to_others == {("support", "match"), ("support", "matched")}  # to each other, of whom both agreed


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_part_of_the_package(language: str) -> None:
    names = {file.name for file in (resources.files("bot") / "templates" / language).iterdir()}

    assert names == {f"{name}.html" for name, _ in BLOCKS}


def test_my_data_has_a_line_for_every_table_about_people() -> None:
    about_people = {
        table
        for table, columns in REGISTER.items()
        if any(column.holds in {Holds.PERSON, Holds.ABOUT} for column in columns.values())
    }
    kinds = [{"table": table, "count": 1, "groups": [], "until": until(table)} for table in sorted(about_people)]

    words = Renderer(House(me=KITH))(Say("all", {"kinds": kinds}, "my_data"), private=True)

    assert len(words.plain.splitlines()) == 1 + len(about_people)
