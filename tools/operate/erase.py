"""Erase a person: `make erase EMAIL=…`, with LEADS_TABLE and LEAD_ID_KEY of the deployment in the environment.

What is left is a tombstone under a keyed hash, which keeps follow-ups stopped should the address come back.
"""

import os
import sys

from chalicelib.aws.dynamodb import connect
from chalicelib.aws.metrics import measure
from chalicelib.content.links import fingerprint_of, lead_id_for, mailbox_id_for
from chalicelib.content.templates import Templates
from chalicelib.leads.email_address import ascii_address
from chalicelib.leads.fault import Faulty
from chalicelib.leads.text import tidy_code
from chalicelib.services import TEMPLATES, utc_now
from chalicelib.use_cases.feedback import forget
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Unavailable


def main() -> None:
    missing = [name for name in ("EMAIL", "LEADS_TABLE", "LEAD_ID_KEY") if not os.environ.get(name)]
    if missing:
        sys.exit(f"erase: {', '.join(missing)} missing")
    try:
        email = ascii_address(tidy_code(os.environ["EMAIL"]))
    except Faulty:
        sys.exit("erase: EMAIL is no email address")
    store = connect(os.environ["LEADS_TABLE"])
    key = os.environ["LEAD_ID_KEY"]
    try:
        store.hold_to_key(fingerprint_of(key))
    except Unavailable as unavailable:
        sys.exit(f"erase: {unavailable}")
    lead_id = lead_id_for(email, key)
    leads = Leads(store, Templates(TEMPLATES).rules, utc_now, measure, lambda address: mailbox_id_for(address, key))
    was_known = forget(lead_id, leads=leads, suspects=store)
    sys.stdout.write(f"{lead_id}: {'erased' if was_known else 'no person of that address is known'}\n")


if __name__ == "__main__":
    main()
