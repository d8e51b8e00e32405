"""An evening on which everything is said about check-ins that repeat, and about those in private."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Room

ASH = "!ash:example.org"


async def whole_story(room: Room) -> None:
    """Let Ana plan check-ins and take that back, ask other questions, and check in alone; mistype each command."""
    await room.has("ana", "lou", room=ASH, name="Ash Circle")
    for text in (
        "checkin schedules", "checkin cancel", "checkin weekly sun", "checkin weekly sun 18:00 for ever",
        "checkin weekly sun 18:00 for 4h Europe/Berlin", "checkin weekly sun 18:00 Europe/Berlin", "checkin schedules",
        "checkin cancel otter", "checkin cancel", "undo", "undo", "checkin daily 9:00 for 2d", "checkin daily 7:15",
        "checkin daily 7:30", "checkin cancel", "checkin opne", "checkin prompts", 'checkin prompts "A?" "B?"',
        'checkin prompts "A?" "B?"', "checkin prompts off", 'checkin prompts "A?" and more', "undo", "undo",
        *(f"checkin daily {hour}:45" for hour in range(10, 19)), "set quiet.until 2027-12-27", "checkin schedules",
        "undo",
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=ASH)
    await room.private("ana", "in ash")
    for text in (
        "checkin sunday 6pm", "once", "checkin", "a long day", "share", "checkin", "pass", "checkin fine", "2",
        "checkin", "heron " * 400, "pass", f"checkin {'heron ' * 400}",
    ):  # fmt: skip
        await room.private("ana", text)
    for text in (
        "checkin remind", "checkin remind off", "checkin remind daily 23:00", "checkin remind", "checkin remind once",
        "checkin remind daily 20:00 please", "checkin remind off", "checkin remind daily 20:00", "stop",
        "checkin remind daily 20:00",
    ):  # fmt: skip
        await room.private("lou", text)
    await room.until(timedelta(days=5))
