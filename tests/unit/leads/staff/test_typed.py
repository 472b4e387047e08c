import pytest

from chalicelib.leads.forms.contact import check, tidied
from tests.forms import form
from tests.typed import CASES


@pytest.mark.parametrize(("field", "typed", "fits"), CASES)
def test_the_server_takes_what_fits_and_nothing_else(field: str, typed: str, fits: bool):
    _, faults = check(tidied(form(**{field: typed})), "PK")

    assert (field not in faults) is fits
