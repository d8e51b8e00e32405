"""An evening on which everything is said about meetings as a file."""

from __future__ import annotations

from tests.conftest import Room

FIR = "!fir:example.org"


async def whole_story(room: Room) -> None:
    """Let Ana ask for the file where no meeting is, where one is, and with words that mean none."""
    await room.has("ana", "ben", room=FIR, name="Fir Circle")
    for text in (
        "meeting ics", 'meeting add "Fir circle" weekly wed 19:00 Europe/Berlin', "meeting add daily 07:30 UTC",
        "meeting ics", "meeting ics lake-1", "meeting ics otter", "meeting ics lake-1 otter",
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=FIR)
    await room.private("ana", "in fir")
    for text in ("meeting ics", "meeting ics boat-2"):
        await room.private("ana", text)
