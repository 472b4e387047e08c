"""The text of an email in its frame, as HTML and as plain text."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from jinja2 import Environment

from chalicelib.content.directions import kept_whole, set_apart
from chalicelib.content.language import Language
from chalicelib.content.plain_text import to_plain
from chalicelib.content.prose import Prose
from chalicelib.content.templates import Templates
from chalicelib.mail.html import EmailHtml
from chalicelib.mail.mime import new_message


@dataclass(frozen=True, slots=True)
class Composer:
    """`texts` maps (language, name) to the text of each email; `layouts` has the frames `emails/layout.html` and
    `emails/layout.txt`; `to_html` makes HTML of a text, for each language; `clinic_language` is that of the facts."""

    texts: Mapping[tuple[str, str], Prose]
    layouts: Environment
    to_html: Mapping[str, EmailHtml]
    clinic_language: str

    def compose(
        self,
        name: str,
        language: Language,
        values: Mapping[str, object],
        *,
        footer: str,
        offer: str = "",
        subject: str = "",
    ) -> EmailMessage:
        """The text of that name, filled with the values, addressed to nobody yet. `footer` is which reason the frame
        gives for the email, `offer` stands below the text, and `subject` is another one than the text's own. Raises
        KeyError if there is no text."""
        text, to_html = self.texts[language.code, name], self.to_html[language.code]
        markdown = text.fill(values) + offer
        lines = {line: text.fill_line(line, values) for line in ("subject", "preview")}
        lines["subject"] = subject or lines["subject"]
        frame = {**values, **lines, "language": language, "words": language.words, "footer": footer}
        frame["styles"] = to_html.styles
        plain = self.layouts.get_template("emails/layout.txt").render(frame, body=to_plain(markdown))
        html = self.layouts.get_template("emails/layout.html").render(frame, body=to_html(markdown))
        html = set_apart(html, language, self.clinic_language)
        return new_message(kept_whole(lines["subject"], language), kept_whole(plain, language), html)


def composer_of(templates: Templates) -> Composer:
    """A composer with the texts of that folder."""
    return Composer(
        texts=templates.email_texts,
        layouts=templates.environment,
        to_html={code: EmailHtml(templates.email_styles(language)) for code, language in templates.languages.items()},
        clinic_language=templates.clinic.language,
    )
