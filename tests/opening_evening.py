"""An evening on which everything is said about openings and practices."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Room

ASH = "!ash:example.org"


async def whole_story(room: Room) -> None:
    """Let Ana write openings and practices, change them in every way, mistype each command, and let meetings begin."""
    await room.has("ana", "ben", room=ASH, name="Ash Circle")
    for text in (
        "practice", "practice remove 1", 'practice add "Listen for a minute." "What is near?\nWhat is far?"',
        'practice add "What helped?"', "practice", "practice 2", "practice list", "practice add", 'practice add "a',
        'practice add "a" ""', 'practice add "a" b', 'practice add "What helped?"', f"practice add {'heron ' * 400}",
        "practice edit 3 What would help?", 'practice edit 3 "a" "b"', "practice edit", "practice edit otter",
        "practice remove 2", "practice remove 7", "undo",
        *("practice add " + " ".join(f'"Step {n} {m}"' for m in range(19)) for n in range(4)), "undo",
        "practice add One.", "practice remove 1", "undo", "undo",
        "meeting add daily 19:00 UTC where Library", "meeting opening", "meeting opening off",
        'meeting opening "A minute of quiet.\nThen we begin."', "meeting opening", 'meeting opening ""',
        f"meeting opening {'heron ' * 400}", "meeting opening off", "undo",
        'meeting opening "A minute of quiet.\nThen we begin."',
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=ASH)
    await room.private("ana", "in ash")
    for text in (
        "practice", "practice 1", "practice list", "practice add Two.", "practice edit 1 Three.", "practice remove 1",
        "undo", "undo", "undo", "meeting opening", "meeting opening Four.", "undo",
        "meeting opening off", "meeting opening off",
        "agreements set We listen.",
    ):  # fmt: skip
        await room.private("ana", text)
    await room.until(timedelta(days=1))
    for text in ("meeting edit where none", "agreements set We wait."):
        await room.says("ana", f"!{text}", room=ASH)
    await room.until(timedelta(days=1))
    await room.says("ana", "!meeting end", room=ASH)
    elm = "!elder:example.org"
    await room.has("ana", room=elm, name="Elder Circle")
    await room.says("ana", "!meeting add daily 19:00 UTC", room=elm)
    await room.until(timedelta(days=1))
    await room.says("ana", "!meeting end", room=elm)
    await room.private("ana", "in elder")
    for text in ("setup", "2", "3", "wednesday 7pm", "2", "2", "2", "1", "undo", "stop"):
        await room.private("ana", text)
