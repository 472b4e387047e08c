"""What ads have cost, told by the file of their platform."""

import json
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from chalicelib.leads.figures.spend import Spent
from chalicelib.services import current
from chalicelib.use_cases.failures import Unavailable
from tools.operate import spending

META = "Day,Campaign name,Ad name,Amount spent (PKR)\n2026-03-02,Guide,Video,5200\n,,,5200\n"


@pytest.fixture
def file(site, monkeypatch, tmp_path):
    path = tmp_path / "report.csv"
    path.write_text(META)
    monkeypatch.setattr(spending, "running", lambda *_: current())
    monkeypatch.setenv("FILE", str(path))
    return path


def amounts() -> list[tuple[str, int]]:
    return [(one.source, int(one.amount)) for one in current().spending.between("2026-W01", "2026-W53")]


def test_what_a_file_tells_is_kept(file, capsys):
    spending.main()

    assert amounts() == [("meta", 5200)]
    assert capsys.readouterr().out == "1 lines from 2026-W10 to 2026-W10, 1 left out\n"


def test_a_week_told_again_counts_once_as_it_was_told_last(file):
    spending.main()
    file.write_text(META.replace("5200", "6000"))
    spending.main()

    assert amounts() == [("meta", 6000)]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        pytest.param("other", "other", id="of another platform"),
        pytest.param("Facebook", "meta", id="of one that goes by the name that its enquiries have"),
    ],
)
def test_the_columns_are_named(file, monkeypatch, source, kept):
    file.write_text("Date,Group,Net cost\n2026-03-02,Spring,70\n")
    for name, value in {"SOURCE": source, "DAY": "Date", "CAMPAIGN": "Group", "COST": "Net cost"}.items():
        monkeypatch.setenv(name, value)
    spending.main()

    assert amounts() == [(kept, 70)]


def test_a_file_that_is_too_large_is_refused_and_not_cut(file):
    file.write_text(META + "2026-03-03,Guide,Video,5200\n" * 80_000)

    with pytest.raises(SystemExit, match="spending: it is larger than 2 MB: take it in by parts, month by month"):
        spending.main()
    assert amounts() == []


@contextmanager
def asked(client, leaving_out: int = 0):
    """How many items each batch had, of which the first ones leave one out, as DynamoDB does when it is busy."""
    sizes = []

    def look(params, **_: object) -> object:
        puts = json.loads(params["body"])["RequestItems"]
        [(table, items)] = puts.items()
        sizes.append(len(items))
        if len(sizes) > leaving_out:
            return None
        return SimpleNamespace(status_code=200), {"UnprocessedItems": {table: items[:1]}}

    client.meta.events.register("before-call.dynamodb.BatchWriteItem", look, unique_id="batches")
    yield sizes
    client.meta.events.unregister("before-call.dynamodb.BatchWriteItem", unique_id="batches")


def test_many_days_are_kept_in_few_calls(file):
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    with asked(current().spending._client) as sizes:
        current().spending.keep(Spent(day, "meta", "guide", "video", "PKR", Decimal(1)) for day in days)

    assert sizes == [25, 25, 10]
    assert len(amounts()) == 60


def test_days_that_are_left_out_are_told_again(file):
    with asked(current().spending._client, leaving_out=1) as sizes:
        current().spending.keep([Spent(date(2026, 3, 2), "meta", "guide", "", "PKR", Decimal(5200))])

    assert (sizes, amounts()) == ([1, 1], [("meta", 5200)])


def test_days_that_are_left_out_each_time_are_not_said_to_be_kept(file):
    with asked(current().spending._client, leaving_out=9), pytest.raises(Unavailable):
        current().spending.keep([Spent(date(2026, 3, 2), "meta", "guide", "", "PKR", Decimal(1))])


def test_a_file_without_days_is_refused(file):
    file.write_text("Campaign,Cost\nGuide,5200\n")

    with pytest.raises(SystemExit, match="by day"):
        spending.main()


def test_which_number_of_a_day_is_the_month_can_be_told(file, monkeypatch):
    file.write_text(META.replace("2026-03-02", "03/02/2026"))
    with pytest.raises(SystemExit, match=r"spending: line 2: 03/02/2026 .* DAYS=day-first"):
        spending.main()
    monkeypatch.setenv("DAYS", "month-first")
    spending.main()

    assert amounts() == [("meta", 5200)]


def test_a_file_that_is_not_there_is_said_so(file):
    file.unlink()

    with pytest.raises(SystemExit, match=r"spending: .*report\.csv: No such file"):
        spending.main()
