import pytest

from chalicelib import services
from chalicelib.services import Services, current, install
from chalicelib.settings import BadSettings


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch):
    monkeypatch.setattr(services, "_installed", [])


def test_the_service_of_a_process_is_read_from_its_environment(monkeypatch):
    monkeypatch.setenv("SITE_URL", "")

    with pytest.raises(BadSettings, match="SITE_URL"):
        current().settings  # noqa: B018


def test_the_service_of_a_process_is_built_once():
    assert current() is current()


def test_an_installed_service_is_that_of_the_process():
    install(other := Services({}))

    assert current() is other
