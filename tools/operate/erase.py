"""Erase a person: `make erase STAGE=prod EMAIL=…`.

What is left is a tombstone under a keyed hash, which keeps follow-ups stopped should the address come back.
"""

import os
import sys

from chalicelib.leads.email_address import ascii_address
from chalicelib.leads.fault import Faulty
from chalicelib.leads.text import tidy_code
from chalicelib.use_cases.feedback import forget
from chalicelib.use_cases.ports import Unavailable
from tools.operate.running import running


def main() -> None:
    services = running("erase", "EMAIL")
    try:
        lead_id = services.lead_id_of(ascii_address(tidy_code(os.environ["EMAIL"])))
        was_known = forget(lead_id, leads=services.leads, suspects=services.store)
    except Faulty:
        sys.exit("erase: EMAIL is no email address")
    except Unavailable as unavailable:
        sys.exit(f"erase: {unavailable}")
    sys.stdout.write(f"{lead_id}: {'erased' if was_known else 'no person of that address is known'}\n")


if __name__ == "__main__":
    main()
