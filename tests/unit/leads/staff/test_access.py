"""Sessions of the staff: when one is open."""

from datetime import UTC, datetime, timedelta

from chalicelib.leads.staff.access import (
    LINK_LASTS,
    MOST_SESSIONS,
    SESSION_LASTS,
    Sessions,
    SignIn,
    begin,
    end,
    end_all,
)

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
NONE = Sessions("zara")


def opened(*session_ids: str) -> Sessions:
    sessions = NONE
    for session_id in session_ids:
        sessions = begin(sessions, session_id, NOW)
    return sessions


def test_a_session_is_open_until_its_time_is_over():
    sessions = opened("s1")

    assert sessions.has_open("s1", NOW + SESSION_LASTS - timedelta(seconds=1))
    assert not sessions.has_open("s1", NOW + SESSION_LASTS)


def test_a_session_that_was_never_opened_is_not_open():
    assert not opened("s1").has_open("s2", NOW)


def test_a_session_that_was_ended_is_open_no_more_and_others_are():
    sessions = end(opened("s1", "s2"), "s1")

    assert (sessions.has_open("s1", NOW), sessions.has_open("s2", NOW)) == (False, True)


def test_all_are_ended_at_once():
    assert end_all(opened("s1", "s2")).sessions == ()


def test_of_too_many_the_oldest_goes():
    sessions = opened(*map(str, range(MOST_SESSIONS + 1)))

    assert [one.id for one in sessions.sessions] == [str(number) for number in range(1, MOST_SESSIONS + 1)]


def test_one_whose_time_is_over_is_kept_no_longer():
    assert [one.id for one in begin(opened("s1"), "s2", NOW + SESSION_LASTS).sessions] == ["s2"]


def test_they_are_kept_for_as_long_as_one_is_open():
    assert begin(opened("s1"), "s2", NOW + timedelta(hours=1)).expires_at == NOW + timedelta(hours=1) + SESSION_LASTS


def test_a_link_is_good_for_a_quarter_of_an_hour():
    link = SignIn("l1", "zara", "/clinic", NOW + LINK_LASTS)

    assert link.is_good(NOW + LINK_LASTS - timedelta(seconds=1))
    assert not link.is_good(NOW + LINK_LASTS)
