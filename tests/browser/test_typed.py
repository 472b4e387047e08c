import pytest
from playwright.sync_api import Browser

from tests.typed import CASES

SAYS_WHAT_IS_INVALID = """async cases => {
  const answers = []
  for (const [name, typed] of cases) {
    const field = document.querySelector("form").elements[name]
    field.setAttribute("aria-invalid", "unasked")
    field.value = typed
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
    await new Promise(done => setTimeout(done, 1))
    answers.push(field.getAttribute("aria-invalid"))
  }
  return answers
}"""


def test_the_script_says_of_all_that_is_typed_what_the_server_decides(browser: Browser, site):
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    answers = page.evaluate(SAYS_WHAT_IS_INVALID, [[field, typed] for field, typed, _ in CASES])
    page.close()

    said = {"false": True, "true": False}
    assert [case for case, answer in zip(CASES, answers, strict=True) if said.get(answer) is not case[2]] == []


@pytest.mark.parametrize(("digits", "typed", "is_wrong"), [("8", "611 1234", "true"), ("7", "611 1234", "false")])
def test_so_many_digits_as_the_country_of_the_clinic_has_are_enough(browser: Browser, site, digits, typed, is_wrong):
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    page.evaluate("digits => document.querySelector('#phone').dataset.digits = digits", digits)
    answer = page.evaluate(SAYS_WHAT_IS_INVALID, [["phone", typed]])
    page.close()

    assert answer == [is_wrong]
