"""Whether a note speaks of a time long before the infusions, or of these days.

Owns the words for then and now. Between a word for then and the danger word only a teller's words are allowed
("two years ago I had a bad …"), and any word for now in the sentence wins. It knows no red flag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ktrack.escalation.notes.english import one_of, word_set
from ktrack.escalation.notes.reading import COMMA, MARKS, SENTENCE_ENDS, ahead, back_to

_NOW = word_set(
    """
    now again still today tonight since yesterday currently keeps keep ongoing returned same than worse
    worsening another already lately recently minutes minute hours hour yes yeah yep happening constantly too
    also this like morning evening afternoon night just
    """
)
"""Also words that compare: "the same as last year" is now."""
_TELLS_OF_NOW = word_set("is am are hurts can feels do does keeps")
_CLAUSE = SENTENCE_ENDS | MARKS | {"but", "because"}

_NUMBER = one_of(
    r"\d+ / two / three / four / five / six / seven / eight / nine / ten / eleven / twelve / fifteen / twenty"
)
_YOUNG = one_of(
    """
    (?:young |small |little )?(?:kid|child|teen|teenager|boy|girl|baby|toddler|student|youngster|adolescent)
    """
)
_TREATMENT = r"(?:ketamine|treatment|(?:the |these |my |any )?(?:infusions|treatments|sessions))"
_THEN = one_of(
    rf"""
    last (?:year|summer|winter|spring|autumn|christmas) / the year before last /
    (?:(?:about|over|some|around|nearly) )?(?:(?:a )?(?:few|couple of|couple|good few)|several|many|{_NUMBER})
    (?:years|months) (?:ago|back) / (?:years|months|decades|ages)(?: and years)? ago / a (?:long
    time|year|decade) ago / long ago / years back / as an? {_YOUNG} / when i was (?:an?
    {_YOUNG}|young|younger|little|small|growing up) / when i was (?:(?:about|only|just) )?{_NUMBER}(?!
    (?:hours?|hrs?|minutes?|mins?|days?|weeks?|h)\b)(?: years old)? / when i was (?:in|at) (?:high
    school|primary school|college|university|uni) / when i was in my (?:teens|twenties|thirties|forties|20s|30s)
    / (?:back )?in (?:19|20)\d\d / back in the (?:eighties|nineties|noughties|80s|90s) / growing up / in (?:my
    )?childhood / in my (?:early |late |mid )?(?:youth|teens|twenties|thirties|forties|fifties|20s|30s|40s|50s)
    / in (?:high school|primary school|college|university) / in the (?:distant )?past(?!
    (?:\d|few|couple|several|hours?|days?|weeks?|minutes?|night|half)) / before (?:the|my) (?:very )?first
    (?:ever )?(?:infusion|session|treatment|dose|one|ketamine|appointment|visit|drip) / (?:long |years |months
    )?before (?:i (?:ever )?(?:started|began)|starting|beginning) {_TREATMENT} / (?:long |years |months )?before
    ketamine
    """
)
_TELLING = (
    "(?:"
    + one_of(
        """
        i / we / he / she / they / his / her / had / got / my / a / an / the / once / was / to / often / always
        / sometimes / some / bad / several / many / lots / of / severe / did / get / would / suffered / suffer /
        from / experienced / felt / one / two / three / been / tried / attempted / first / few / really / very /
        so / terrible / actually / even / myself / could / full / proper / after / surgery / operation
        """
    )
    + " )*"
)
_FILLING = (
    "(?:"
    + one_of(
        """
        so / well / and / but / only / also / nurse / knows / once / that / this / was / it / back / way / yes /
        sadly / even / though / about / again
        """
    )
    + " )*"
)
_THERE = (
    "(?:"
    + one_of(
        """
        once / twice / a / an / few / lot / lots / at / in / on / the / of / my / school / work / home /
        hospital / uni / college / during / labou?r / birth / surgery / operation / only / one / times? / two /
        three / several / badly / it / was / that / but / and / all / back / way / from / after / with / flu /
        wedding / birthday / funeral / party / gym / office / house / place / pub / shop / bus / train /
        graduation / thoughts? / feelings / ideas / attempts? / episodes? / church
        """
    )
    + " )*"
)
_THEN_FIRST = re.compile(
    rf"(?:^|(?:so|well|also|sadly|yes|and|but|because|that|once|only|told) ){_THEN} {_TELLING}$"
)
_THEN_ALONE = re.compile(rf"{_FILLING}{_THEN}(?: or so)?$")
_ONLY_TELLING = re.compile(rf"{_TELLING}$")
_THEN_AFTER = re.compile(rf"{_THERE}(?:[,~] {_FILLING})?{_THEN}(?: |$)")
_FORMERLY = re.compile(
    r"(?:(?<!am )(?<!are )(?<!get )(?<!got )(?<!not )\bused to(?: often| always| sometimes| also)?"
    r"(?: have| get| suffer from| suffer| feel| be| see| hear)?|\bhistory of|\bchildhood)"
    r"(?: a| an| lots of| bad| terrible| so| severe)*$"
)


def happening_now(words: Sequence[str], first: int, last: int) -> bool:
    """Whether anything in the sentence around the words first..last places it in these days."""
    return not _NOW.isdisjoint(back_to(words, first, SENTENCE_ENDS) + ahead(words, last, SENTENCE_ENDS))


def long_past(words: Sequence[str], first: int, last: int) -> bool:
    """Whether the words first..last are told of a time long before the infusions."""
    if not _TELLS_OF_NOW.isdisjoint(words[first : last + 1]):
        return False
    clause = back_to(words, first, _CLAUSE)
    said = " ".join(clause)
    led = f"{said} " if clause else ""
    if _FORMERLY.search(said) or _THEN_FIRST.search(led):
        return True
    if _THEN_AFTER.match(" ".join(ahead(words, last, SENTENCE_ENDS, 16))):
        return True
    comma = first - len(clause) - 1
    if comma > 0 and words[comma] == COMMA and _ONLY_TELLING.match(led):
        return _THEN_ALONE.match(" ".join(back_to(words, comma, _CLAUSE))) is not None
    return False
