import pytest

from chalicelib.mail.greeting import greeted


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Amina Khan", "Amina"),
        ("Amina", "Amina"),
        ("Dr. Amina Khan", "Amina"),
        ("M. Ali", "Ali"),
        ("O'Brien", "O'Brien"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("آمنہ خان", "آمنہ"),
        ("نور‌العین", "نور‌العین"),
        ("अमीना", "अमीना"),
        ("  Amina  ", "Amina"),
        ("Ng", "Ng"),
        ("李", "李"),
        ("Ayesha", "Ayesha"),
        ("Mary-Kate Olsen", "Mary-Kate"),
        ("Anne-Marie", "Anne-Marie"),
        ("O’Neil", "O’Neil"),
        ("D'Arcy-Jones", "D'Arcy-Jones"),
        ("Nguyễn Văn An", "Nguyễn"),
        ("Nguyễn", "Nguyễn"),
        ("Ọ̀ṣun", "Ọ̀ṣun"),
        ("Łukasz", "Łukasz"),
        ("Þórður", "Þórður"),
        ("Αλέξανδρος", "Αλέξανδρος"),
        ("Владимир", "Владимир"),
        ("محمد", "محمد"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("あゆみ", "あゆみ"),
        ("美咲さん", "美咲さん"),
        ("김민준", "김민준"),
        ("ณัฐวุฒิ", "ณัฐวุฒิ"),
        ("ப்ரியா", "ப்ரியா"),
    ],
)
def test_a_person_is_greeted_by_the_first_word_of_their_name(name, word):
    assert greeted(name) == word


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("a number to call", "09001234567 now"),
        ("circled digits", "⓪⑨⓪⓪ call"),
        ("circled letters", "Ⓒⓐⓢⓘⓝⓞ bonus"),
        ("a share of a price", "50% Off!!!"),
        ("a domain", "evil.example"),
        ("a domain with a wide dot", "evil。example"),
        ("a slash that only looks like one", "zq⁄win"),
        ("a colon that only looks like one", "httpsːevil"),
        ("an encoded word", "=?utf-8?q?x?="),
        ("a sentence without spaces", "CallThisNumberNowForYourFreeBonus"),
        ("a sentence with hyphens", "Click-here-for-free-cash"),
        ("three words with hyphens", "Click-here-now"),
        ("words with apostrophes", "Win'free'cash"),
        ("a hyphen beside another", "Win--now"),
        ("a hyphen at the end", "Win-"),
        ("a sentence in ideographs", "免费领取现金大奖点击这里"),
        ("a sentence in syllables", "무료현금받기클릭하세요"),
        ("a sentence in Thai", "คลิกที่นี่รับเงินฟรี"),
        ("Cyrillic among Latin", "Pаypal"),
        ("Greek among Latin", "Αpple"),
        ("Latin among Cyrillic", "Сбеpбанк"),
        ("kana among Latin", "Winノ"),
        ("letters of mathematics", "𝐂𝐚𝐬𝐢𝐧𝐨"),
        ("wide letters", "Ｃａｓｉｎｏ"),
        ("marks piled up", "W̷̡i̵̢n"),
        ("marks alone", "́̂"),
        ("exclamation", "WIN!"),
        ("a tag", "<b>Amina</b>"),
        ("an emoji", "💰 Amina"),
        ("nothing but a title", "Dr."),
        ("nothing", ""),
        ("a joiner alone", "\u200d"),
    ],
)
def test_what_is_no_word_greets_nobody(kind, name):
    assert greeted(name) == "", kind


@pytest.mark.parametrize(
    "advert",
    [
        "Call 09 00 12 34 56 now",
        "Casino Bonus 50% Off!!!",
        "Win ①②③ at zq⁄win",
        "Free money visit zq dot example",
        "Zq Loser We Know Everything",
    ],
)
def test_no_more_than_one_word_of_an_advertisement_is_left(advert):
    assert " " not in greeted(advert)
    assert not any(c.isdigit() for c in greeted(advert))
