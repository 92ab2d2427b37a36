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
_SPOKEN_OF = re.compile(
    r"\b"
    + one_of(
        rf"""
        in case of / (?:watch|watching|look|looking) out for / (?:to|should) (?:watch|look) for / warned (?:me
        |us )?(?:about|of) / (?:risk|chance|possibility) of / {_STORY} (?:about|on)(?: the)? /
        (?:can|may|might|could|sometimes) (?:sometimes )?cause / {_LEAFLET}
        (?:says|lists|mentions|mentioned|listed|warns of|warns about|talks about|covers) / {_STAFF} asked (?:me
        )?(?:about|for|(?:if|whether) i (?:had|have|felt|feel|was)) / (?:call|ring|phone|contact|dial) (?:\w+
        ){{0,4}}(?:if|for)(?: i| there| we)?(?: have| get| am| is| feel| had)? /
        (?:told|said|explained|warned)(?: \w+){{0,6}} (?:might|may|could|can|would)
        (?:get|have|feel|see|experience|hear|notice|be) / side effects (?:like|such as|include|including|are)
        """
    )
    + r"(?: (?:a|an|any|some|the))?$"
)
_IF_EVER = re.compile(
    r"(?:^| )(?:if|should) i (?:ever |should |do |were to )*"
    r"(?:get|develop|notice|start|have|feel)?(?: (?:a|an|any))*$"
)
_WILL_CALL = word_set("call ring phone dial contact")
_AFTER_ALL = word_set("my mine me have had did do am yes yeah said told think happened")
"""After the danger word, these may say that it came true."""


def only_feared(words: Sequence[str], first: int) -> bool:
    """Whether the phrase that begins at `first` is a fear of what might come ("afraid of a seizure")."""
    said = " ".join(back_to(words, first, SENTENCE_ENDS | MARKS | {"but", "because"}))
    return words[first] not in _THERE_ALREADY and _FEARED.search(said) is not None


def only_spoken_of(words: Sequence[str], first: int, last: int) -> bool:
    """Whether it is a warning, a question or a story that the person was told, and nothing says more."""
    after = ahead(words, last, SENTENCE_ENDS)
    end = last + 1 + len(after)
    if words[end : end + 1] == (QUESTION,) or not _AFTER_ALL.isdisjoint(after):
        return False
    said = " ".join(back_to(words, first, SENTENCE_ENDS | MARKS))
    if _SPOKEN_OF.search(said):
        return True
    return _IF_EVER.search(said) is not None and not _WILL_CALL.isdisjoint(after)
