import json

from chalicelib import services
from chalicelib.site.pages import template_environment
from chalicelib.site.schema_org import describe

HOSTILE = [{"ask": "</script><script>alert(1)</script>", "answer": 'a "quote" & more'}]


def test_the_graph_holds_the_clinic_and_its_questions():
    graph = describe(services.clinic(), "https://guide.example.com", [])["@graph"]

    assert [thing["@type"] for thing in graph] == ["MedicalClinic", "FAQPage"]


def test_the_clinic_is_known_by_an_address_of_the_site():
    [clinic, _questions] = describe(services.clinic(), "https://guide.example.com/prod", [])["@graph"]

    assert clinic["@id"] == "https://guide.example.com/prod/#clinic"
    assert clinic["image"] == "https://guide.example.com/prod/preview.png"


def test_nothing_in_an_answer_can_end_the_script_element_it_stands_in():
    environment = template_environment(services.TEMPLATES)
    data = describe(services.clinic(), "https://guide.example.com", HOSTILE)
    rendered = environment.from_string("{{ data | tojson }}").render(data=data)

    assert "<" not in rendered
    assert json.loads(rendered) == data
