"""Erase a person: `make erase STAGE=prod EMAIL=…`, or `PHONE=…` for somebody who came in and gave no email.

What is left is a tombstone under a keyed hash, which keeps follow-ups stopped should they come back.
"""

import os
import sys
from collections.abc import Mapping

from chalicelib.leads.enquiry import Contact
from chalicelib.leads.forms.fault import Faulty
from chalicelib.leads.forms.phone import read_phone
from chalicelib.leads.text import tidy_code
from chalicelib.use_cases.feedback import forget
from tools.operate.addresses import read_address
from tools.operate.ending import ending
from tools.operate.running import running


def known_by(told: Mapping[str, str], country: str) -> str:
    """What the id of the person is made of, by their EMAIL or their PHONE, in whatever spelling; numbers without a
    country code are of `country` (ISO 3166). Raises ValueError, which says what is wrong."""
    email, phone = told.get("EMAIL", ""), told.get("PHONE", "")
    if bool(email) == bool(phone):
        raise ValueError("EMAIL missing, or PHONE of somebody without one")
    if email:
        return read_address("EMAIL", email)
    try:
        return Contact("", "", read_phone(tidy_code(phone), country)).known_by
    except Faulty as error:
        raise ValueError("PHONE is no phone number") from error


def main() -> None:
    services = running("erase")
    with ending("erase"):
        lead_id = services.lead_id_of(known_by(os.environ, services.templates.clinic.country))
        was_known = forget(lead_id, leads=services.leads, suspects=services.store)
    unknown = "nobody is known by that; who has given an email is found by it alone"
    sys.stdout.write(f"{lead_id}: {'erased' if was_known else unknown}\n")


if __name__ == "__main__":
    main()
