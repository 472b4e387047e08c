"""Tell what ads have cost: `make spending STAGE=prod FILE=report.csv`.

The file is what Google Ads or Meta gives out, day by day, as it comes. Another platform's is read with the names of its
columns: SOURCE=tiktok DAY=Date CAMPAIGN="Campaign name" AD="Ad name" COST=Cost. Told again, a day counts once. Where
its days are like 03/11/2026 and none says which number is the month, DAYS=day-first or DAYS=month-first does.
"""

import os
import re
import sys
from pathlib import Path

from chalicelib.aws.spending import connect
from chalicelib.leads.figures.days import Order
from chalicelib.leads.figures.spend import PLATFORMS, Columns, read_spending
from chalicelib.leads.views.origin import source_named
from tools.operate.ending import ending
from tools.operate.running import running


def columns_named() -> tuple[Columns, ...]:
    """Those that are told in the environment, or those of the platforms that we know."""
    if not os.environ.get("SOURCE"):
        return PLATFORMS
    day, campaign, creative, amount = (
        re.escape(os.environ.get(name, "").lower()) for name in ("DAY", "CAMPAIGN", "AD", "COST")
    )
    return (Columns(source_named(os.environ["SOURCE"]), day, "", campaign, creative, amount),)


def order_told() -> Order | None:
    """Raises ValueError."""
    told = os.environ.get("DAYS")
    return Order(told) if told else None


def main() -> None:
    table = running("spending", "FILE").settings.leads_table
    with ending("spending"):
        told = read_spending(Path(os.environ["FILE"]).read_bytes(), columns_named(), order_told())
        connect(table).keep(told.spent)
    sys.stdout.write(f"{told.lines:,} lines from {told.weeks[0]} to {told.weeks[-1]}, {told.left_out:,} left out\n")


if __name__ == "__main__":
    main()
