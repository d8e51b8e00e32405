"""An evening on which everything is said about meetings."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Room

YEW = "!yew:example.org"


async def whole_story(room: Room) -> None:
    """Let Ana add meetings, change them in every way and take that back, and mistype each command."""
    await room.has("ana", "ben", room=YEW, name="Yew Circle")
    # Far enough from now for any zone, so that "wed" is the first of these.
    one = room.now.date() + timedelta(days=(1 - room.now.weekday()) % 7 + 1)
    two, three, march = one + timedelta(days=7), one + timedelta(days=14), f"{one.year + 1}-03-21"
    circle = 'meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin'
    for text in (
        "undo", "meetings", "meeting", "meeting skip wed", "meeting add weekly wed",
        f"{circle} 90m where https://example.org/circle", circle, "meeting", "meetings", "meeting otter",
        "meeting skip wed", f"meeting skip {one}", "meeting skip wed perhaps", "meeting skip otter",
        f"meeting move {two} to thu 7pm", f"meeting move {two} to {two} 19:00", f"meeting move {one} to wed 7pm",
        f"meeting move {three} to {three + timedelta(days=1)} 8pm", f"meeting move {three}", *["undo"] * 5,
        "meeting edit", "meeting edit where", "meeting edit otter 1", "meeting edit where Library",
        "meeting edit at 8pm", "meeting edit for 2h", "meeting edit for 2h", "meeting edit title Circle",
        "meeting edit for otter", "undo", f"meeting edit at weekly sun 19:00 from {march}", "meeting end please",
        "meeting add daily 19:00 UTC", "meeting end", "meeting end lake-9", "meeting end lake-1", "undo",
        "meeting end boat-2", "undo", *(f"meeting add daily {hour}:30" for hour in range(10, 24)),
        *(f"meeting add daily {hour}:45" for hour in range(13, 20)), "undo",
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=YEW)
    await room.private("ana", "in yew")
    for text in ("undo", "timezone London", "meeting", "meetings", "meeting add fri 7pm", "once"):
        await room.private("ana", text)
    await room.until(timedelta(days=2))
