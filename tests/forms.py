"""A form filled in well, for tests of what is made of forms."""

from dataclasses import replace

from chalicelib.leads.forms.form import Form

TYPED_FIELDS = ["name", "email", "phone", "message"]


def form(**changes: str) -> Form:
    typed = Form(
        name="Amina Khan",
        email="amina@example.com",
        phone="0300 1234567",
        message="My neck is stiff.",
        token="5f2c",
    )
    return replace(typed, **changes)
