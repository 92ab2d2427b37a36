"""Whether a note only fears something, or tells of a warning, a question or a story.

"Afraid of a seizure" is no seizure; "afraid I am having one" may be. Owns the words for fear and for hearsay;
they must stand right before the danger word. It knows no red flag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ktrack.escalation.notes.english import one_of, word_set
from ktrack.escalation.notes.reading import MARKS, QUESTION, SENTENCE_ENDS, ahead, back_to

_AFRAID = one_of("afraid / scared / frightened / terrified / fear / fears / fearful / dread / dreading")
_WORRIED = one_of("worried / worry / worrying / anxious / nervous / panic / panicking")
_A = r"(?: (?:a|an|any|some))?"
_FEARED = re.compile(
    rf"\b{_AFRAID} of$"
    rf"|\b(?:{_AFRAID}|{_WORRIED})(?: (?:of|about)(?: (?:ever |suddenly )?(?:getting|having|developing){_A}| an?)"
    rf"|(?: that)? i (?:might|may|could)(?: (?:suddenly|also|even))?(?: (?:get|have|develop))?{_A})$"
)
_THERE_ALREADY = word_set("the my these")
_STORY = one_of(
    """
    read / reading / learned / learnt / film / movie / book / documentary / podcast / article / leaflet /
    programme / program / series / lecture / novel / news / story / episode / chapter / questions? / poster
    """
)
_LEAFLET = one_of("leaflet / sheet / booklet / website / form / list / label / poster")
_STAFF = one_of("nurse / doctor / they / he / she / clinic / staff / anaesthetist / therapist")
_TOLD_OF = re.compile(
    r"\b"
    + one_of(
        rf"""
        in case of / (?:watch|watching|look|looking) out for / (?:to|should) (?:watch|look) for / warned (?:me
        |us )?(?:about|of) / (?:risk|chance) of / (?:can|may|might|could|sometimes) (?:sometimes )?cause /
        {_LEAFLET} (?:says|lists|mentions|mentioned|listed|warns of|warns about|talks about|covers) / {_STAFF}
        asked (?:me )?(?:about|(?:if|whether) i (?:had|have|felt|feel|was)) / (?:call|ring|phone|contact) (?:\w+
        ){{0,4}}if(?: i| there| we)?(?: have| get)? / (?:told|said|explained|warned)(?: \w+){{0,6}}
        (?:might|may|could|can|would) (?:get|see|experience|hear|notice) / (?:possible|known|common|rare|listed)
        side effects (?:like|such as|include|including|are)
        """
    )
    + r"(?: (?:a|an|any|some|the))?$"
)
_IF_EVER = re.compile(
    r"(?:^| )(?:if|should) i (?:ever |should |do |were to )*(?:get|develop|notice|start)?(?: (?:a|an|any))*$"
)
_TOLD_A_STORY = re.compile(rf"\b{_STORY} (?:about|on)(?: (?:a|an|the|some))?$")
_ASKS = word_set("who whom what where which should how")
_WILL_CALL = word_set("call ring phone dial contact")
_AFTER_ALL = word_set("my mine me have had did do am yes yeah said told think happened")
"""After the danger word, these may say that it came true."""


def only_feared(words: Sequence[str], first: int) -> bool:
    """Whether the phrase that begins at `first` is a fear of what might come ("afraid of a seizure")."""
    said = " ".join(back_to(words, first, SENTENCE_ENDS | MARKS | {"but", "because"}))
    return words[first] not in _THERE_ALREADY and _FEARED.search(said) is not None


def only_a_story(words: Sequence[str], first: int, last: int) -> bool:
    """Whether it was read or seen somewhere, and nothing says more."""
    return not _comes_true(words, last) and _TOLD_A_STORY.search(" ".join(_before(words, first))) is not None


def only_spoken_of(words: Sequence[str], first: int, last: int) -> bool:
    """Whether it is a warning or a question that the person was told, and nothing says more."""
    before = _before(words, first)
    if _comes_true(words, last) or not _ASKS.isdisjoint(before):
        return False
    said = " ".join(before)
    if _TOLD_OF.search(said):
        return True
    return _IF_EVER.search(said) is not None and not _WILL_CALL.isdisjoint(ahead(words, last, SENTENCE_ENDS))


def _before(words: Sequence[str], first: int) -> list[str]:
    return back_to(words, first, SENTENCE_ENDS | MARKS)


def _comes_true(words: Sequence[str], last: int) -> bool:
    """Whether the rest of the sentence asks something, or says "I" or "yes"."""
    after = ahead(words, last, SENTENCE_ENDS)
    end = last + 1 + len(after)
    return words[end : end + 1] == (QUESTION,) or not _AFTER_ALL.isdisjoint(after)
