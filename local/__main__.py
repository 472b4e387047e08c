"""`make run`: the site, the mailbox and the embedded AWS, until Ctrl-C."""

import os
import signal
import sys

from local.site import Site, start

HIGHEST_PORT = 65_535


def main() -> None:
    try:
        site = start(_port("PORT", "8000"), _port("MAILBOX_PORT", "8025"))
    except (ValueError, OSError) as error:
        # A port that is none or taken, or what an author has written: each says itself what is wrong.
        sys.exit(f"run: {error}")
    sys.stdout.write(f"The site     {site.url}\nThe mailbox  {site.mailbox_url}\n{_console(site)}Ctrl-C stops both.\n")
    if os.environ.get("DEMO") == "1":
        from local.demo.month import tell

        with site.functions.still():
            sys.stdout.write(f"In it are {tell(site)} people of a month. None of them exists.\n")
    sys.stdout.flush()
    # A shell that starts this in the background has it ignore Ctrl-C, and kill -INT with it.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        sys.stdout.write("\nStopping.\n")
    site.stop()


def _port(name: str, usual: str) -> int:
    told = os.environ.get(name, usual)
    if not told.isdecimal() or int(told) > HIGHEST_PORT:
        raise ValueError(f"{name} has {told!r}, which is no port: give a number up to {HIGHEST_PORT}")
    return int(told)


def _console(site: Site) -> str:
    """Where the front desk works, and who may sign in there: the link comes into the mailbox."""
    staff = ", ".join(one.email for one in site.services.door.staff.values())
    return f"The console  {site.url}/clinic, for {staff or 'nobody: clinic.toml names no staff'}\n"


if __name__ == "__main__":
    main()
