"""Many forms from few networks: what they use up, and what is left to everybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.services import current
from chalicelib.use_cases.deliver import deliver
from tests.conftest import NOON, lead_of
from tests.visitor import FORM, token

GUIDES_AN_HOUR, OF_A_NETWORK = 12, 2


@pytest.fixture(autouse=True)
def few_guides(site, monkeypatch) -> None:
    leads = current().leads
    caps = replace(
        leads.rules.caps, guides_an_hour=GUIDES_AN_HOUR, guides_an_hour_of_a_network=OF_A_NETWORK, suspects_an_hour=3
    )
    monkeypatch.setattr(current(), "leads", replace(leads, rules=replace(leads.rules, caps=caps)))
    clinic = current().templates.clinic
    monkeypatch.setattr(current().templates, "clinic", replace(clinic, caps=caps))


def ask(visitor, email: str, network: int, **changes: str) -> int:
    form = {**visitor.rendered("/"), **FORM, "email": email, **changes}
    return visitor.post("/leads", form, address=f"198.51.{network}.7").status_code


def gets_guide(visitor, email: str, network: int) -> bool:
    """Whether a person who asks from there has their guide at once."""
    ask(visitor, email, network)
    services = current()
    deliver(
        services.lead_id_of(email),
        leads=services.leads,
        writer=services.writer,
        mailer=services.mailer,
        new_id=services.new_id,
    )
    return lead_of(email).guide_deferred_until is None


def test_a_flood_from_some_networks_leaves_guides_to_everybody_else(visitor):
    for network in range(4):
        for number in range(4):
            gets_guide(visitor, f"flood-{network}-{number}@example.com", network)

    assert gets_guide(visitor, "amina@example.com", 99)


def test_people_who_share_the_address_of_a_carrier_do_not_wait_while_few_others_ask(visitor):
    got = [gets_guide(visitor, f"person-{number}@example.com", 1) for number in range(GUIDES_AN_HOUR // 2)]

    assert all(got)


def test_a_network_gets_its_guides_however_many_others_had(visitor):
    for number in range(GUIDES_AN_HOUR // 2):
        gets_guide(visitor, f"person-{number}@example.com", 1)

    assert [gets_guide(visitor, f"other-{number}@example.com", 2) for number in range(3)] == [True, True, False]


def test_beyond_what_all_get_guides_wait(visitor):
    got = [gets_guide(visitor, f"person-{network}@example.com", network) for network in range(GUIDES_AN_HOUR + 1)]

    assert got == [True] * GUIDES_AN_HOUR + [False]


def test_junk_uses_up_nothing_of_the_people_who_share_its_network(visitor):
    for number in range(5):
        ask(visitor, f"junk-{number}@example.com", 1, subject="Buy now")

    assert gets_guide(visitor, "amina@example.com", 1)


def test_a_network_may_send_so_much_junk_and_no_more(visitor):
    answers = [ask(visitor, f"junk-{number}@example.com", 1, subject="Buy now") for number in range(4)]

    assert answers == [200, 200, 200, 429]


def test_a_person_who_was_too_fast_amid_much_junk_is_taken_when_they_send_it_again(site, visitor):
    for number in range(3):
        ask(visitor, f"junk-{number}@example.com", 1, subject="Buy now")
    opened = token(timedelta(seconds=1))
    first = ask(visitor, "amina@example.com", 1, token=opened)
    site.clock.move_to(NOON + timedelta(seconds=20))

    assert (first, ask(visitor, "amina@example.com", 1, token=opened)) == (429, 200)
    assert lead_of("amina@example.com").enquiries
