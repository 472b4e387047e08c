"""A posted form that has a file in it (RFC 7578)."""


def parts_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """What stands in each field, the first of each name. What is no such form, or cannot be read, has none."""
    try:
        return _read(content_type, body)
    except Exception:  # noqa: BLE001 - at a malformed header the parser trips over itself, in whatever way
        return {}


def _read(content_type: str, body: bytes) -> dict[str, bytes]:
    from email import message_from_bytes
    from email.policy import HTTP

    # The parser is that of emails, so it is given one.
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    found: dict[str, bytes] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found.setdefault(name, content)
    return found
