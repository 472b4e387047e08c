"""What is done each five minutes: a job that fails holds up none behind it."""

import pytest

from chalicelib.entrypoints.redaction import Failed
from chalicelib.services import current
from local.events import scheduled_event

JOBS = [
    "chalicelib.use_cases.morning.begin_day",
    "chalicelib.use_cases.weekly.begin_week",
    "chalicelib.use_cases.review.tell_of_suspects",
    "chalicelib.use_cases.review.forget_old_suspects",
    "chalicelib.use_cases.retention.let_go_of_the_unheard",
    "chalicelib.entrypoints.workers._tell_own_system",
]


@pytest.fixture
def broken() -> set[str]:
    """The jobs that fail."""
    return set()


@pytest.fixture
def done(site, broken, monkeypatch) -> list[str]:
    """The jobs that were done."""
    done = []

    def job(name: str):
        def do(*_args: object, **_named: object) -> None:
            if name in broken:
                raise LookupError(name)
            done.append(name)

        return do

    for name in JOBS:
        monkeypatch.setattr(name, job(name))
    return done


def tick(site) -> None:
    site.functions.invoke("digest", scheduled_event(current().clock()))


def test_all_jobs_are_done_in_their_order(site, done):
    tick(site)

    assert done == JOBS


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_fails_holds_up_no_other(site, broken, done, name):
    broken.add(name)
    with pytest.raises(Failed):
        tick(site)

    assert done == [one for one in JOBS if one != name]


def test_the_tick_fails_all_the_same_so_that_the_alarm_rings(site, broken, done):
    broken.update(JOBS)

    with pytest.raises(Failed, match="LookupError"):
        tick(site)


def test_the_log_tells_once_of_each_job_that_failed(site, broken, done, caplog):
    broken.update(JOBS[:3])
    with pytest.raises(Failed):
        tick(site)

    told = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    named = [[module for module in ("morning", "weekly", "review") if f"{module}." in text] for text in told]
    assert sorted(named) == [["morning"], ["review"], ["weekly"]]
