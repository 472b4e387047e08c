"""Ten thousand forms that no browser would send, through the real application, and no answer that blames us.

Requests pass the in-process API Gateway. Leads are kept in a dictionary, by the real serialisation: it is the form that
is tried here, and the embedded AWS would take a quarter of an hour.
"""

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from chalicelib.aws.items import to_item, to_lead
from chalicelib.leads.forms.form import FIELD_NAMES, MAX_BODY_BYTES
from chalicelib.leads.lead import Lead, Queue
from chalicelib.services import current
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted
from tests.clinic import CAMPAIGN
from tests.visitor import FORM, token

T = TypeVar("T")

FORM_TYPE = "application/x-www-form-urlencoded"
ANSWERS = {200, 400, 413, 415, 422, 429}


class DictionaryStore:
    """A `ports.Store` that forgets what it has when there is much of it."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, object]] = {}
        self._spent: Counter[str] = Counter()

    def load(self, lead_id: str) -> Lead | None:
        return to_lead(self._items[lead_id]) if lead_id in self._items else None

    def save(self, lead: Lead, budgets: Sequence[Budget] = (), *_others: object) -> Lead:
        known = self.load(lead.id)
        if lead.revision != (known.revision if known else 0):
            raise Conflict(lead.id)
        if any(self._spent[budget.name] >= budget.limit for budget in budgets):
            raise Exhausted
        self._spent.update(budget.name for budget in budgets)
        saved = replace(lead, revision=lead.revision + 1)
        self._items[lead.id] = to_item(saved)
        return saved


class NoWorkers:
    def wake(self, queue: Queue, lead_ids: list[str]) -> None:
        pass


@pytest.fixture
def fuzzed(site, monkeypatch) -> Client:
    leads = current().leads
    in_memory = replace(leads, store=DictionaryStore())
    monkeypatch.setattr(current(), "leads", in_memory)
    monkeypatch.setattr(current(), "wakeups", NoWorkers())
    return Client(site.gateway)


NAMES = sorted(FIELD_NAMES)
GOOD = {
    **FORM,
    "page": "landing",
    "campaign": CAMPAIGN,
    "language": "en",
    "guide": "yes",
    "landing": "/?gclid=AbC",
    "referrer": "https://l.facebook.com/",
}

NASTY = [
    "",
    " ",
    "yes",
    "no",
    "contact",
    "\x00",
    "\r\nBcc: all@example.com",
    "\u202eabc",
    "\u202a0300 1234567\u202c",
    "021 35890123 ext 204",
    "021 35890123 / x204",
    "0900 12345",
    "+870 772 001 234",
    "Sana Malik <sana@example.com>",
    "mailto:sana%40example.com?subject=\x00",
    "<<<>>>",
    "postmaster@example.com",
    "One\u2028Two\x85Three",
    "\u3164",
    "/?amp;UTM_SOURCE=%2526utm_campaign%253D{{x}}?gclid=__X__",
    "/?" + "%25" * 500 + "26utm_source=x" + "{" * 500,
    "\ud800",
    "😀" * 600,
    "'\"><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "${jndi:ldap://x}",
    "=cmd|' /C calc'!A0",
    "http://[::1",
    "//evil.example",
    "٠٣٠٠١٢٣٤٥٦٧",
    "+92" + "3" * 40,
    "+44 20 7946 0958",
    "a@" + "b" * 300 + ".pk",
    "a@[127.0.0.1]",
    "a@xn--zzzzzzz--.test",
    "%",
    "%ZZ",
    "&&==&",
    "/" * 5000,
]
ALPHABETS = [
    string.printable,
    "آمنہ خان\u200c\u200d\u202e\ufeff",
    "0123456789+ -()",
    "a@.-é",
    "0۱२+ x#,;ext=/",
    "<a@b.test>:,",
]
BODIES = [b"", b"name", b"=", b"&" * 1000, b"message=" + b"x" * MAX_BODY_BYTES, b"a=1&" * 500, b"\xff\xfe", b"name=%FF"]
TYPES = ["", "text/plain", "multipart/form-data; boundary=x", f"{FORM_TYPE}; charset=utf-16", ";", "a/b/c"]
HEADERS = ["Referer", "Accept", "Cookie", "X-Forwarded-For", "CloudFront-Viewer-Address", "Origin"]
ADDRESSES = ["203.0.113.7", "2001:db8::1", "", "unknown", "::ffff:1.2.3.4", "fe80::1%eth0"]


def encoded(pairs: Iterable[tuple[str, str]]) -> bytes:
    return "&".join(f"{quote_plus(n)}={quote_plus(v.encode(errors='surrogatepass'))}" for n, v in pairs).encode()


@dataclass(frozen=True)
class Sent:
    body: bytes
    content_type: str = FORM_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "203.0.113.7"


class Machine:
    """Makes requests out of good forms, by spoiling a thing or two. The same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - it has to repeat itself

    def requests(self, number: int) -> Iterator[Sent]:
        return (self._request() for _ in range(number))

    def _request(self) -> Sent:
        return Sent(
            body=self._rarely(self._random.choice(BODIES)) or self._form(),
            content_type=self._rarely(self._random.choice(TYPES)) or FORM_TYPE,
            headers={self._random.choice(HEADERS): self._header()} if self._random.random() < 0.3 else {},
            address=self._random.choice(ADDRESSES),
        )

    def _rarely(self, value: T) -> T | None:
        return value if self._random.random() < 0.05 else None

    def _form(self) -> bytes:
        values = {**GOOD, "token": token(), "email": f"person-{self._random.randrange(500)}@example.com"}
        for _ in range(self._random.choice([0, 0, 1, 1, 1, 2, 3])):
            values[self._random.choice(NAMES)] = self._typed()
        pairs = list(values.items())
        if self._rarely(True):
            pairs.append((self._random.choice([*NAMES, "admin", "name[]", ""]), self._typed()))
        self._random.shuffle(pairs)
        form = encoded(pairs)
        if not self._rarely(True):
            return form
        at = self._random.randrange(len(form))
        return form[:at] + self._random.randbytes(self._random.randrange(4)) + form[at + self._random.randrange(9) :]

    def _typed(self) -> str:
        if self._random.random() < 0.5:
            return self._random.choice(NASTY)
        alphabet = self._random.choice(ALPHABETS)
        return "".join(self._random.choices(alphabet, k=self._random.choice([1, 5, 20, 90, 300])))

    def _header(self) -> str:
        return "".join(chr(self._random.randrange(33, 256)) for _ in range(self._random.randrange(60)))


def check(visitor: Client, sent: Sent) -> int:
    answer = visitor.post(
        "/leads",
        data=sent.body,
        content_type=sent.content_type,
        headers=sent.headers,
        environ_base={"REMOTE_ADDR": sent.address},
    )
    assert answer.status_code in ANSWERS, sent
    assert answer.mimetype == "text/html", sent
    assert answer.headers["Content-Security-Policy"], sent
    return answer.status_code


def test_ten_thousand_spoilt_forms_make_nothing_fail(fuzzed):
    answers = Counter(check(fuzzed, sent) for sent in Machine(seed=1).requests(10_000))

    # Forms that only break off at the door would prove little.
    assert answers[200] > 1_000
    assert answers[422] > 1_000
    assert {400, 413, 415} <= answers.keys()


TYPED = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.emails(), st.binary(max_size=9).map(repr))


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(changed=st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=2), trailing=st.binary(max_size=9))
def test_what_hypothesis_thinks_of_makes_nothing_fail_either(fuzzed, changed, trailing):
    check(fuzzed, Sent(encoded({**GOOD, "token": token(), **changed}.items()) + trailing))


def test_the_fuzzing_sees_a_failure(fuzzed, monkeypatch):
    def hasty(form, *_args, **_named):
        if "'" in form.name:
            raise ValueError(form.name)

    monkeypatch.setattr("chalicelib.leads.forms.judgement.check", hasty)
    form = urlencode({**GOOD, "name": "O'Neill", "token": token()})

    assert fuzzed.post("/leads", data=form.encode(), content_type=FORM_TYPE).status_code == 500
