"""Files for people: uploaded at delivery, encrypted for the room where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nio.crypto.attachments import encrypt_attachment

from bot.matrix.loose import Json, text

if TYPE_CHECKING:
    from bot.chat import File
    from bot.matrix.wire import Answer, Wire

MEDIA = "/_matrix/media/v3/upload"


async def uploaded(wire: Wire, file: File, *, encrypted: bool) -> tuple[Answer, Json]:
    """Upload a file; return the answer, and the content of the message that carries it.

    Where it is encrypted, the homeserver learns neither its name nor its kind (spec, EncryptedFile).
    """
    data = file.text.encode()
    info = {"mimetype": file.kind, "size": len(data)}
    content: Json = {"msgtype": "m.file", "body": file.name, "filename": file.name, "info": info, "m.mentions": {}}
    if encrypted:
        sealed, keys = encrypt_attachment(data)
        answer = await wire.upload(MEDIA, sealed, "application/octet-stream")
        return answer, {**content, "file": {**keys, "url": text(answer.body.get("content_uri"))}}
    answer = await wire.upload(MEDIA, data, file.kind, {"filename": file.name})
    return answer, {**content, "url": text(answer.body.get("content_uri"))}
