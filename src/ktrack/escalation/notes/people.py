"""Whether a note speaks of a person who is not the patient.

Owns who that can be, and what may stand between that person and the danger word: "my husband has chest pain" is
his, but "my husband is at work, chest pain" is the writer's, and so is "my wife saw me faint". It must not look
for danger words, and knows no red flag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ktrack.escalation.notes.english import one_of, word_set
from ktrack.escalation.notes.reading import MARKS, SENTENCE_ENDS, ahead, back_to
from ktrack.records import Reporter

_KIN = one_of(
    """
    (?:step|god|grand|great)? ?(?:mum|mom|mother|mam|dad|father|brother|sister|son|daughter|parents?)(?: in
    law)? / mummy / mommy / daddy / mama / papa / wife / husband / partner / spouse / boyfriend / girlfriend /
    bf / gf / fiancee? / uncle / aunt / auntie / cousin / nephew / niece / grandmother / grandma / gran / granny
    / nan / nana / grandfather / grandad / granddad / grandpa / twin / family / friends? / mate / roommate /
    flatmate / housemate / colleague / coworker / co worker / neighbou?r / boss / kids? / child / children /
    baby / teenager / ex / dog / cat / puppy / kitten / horse
    """
)
_STRANGER = one_of(
    """
    man / woman / guy / lady / girl / boy / bloke / gentleman / person / nurse / doctor / stranger / driver /
    teacher / student / passenger / actor / actress / character / runner / singer / colleague / kid / friend /
    neighbou?r / dude / chap
    """
)
_ANYBODY = r"(?:someone|somebody|people|others|everyone|everybody|nobody)(?: else)?"
_OLD = r"(?: (?:old|young|elderly|other|poor|best|dear|little|big|older|younger|late|new|good|close))?"
_WHERE = (
    r"(?: (?:(?:who|that)(?: (?:was|is|sat|sits|lives|came|went))?|"
    + one_of(
        """
        next to / beside / behind / opposite / across from / near / in front of / with / from / of / by / at /
        in / on / down / over / up / before / after
        """
    )
    + r"(?: (?:me|us|mine|her|him|them|the|a|my|his|their|work|school|next|other|church|tv|ours))?"
    r"(?: (?:next|waiting|other|front|same|recovery))?(?: "
    + one_of(
        """
        chair / bed / room / seat / street / road / ward / bus / train / clinic / hospital / church / door /
        office / gym / corridor / shop / queue / line / hall / film / movie / show / book / story / bay / unit /
        cent(?:re|er) / group / team / class / row
        """
    )
    + ")?)){0,3}"
)
"""Where that person was: "the man next to me", "a lady in the waiting room"."""

_BESIDE = " (?:next to|beside|behind|opposite|across from|near|in|before|after|who|from)"
_ADVERB = r"(?: (?:also|once|just|suddenly|sadly|actually|almost|nearly|always|often|sometimes|even))*"
_HAD = r"(?:'s |is |was |has |had |have )?" + one_of(
    """
    had / has / have / having / got / gets / getting / suffered / suffers / suffering / died
    (?:of|from|by|after) / committed / attempted / tried / experienced / developed / is / was / be / been /
    became / went / kept / keeps / feels / felt / looked / complains / complained / complaining
    """
)
_SOME = (
    "(?: "
    + one_of(
        """
        a / an / the / his / her / their / some / another / severe / bad / terrible / massive / small / mild /
        big / huge / first / second / of / from / by / to / really / very / so / many / lots / several / few /
        two / three / four / five / frequent / serious / awful / full / nasty / had / been / having / once /
        also / always / often / about / actual / proper / in hospital with / to hospital with / to hospital for
        """
    )
    + ")*$"
)
_DOINGS = word_set(
    """
    fainted faints faint collapsed collapses passed blacked lost hallucinated hallucinates convulsed overdosed
    went had has could can threw vomited stopped stops wanted wants want saw sees heard hears keeled came woke
    talks talked jumped hanged hung died killed kills tried bought wrote swallowed
    planned plans planning
    """
)
"""First words of a phrase that say what somebody did, so that no "had" is needed before them."""

_PERSON = re.compile(rf"\b(?:(?:my|a|the|our|another) (?:{_KIN}|{_STRANGER})|{_ANYBODY})\b")
_IN_THE_FAMILY = re.compile(
    rf"(?:runs? |running )?in (?:my|the|our|his|her) family\b|of (?:my|his|her|our) {_KIN}\b"
)
_OF_PRONOUN = re.compile(rf"(?:^| )(?:his|her|their){_SOME}")
_ME_TOO = re.compile(
    r"\b(?:me too|so (?:did|do|am|was|have) i|same|like (?:me|mine|what i)|as (?:me|i did)|so i)\b"
)
_NEW_CLAUSE = word_set("and but because so then while although though when if since which")
_MYSELF = word_set("i me myself we")
_ADDRESSED = word_set("told tell called call rang ring phoned phone texted asked messaged with for to and like as")
"""Before a person, these leave it open who the sentence is about: "told my husband, fainted twice"."""


def _subjects(who: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A person right before what they did; a person and what they had, or what was theirs."""
    return (
        re.compile(rf"(?:^| )(?P<who>{who}){_WHERE}{_ADVERB}$"),
        re.compile(rf"(?:^| )(?P<who>{who})(?:{_WHERE}{_ADVERB} {_HAD}| 's){_SOME}"),
    )


_SUBJECTS: dict[Reporter, tuple[re.Pattern[str], ...]] = {
    "patient": _subjects(
        rf"(?:(?:my|the|a|our|his|her|their)? ?{_KIN}|(?:my|our|the|a|his|her|their){_OLD} {_KIN}"
        rf"|(?:the|a|an|another|this|that|one|some|other){_OLD} {_STRANGER}"
        rf"|(?:a|another|one|the other) patient|the patient(?={_BESIDE})|{_ANYBODY})"
    ),
    "companion": _subjects(
        rf"(?:(?:his|her|their){_OLD} {_KIN}|(?:another|some|one other|a different){_OLD} {_STRANGER}"
        rf"|(?:another|one other|a different) patient|(?:the|a|an|that){_OLD} (?:{_STRANGER}|patient)(?={_BESIDE})"
        rf"|{_ANYBODY})"
    ),
}
_PATIENT: dict[Reporter, frozenset[str]] = {
    "patient": word_set("me my myself us mine"),
    "companion": word_set("me my myself us mine him her them"),
}
_PRONOUNS = _subjects("he|she|they|his|her|their")


def somebody_else(words: Sequence[str], first: int, last: int, entered_by: Reporter) -> bool:
    """Whether the words first..last are said of a person who is not the patient."""
    if not _PATIENT[entered_by].isdisjoint(words[first : last + 3]):
        return False  # "my neighbour is spying on me"
    sentence = back_to(words, first, SENTENCE_ENDS)
    clause = back_to(words, first, SENTENCE_ENDS | MARKS | _NEW_CLAUSE)
    before, said = sentence[: len(sentence) - len(clause)], " ".join(clause)
    after = " ".join(ahead(words, last, SENTENCE_ENDS, 12))
    if _ME_TOO.search(f"{' '.join(sentence)} {after}"):
        return False
    if before[-1:] == ["and"] and not _MYSELF.isdisjoint(before[-2:-1]):
        return False  # "me and my wife both fainted"
    if _IN_THE_FAMILY.match(after):
        return True
    subjects: tuple[re.Pattern[str], ...] = _SUBJECTS[entered_by]
    if entered_by == "patient" and _PERSON.search(" ".join(words[max(0, first - 40) : first - len(clause)])):
        # "she" with nobody named before may be a companion who forgot to say so: that is asked about
        subjects += _PRONOUNS
        if _OF_PRONOUN.search(said):
            return True
    for number, subject in enumerate(subjects):
        found = subject.search(said)
        if found and (number % 2 or words[first] in _DOINGS):
            return _ADDRESSED.isdisjoint(said[: found.start("who")].split()[-1:])
    return False
