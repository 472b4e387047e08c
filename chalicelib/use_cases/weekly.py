"""The email that tells the front desk how the last week was: as its first day of the week begins, and none after a week
in which nobody asked."""

from datetime import datetime, timedelta

from chalicelib.leads.figures.report import report
from chalicelib.leads.owed.hours import OpenHours
from chalicelib.leads.views.tally import weeks_to
from chalicelib.mail.weekly import Weekly
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.lists import Lists
from chalicelib.use_cases.news import begins_at, tell_once
from chalicelib.use_cases.ports import Limits, Mailer

WEEK = timedelta(weeks=1)

SHOWN = 8
"""Weeks in the picture."""


def begin_week(*, leads: Leads, lists: Lists, limits: Limits, writer: EmailWriter, mailer: Mailer) -> None:
    """Write to the front desk in its first hour of the week, once. Raises Unavailable."""
    now, hours = leads.clock(), leads.rules.hours
    opened_at = begins_at(hours, now)
    if opened_at is None or opened_at != _opening_of_week(hours, now):
        return
    weeks = weeks_to(now - WEEK, SHOWN, hours.zone)
    weekly = Weekly(report(lists.counts(weeks[0], weeks[-1])).weeks(weeks))
    if not weekly.is_quiet:
        email = writer.weekly(weekly, now)
        tell_once(email, f"weekly-{weeks[-1]}", now, limits=limits, mailer=mailer, measure=leads.measure)


def _opening_of_week(hours: OpenHours, now: datetime) -> datetime:
    today = now.astimezone(hours.zone).date()
    return hours.opening_on(today - timedelta(days=today.weekday()))
