"""What ad platforms forbid to say about health: that a treatment works for certain, or that the reader is ill.

English and Urdu share no letters, so a text of either is held against the words of both.
"""

import re
from collections.abc import Iterator

HYPE = (
    # That it works for certain, for all, for good or at once.
    "cures?|cured|curing|curative|guarantee(?:s|d)?|100|hundred per[- ]?cent|proven|always works?|never fails"
    "|works? every time|permanent(?:ly)?|for good(?=[.,;!])|forever|lasting (?:cure|relief|solution)|lifelong"
    "|instant(?:ly)?|immediate relief|overnight|(?:completely|fully|totally) (?:heals?|healed|recover|gone)"
    "|pain (?:vanishes|disappears|is gone)"
    "|eliminates?|get rid of|free of pain|before and after (?:photos?|pictures?|results?)|before/after"
    "|مکمل (?:علاج|آرام|نجات|شفا|صحت|خاتمہ)|پکا علاج|شفا|شفایاب|جڑ سے|نجات|چھٹکارا|ضمانت|گارنٹی|سو فیصد|شرطیہ"
    "|یقینی (?:علاج|آرام|فائدہ|نتیجہ|حل)|آزمودہ|ہمیشہ کے لیے|ہمیشہ کے لئے"
    "|مستقل (?:علاج|آرام|حل|نجات)|فوری (?:آرام|نجات|علاج|اثر)|فوراً آرام"
    "|درد (?:غائب|ختم)|ثابت شدہ|سائنسی طور پر ثابت"
    # That it costs the body nothing.
    "|painless(?:ly)?|pain[- ]free|without (?:any )?pain|no pain|risk[- ]free|no risks?|without (?:any )?risks?"
    "|(?:no|without|zero|free of) (?:any )?side[- ]effects?|side[- ]effect[- ]free"
    "|(?:completely|totally|perfectly|absolutely) safe"
    "|بغیر (?:کسی )?(?:درد|تکلیف|نقصان|سائیڈ ایفیکٹ|مضر اثرات)"
    "|(?:درد|تکلیف|سائیڈ ایفیکٹ|مضر اثرات) کے بغیر|بے درد|بلا درد"
    "|کوئی (?:درد|تکلیف|نقصان|خطرہ|سائیڈ ایفیکٹ|مضر اثر) نہیں|مکمل(?: طور پر)? محفوظ|بالکل محفوظ"
    # That nobody else does it as well.
    "|best|number one|no\\. ?1|top[- ]rated|leading (?:clinic|experts?|specialists?|physiotherapists?)"
    "|world[- ]class|unrivalled|unbeatable"
    "|amazing|miracles?|miraculous|magic(?:al)?|works? wonders|revolutionary|breakthrough"
    "|بہترین|سب سے (?:اچھا|اچھی|اچھے|بہتر|ماہر|بڑا|بڑی)|نمبر ون|نمبر ایک|نمبر 1"
    "|معجزہ|معجزاتی|معجزانہ|کرشمہ|کرشماتی|جادو|جادوئی|حیرت انگیز|انقلابی"
    # That one has to be quick.
    "|act now|hurry|limited offer|limited time|last chance|only today|today only|for free|discount"
    "|محدود آفر|محدود مدت|آخری موقع|صرف آج|جلدی کریں|رعایت|ڈسکاؤنٹ"
)

HONEST = (
    "not a cure|no cure|nobody can guarantee|best (?:supports?)|its best|muscle pain best"
    "|پکا علاج نہیں|ضمانت نہیں دے سکتا"
)
"""Words of a promise in sentences that make none."""

AILMENTS = "pain|ache|headache|migraine|sciatica|neck|back|shoulder|knee|injury|condition|stiffness|muscle knots?"

URDU_AILMENTS = "درد|تکلیف|مائیگرین|شیاٹیکا|چوٹ|بیماری|اکڑن|کھچاؤ|گانٹھ|گانٹھیں"

_SPACE = r"\s+"


def promises(text: str) -> Iterator[tuple[int, str]]:
    """Each word that promises too much, and how many characters into the text it stands."""
    honest = re.compile(HONEST.replace(" ", _SPACE), re.IGNORECASE)
    silenced = honest.sub(lambda found: "·" * len(found[0]), text)
    return _found(rf"\b(?:{HYPE})\b", silenced)


def diagnoses(text: str) -> Iterator[tuple[int, str]]:
    """Each phrase that says of its reader that they are ill, and where it stands."""
    said = rf"\byour (?:\w+ )?(?:{AILMENTS})\b|\byou (?:have|suffer|are in|feel) (?:\w+ )?(?:{AILMENTS})\b"
    said += rf"|\bآپ (?:کا|کی|کے|کو) (?:\w+ ){{0,3}}(?:{URDU_AILMENTS})\b"
    return _found(said, text)


def _found(pattern: str, text: str) -> Iterator[tuple[int, str]]:
    """A line may end within a phrase."""
    for found in re.finditer(pattern.replace(" ", _SPACE), text, re.IGNORECASE):
        yield found.start(), " ".join(found[0].split())
