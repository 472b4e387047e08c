"""A campaign in one of its languages: the folder in which a marketer writes, and what is wrong with it, by its line."""

from dataclasses import dataclass, replace

from chalicelib.content.templates import Templates
from chalicelib.leads.owed.sequence import Step

TEXTS = ("landing.md", "guide.md", "consent.toml")
"""The texts that each edition has, beside its emails."""

SHARED = ("wording/{}.toml", "pages/{}/privacy.md", "emails/{}/own-data.md")
"""What all campaigns in a language need of it, with {} for its code."""

VERSIONS = "versions.toml"
"""What is tried in a second version, where something is."""

MADE = {"guide.pdf": "make guide", "preview.png": "make preview-picture"}
"""What is made of the texts, and by which command."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is missing or untrue, in words for the marketer. `line` is 0 where the whole file is meant."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem}" if self.line else f"{self.file}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Edition:
    """A campaign in one of its languages."""

    templates: Templates
    campaign: str
    language: str

    def __str__(self) -> str:
        return f"{self.campaign}/{self.language}"

    @property
    def folder(self) -> str:
        """Where its texts lie, as its author knows it."""
        return f"templates/campaigns/{self}"

    @property
    def first(self) -> "Edition":
        """The same campaign in its first language."""
        return replace(self, language=self.templates.campaigns[self.campaign].languages[0])

    @property
    def missing(self) -> list[str]:
        """The files that it cannot do without, and that are not there."""
        shared = [name.format(self.language) for name in SHARED]
        needed = [*(f"campaigns/{self}/{name}" for name in (*TEXTS, *MADE)), *shared]
        return [f"templates/{name}" for name in needed if not (self.templates.folder / name).exists()]

    def rests_on(self, file: str) -> bool:
        """Whether it cannot be judged without that file: one of its own, of the campaign's first language, or of what
        all campaigns in its language share."""
        shared = [f"templates/{name.format(self.language)}" for name in SHARED]
        return file.startswith((f"{self.folder}/", f"{self.first.folder}/")) or file in shared

    @property
    def sequence(self) -> tuple[Step, ...]:
        return self.templates.campaigns[self.campaign].steps

    @property
    def steps(self) -> list[str]:
        return [step.id for step in self.sequence]

    @property
    def emails(self) -> set[str]:
        """The names of the texts that are written."""
        return {path.stem for path in self.templates.folder.glob(f"campaigns/{self}/emails/*.md")}

    @property
    def texts(self) -> dict[str, str]:
        """All that is written in it and is there, by the name of its file."""
        names = (*TEXTS, VERSIONS, *(f"emails/{name}.md" for name in sorted(self.emails)))
        paths = {name: self.templates.folder / "campaigns" / str(self) / name for name in names}
        return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.exists()}

    def finding(self, file: str, problem: str, at: int | None = None) -> Finding:
        """What is wrong with one of its files, `at` so many characters into its text."""
        line = 0 if at is None else self.texts[file].count("\n", 0, at) + 1
        return Finding(f"{self.folder}/{file}", line, problem)


def editions_of(templates: Templates) -> list[Edition]:
    return [Edition(templates, *edition) for edition in templates.addresses.editions]
