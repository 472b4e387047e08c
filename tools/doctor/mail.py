"""Whether mail of a domain arrives: who may send in its name, who signs, and whether both are of that name.

SES: https://docs.aws.amazon.com/ses/latest/dg/mail-from.html, creating-identities.html
SPF: RFC 7208. DMARC: RFC 7489, with the walk up the tree of RFC 9989.
"""

import re
from collections.abc import Mapping
from functools import partial

from tools.doctor.facts import Identity, Known, Records, Sender, Unanswered
from tools.doctor.findings import Finding, good, group, note, pending, wrong
from tools.doctor.judging import judged

ON_ITS_WAY = "If you have just done so, DNS may still be on its way: it takes minutes, at times up to 72 hours."

SES = "amazonses.com"


def sender(one: Sender, region: str) -> Finding:
    """All there is to say of a domain that mail comes from."""
    name = f"Mail from {one.domain}"
    if isinstance(one.identity, Unanswered):
        verified = judged("Known to SES", one.identity, lambda _name, _identity: good("", ""))
        return group(name, "", verified, judged("DMARC", _policy(one.dmarc), _dmarc))
    if one.identity is None:
        remedy = f"Deploy again, or create the identity {one.domain} in SES in {region}, with DKIM."
        return group(name, "", wrong("Known to SES", f"SES does not know {one.domain} in {region}", remedy))
    identity = one.identity
    return group(
        name,
        "",
        _verified(identity),
        _dkim(identity, one.dkim),
        *_mail_from(identity, one, region),
        judged("DMARC", _policy(one.dmarc), _dmarc),
        judged("Alignment", _policy(one.dmarc), partial(_alignment, domain=one.domain, identity=identity)),
    )


def _verified(identity: Identity) -> Finding:
    name = "Known to SES"
    if "@" in identity.name:
        return wrong(name, f"only the address {identity.name} is verified", "Verify its domain, with DKIM, in SES.")
    if identity.is_verified:
        return good(name, f"{identity.name} is verified")
    return pending(name, f"{identity.name} is not verified yet", f"Set its DKIM records in DNS. {ON_ITS_WAY}")


def _dkim(identity: Identity, found: Mapping[str, Known[Records]]) -> Finding:
    """The records in DNS, and what SES says of them."""
    records = [
        judged(_label(name), found[name], partial(_dkim_record, record=name, identity=identity))
        for name in identity.dkim_records
    ]
    return group("DKIM", "", _dkim_status(identity), *records)


def _label(name: str) -> str:
    return f"DKIM record {name.partition('.')[0][:8]}…"


def _dkim_status(identity: Identity) -> Finding:
    name, status = "DKIM at SES", identity.dkim_status
    if status == "SUCCESS":
        return good(name, "SES signs each email")
    if status in ("PENDING", "TEMPORARY_FAILURE"):
        return pending(name, f"SES does not sign yet ({status})", ON_ITS_WAY)
    return wrong(name, f"SES does not sign ({status})", f"Set the DKIM records of {identity.name} in DNS anew.")


def _dkim_record(label: str, there: Records, record: str, identity: Identity) -> Finding:
    needed = identity.dkim_records[record]
    if needed in there:
        return good(label, "in DNS")
    detail = f"another one is in DNS: {', '.join(there)}" if there else "not in DNS"
    return wrong(label, detail, f"In DNS: {record} CNAME {needed}. {ON_ITS_WAY}")


def _mail_from(identity: Identity, one: Sender, region: str) -> list[Finding]:
    """The domain that bounces come back to, which SPF goes by."""
    name = "MAIL FROM"
    if not identity.mail_from:
        return [
            note(
                name,
                "none of your own: SPF passes for amazonses.com, and DMARC rests on DKIM alone",
                f"Set a MAIL FROM domain for {identity.name} in SES, like bounce.{identity.name}.",
            )
        ]
    status = identity.mail_from_status
    at_ses = good(f"{name} at SES", identity.mail_from)
    if status in ("PENDING", "TEMPORARY_FAILURE"):
        at_ses = pending(at_ses.name, f"SES does not use {identity.mail_from} yet ({status})", ON_ITS_WAY)
    elif status != "SUCCESS":
        at_ses = wrong(at_ses.name, f"SES cannot use {identity.mail_from} ({status})", "Set its MX record in DNS anew.")
    return [
        group(name, identity.mail_from, at_ses, judged("MX", one.mx, partial(_mx, identity=identity, region=region))),
        judged("SPF", one.spf, partial(_spf, domain=identity.mail_from)),
    ]


def _mx(name: str, there: Records, identity: Identity, region: str) -> Finding:
    host = f"feedback-smtp.{region}.{SES}"
    remedy = f"In DNS: {identity.mail_from} MX 10 {host}, and no other MX. {ON_ITS_WAY}"
    if not there:
        return wrong(name, "not in DNS", remedy)
    if [record.split()[-1] for record in there] != [host]:
        return wrong(name, f"SES needs {host} and no other: {', '.join(there)}", remedy)
    return good(name, host)


def _spf(name: str, texts: Records, domain: str) -> Finding:
    """One record, in which SES may send and not everybody may."""
    remedy = f'In DNS, once: {domain} TXT "v=spf1 include:{SES} ~all". {ON_ITS_WAY}'
    records = [text for text in texts if re.match(r"v=spf1( |$)", text, re.IGNORECASE)]
    if not records:
        return wrong(name, f"not in DNS of {domain}", remedy)
    if len(records) > 1:
        return wrong(name, f"{len(records)} records, where more than one is an error", remedy)
    terms = records[0].lower().split()[1:]
    ends = next((place for place, term in enumerate(terms) if term.lstrip("+-~?") == "all"), len(terms))
    if ends < len(terms) and terms[ends] in ("all", "+all"):
        return wrong(name, f"everybody may send: {records[0]}", remedy)
    if not {f"include:{SES}", f"+include:{SES}"} & set(terms[:ends]):
        return wrong(name, f"SES may not send: {records[0]}", remedy)
    return good(name, records[0])


Policy = tuple[str, str]
"""The domain that a DMARC record stands at, and the record; both "" where there is none."""


def _policy(found: Mapping[str, Known[Records]]) -> Known[Policy]:
    """The nearest one, from the domain itself upwards. Unknown as soon as one that would count first is."""
    for domain, records in found.items():
        if isinstance(records, Unanswered):
            return records
        # More than one are as none (RFC 7489, section 6.6.3).
        own = [record for record in records if re.match(r"v=DMARC1\s*(;|$)", record)]
        if len(own) == 1:
            return domain, own[0]
    return "", ""


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _dmarc(name: str, policy: Policy) -> Finding:
    domain, record = policy
    remedy = f'In DNS, once, at _dmarc.<your domain>: TXT "v=DMARC1; p=none". {ON_ITS_WAY}'
    if not record:
        return wrong(name, "no record, or more than one", remedy)
    if _tags(record).get("p", "").lower() not in ("none", "quarantine", "reject"):
        return wrong(name, f"{domain} has a record without a policy: {record}", remedy)
    return good(name, f"{domain}: {record}")


def _alignment(name: str, policy: Policy, domain: str, identity: Identity) -> Finding:
    """Whether what signs, and what bounces come back to, is of the name that people see: one has to be."""
    top, record = policy
    tags = _tags(record)
    top = top or domain
    signs = _is_aligned(identity.name.rpartition("@")[2], domain, top, tags.get("adkim", "r"))
    returns = _is_aligned(identity.mail_from or SES, domain, top, tags.get("aspf", "r"))
    if signs and returns:
        return good(name, "DKIM and SPF are of the sender's domain")
    remedy = f"Let the identity and MAIL FROM in SES be of {top}, and let DMARC be relaxed (no adkim=s, aspf=s)."
    if signs or returns:
        alone, missing = ("DKIM", "SPF") if signs else ("SPF", "DKIM")
        return note(name, f"{alone} is of the sender's domain, {missing} is not", remedy)
    return wrong(name, "neither DKIM nor SPF is of the sender's domain, so DMARC fails", remedy)


def _is_aligned(other: str, domain: str, top: str, mode: str) -> bool:
    if mode.lower() == "s":
        return other == domain
    return f".{other}".endswith(f".{top}") and f".{domain}".endswith(f".{top}")
