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
