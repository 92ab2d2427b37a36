"""Whether a note speaks of another time, of another person, or of something only feared or read about.

Owns the sentences that say so. Between the words that say so and the danger word only a few words are allowed,
all listed here: "my husband has chest pain" is his, but "my husband is at work, chest pain" is the writer's.
It must not look for danger words, and knows no red flag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from ktrack.escalation.note_words import COLON, COMMA, GAP, QUESTION, SENTENCE_ENDS
from ktrack.records import Reporter

_PRESENT = frozenset(
    "now again still today tonight since yesterday currently keeps keep ongoing returned same than worse worsening "
    "another already lately recently minutes minute hours hour yes yeah yep happening "
    "constantly too also this like morning evening afternoon night just".split()
)
"""Any of these in the sentence, and neither a past time nor a mere fear is believed."""

_NEW_CLAUSE = frozenset("and but because so then while although though when if since which".split())
_MARKS = frozenset((COMMA, COLON, GAP))

# ---------------------------------------------------------------- another person

_KIN = (
    r"(?:(?:step|god|grand|great)? ?(?:mum|mom|mother|mam|dad|father|brother|sister|son|daughter|parents?)(?: in law)?"
    r"|mummy|mommy|daddy|mama|papa|wife|husband|partner|spouse|boyfriend|girlfriend|bf|gf|fiancee?|uncle|aunt|auntie"
    r"|cousin|nephew|niece|grandmother|grandma|gran|granny|nan|nana|grandfather|grandad|granddad|grandpa|twin|family"
    r"|friends?|mate|roommate|flatmate|housemate|colleague|coworker|co worker|neighbou?r|boss|kids?|child|children"
    r"|baby|teenager|ex|dog|cat|puppy|kitten|horse)"
)
_ROLE = (
    r"(?:man|woman|guy|lady|girl|boy|bloke|gentleman|person|patient|nurse|doctor|stranger|driver|teacher|student"
    r"|passenger|actor|actress|character|runner|singer|colleague|kid|friend|neighbou?r|dude|chap|one)"
)
_WHERE = (
    r"(?: (?:(?:who|that)(?: (?:was|is|sat|sits|lives|came|went))?"
    r"|(?:next to|beside|behind|opposite|across from|near|in front of|with|from|of|by|at|in|on|down|over|up|before|after)"
    r"(?: (?:me|us|mine|her|him|them|the|a|my|his|their|work|school|next|other|church|tv|ours))?"
    r"(?: (?:next|waiting|other|front|same|recovery))?"
    r"(?: (?:chair|bed|room|seat|street|road|ward|bus|train|clinic|hospital|church|door|office|gym|corridor|shop|queue"
    r"|line|hall|film|movie|show|book|story|bay|unit|centre|center|group|team|class|row))?))"
)
_HAD = (
    r"(?:'s |is |was |has |had |have )?(?:had|has|have|having|got|gets|getting|suffered|suffers|suffering|died (?:of|from|by|after)"
    r"|committed|attempted|tried|experienced|developed|is|was|be|been|became|went|kept|keeps|feels|felt|looked"
    r"|complains|complained|complaining)"
)
_SOME = (
    r"(?: (?:a|an|the|his|her|their|some|another|severe|bad|terrible|massive|small|mild|big|huge|first|second|of|from"
    r"|by|to|really|very|so|many|lots|several|few|two|three|four|five|frequent|serious|awful|full|nasty|had|been"
    r"|having|once|also|always|often|about|actual|proper|in hospital with|to hospital with|to hospital for))*$"
)
_ADVERB = r"(?: (?:also|once|just|suddenly|sadly|actually|almost|nearly|always|often|sometimes|even))*"
_ANY = r"(?:someone|somebody|people|others|everyone|everybody|nobody)(?: else)?"
_OLD = r"(?: (?:old|young|elderly|other|poor|best|dear|little|big|older|younger|late|new|good|close))?"
_WITH_PATIENT = (
    rf"(?:(?:my|the|a|our|his|her|their)? ?{_KIN}|(?:the|a|an|another|this|that|one|some|other){_OLD} {_ROLE}"
    rf"|(?:my|our|the|a|his|her|their){_OLD} {_KIN}|{_ANY})"
)
_WITH_COMPANION = (
    rf"(?:(?:his|her|their){_OLD} {_KIN}|(?:another|some|one other|a different){_OLD} {_ROLE}"
    rf"|(?:the|a|an|that){_OLD} {_ROLE}(?={_WHERE})|{_ANY})"
)

_PERSON = re.compile(rf"\b(?:(?:my|a|the|our|another) (?:{_KIN}|{_ROLE})|{_ANY})\b")
_DOINGS = frozenset(
    "fainted faints faint collapsed collapses passed blacked lost hallucinated hallucinates convulsed overdosed went "
    "had has could can threw vomited stopped stops wanted wants want saw sees heard hears keeled came woke "
    "talks talked jumped hanged hung died".split()
)
"""First words of a phrase that say what somebody did."""
_FAMILY = re.compile(rf"(?:runs? |running )?in (?:my|the|our|his|her) family\b|of (?:my|his|her|our) {_KIN}\b")
_ME_TOO = re.compile(r"\b(?:me too|so (?:did|do|am|was|have) i|same|like me|as me|so i)\b")
_MYSELF = frozenset("i me myself we".split())


def _subject(who: str) -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"(?:^| )(?P<who>{who}){_WHERE}{{0,3}}{_ADVERB}$"),
        re.compile(rf"(?:^| )(?P<who>{who})(?:{_WHERE}{{0,3}}{_ADVERB} {_HAD}| 's){_SOME}"),
    )


_SUBJECTS = {"patient": _subject(_WITH_PATIENT), "companion": _subject(_WITH_COMPANION)}
_PRONOUN = _subject("he|she|they|his|her|their")
_OF_PRONOUN = re.compile(rf"(?:^| )(?:his|her|their){_SOME}")
_ADDRESSED = frozenset("told tell called call rang ring phoned phone texted asked messaged with for to and like as".split())


def somebody_else(words: Sequence[str], first: int, last: int, entered_by: Reporter) -> bool:
    """Whether the words first..last are said of a person who is not the patient."""
    before = list(_back_to(words, first, SENTENCE_ENDS))
    after = " ".join(_until(words[last + 1 : last + 13], SENTENCE_ENDS))
    clause = list(_back_to(words, first, SENTENCE_ENDS | _NEW_CLAUSE | _MARKS))
    said = " ".join(clause)
    if _ME_TOO.search(f"{' '.join(before)} {after}"):
        return False
    if _FAMILY.match(after):
        return True
    earlier = before[: len(before) - len(clause)]
    if len(earlier) > 1 and earlier[-1] == "and" and earlier[-2] in _MYSELF:
        return False  # "me and my wife both fainted"
    subjects = list(_SUBJECTS[entered_by])
    if entered_by == "patient" and _PERSON.search(" ".join(words[max(0, first - 40) : first - len(clause)])):
        # "she" without anybody named before may be a companion who forgot to say so: that is asked about
        subjects += _PRONOUN
        if _OF_PRONOUN.search(said):
            return True
    for number, subject in enumerate(subjects):
        found = subject.search(said)
        if found and (number % 2 or words[first] in _DOINGS):
            return not _ADDRESSED.intersection(said[: found.start("who")].split()[-1:])
    return False


# ---------------------------------------------------------------- another time

_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty)"
_YOUNG = r"(?:(?:young |small |little )?(?:kid|child|teen|teenager|boy|girl|baby|toddler|student|youngster|adolescent))"
_TREATMENT = r"(?:ketamine|infusions?|treatments?|the ketamine|the infusions|the treatment|this treatment|these infusions)"
_PAST = (
    r"(?:last (?:year|summer|winter|spring|autumn|christmas)|the year before last"
    rf"|(?:(?:about|over|some|around|nearly) )?(?:(?:a )?(?:few|couple of|couple|good few)|several|many|{_NUMBER}) (?:years|months)"
    r"(?: ago| back)|(?:years|months|decades|ages)(?: and years)? ago|a (?:long time|year|decade) ago|long ago|years back"
    rf"|as an? {_YOUNG}|when i was (?:an? {_YOUNG}|young|younger|little|small|growing up"
    rf"|(?:about |only |just )?{_NUMBER}(?! (?:hours?|hrs?|minutes?|mins?|days?|weeks?|h)\b)(?: years old)?"
    r"|(?:in|at) (?:high school|primary school|college|university|uni)|in my (?:teens|twenties|thirties|forties|20s|30s))"
    r"|(?:back )?in (?:19|20)\d\d|back in the (?:eighties|nineties|noughties|80s|90s)|growing up|in (?:my )?childhood"
    r"|in my (?:early |late |mid )?(?:youth|teens|twenties|thirties|forties|fifties|20s|30s|40s|50s)"
    r"|in (?:high school|primary school|college|university)"
    r"|in the (?:distant )?past(?! (?:\d|few|couple|several|hours?|days?|weeks?|minutes?|night|half))"
    r"|before (?:the|my) (?:very )?first (?:ever )?(?:infusion|session|treatment|dose|one|ketamine|appointment|visit|drip)"
    rf"|(?:long |years |months )?before (?:i (?:ever )?(?:started|began|had|got|tried)|starting|beginning|having) (?:any )?{_TREATMENT}"
    r"|(?:long |years |months )?before ketamine)"
)
_TOLD = r"(?:(?:i|we|he|she|they|his|her|had|got|my|a|an|the|once|was|to|often|always|sometimes|some|bad|several|many|lots|of|severe|did|get" \
    r"|would|suffered|suffer|from|experienced|felt|one|two|three|been|tried|attempted|first|few|really|very|so|terrible" \
    r"|actually|even|myself|could|full|proper|after|surgery|operation) )*"
_FILL = r"(?:(?:so|well|and|but|only|also|nurse|knows|once|that|this|was|it|back|way|yes|sadly|even|though|about|again) )*"
_THEREAFTER = (
    r"(?:(?:once|twice|a|an|few|lot|lots|at|in|on|the|of|my|school|work|home|hospital|uni|college|during|labour|labor|birth"
    r"|surgery|operation|only|one|time|times|two|three|several|badly|it|was|that|but|and|all|back|way|from|after|with|flu) )*"
)
_PAST_FIRST = re.compile(rf"(?:^|(?:so|well|also|sadly|yes|and|but|because|that|once|only|told) ){_PAST} {_TOLD}$")
_PAST_ALONE = re.compile(rf"{_FILL}{_PAST}(?: or so)?$")
_TOLD_ONLY = re.compile(rf"{_TOLD}$")
_PAST_AFTER = re.compile(rf"{_THEREAFTER}{_PAST}\b")
_PAST_BESIDE = re.compile(rf"{_THEREAFTER}[,~] {_FILL}{_PAST}(?: |$)")
_FORMERLY = re.compile(
    r"(?:(?<!am )(?<!are )(?<!get )(?<!got )(?<!not )\bused to(?: often| always| sometimes| also)?"
    r"(?: have| get| suffer from| suffer| feel| be| see| hear)?|\bhistory of|\bchildhood)(?: a| an| lots of| bad| terrible| so| severe)*$"
)
_IS_NOW = frozenset("is am are hurts can feels do does keeps".split())


def long_past(words: Sequence[str], first: int, last: int) -> bool:
    """Whether the words first..last are told of a time long before the infusions."""
    if not _IS_NOW.isdisjoint(words[first : last + 1]):
        return False
    clause = list(_back_to(words, first, SENTENCE_ENDS | _MARKS | {"but", "because"}))
    said = "".join(f"{word} " for word in clause)
    ahead = "".join(f"{word} " for word in _until(words[last + 1 : last + 16], SENTENCE_ENDS))
    if _FORMERLY.search(said.rstrip()) or _PAST_FIRST.search(said):
        return True
    if _PAST_AFTER.match(ahead) or _PAST_BESIDE.match(ahead):
        return True
    start = first - len(clause) - 1
    if start > 0 and words[start] == COMMA and _TOLD_ONLY.match(said):
        beside = _back_to(words, start, SENTENCE_ENDS | _MARKS | {"but", "because"})
        return _PAST_ALONE.match(" ".join(beside)) is not None
    return False


# ---------------------------------------------------------------- only feared, only spoken of

_A = r"(?: (?:a|an|any|some))?"
_FEARED = re.compile(
    r"\b(?:afraid|scared|frightened|terrified|worried|worry|worrying|anxious|nervous|fear|fears|fearful|dread|dreading|panic|panicking)"
    rf"(?: (?:of|about)(?: (?:getting|having|developing|ever having|suddenly having){_A}| an?| suddenly)"
    rf"|(?: that)? i (?:might|may|could)(?: (?:suddenly|also|even))?(?: (?:get|have|develop))?{_A})$"
    r"|\b(?:afraid|scared|frightened|terrified|fear|fears|fearful|dread) of$"
)
_SPOKEN = re.compile(
    r"\b(?:in case of|(?:watch|watching|look|looking) out for|(?:to|should) (?:watch|look) for|warned (?:me |us )?(?:about|of)"
    r"|(?:risk|chance|possibility) of|(?:read|reading|learned|learnt|film|movie|book|documentary|podcast|article|leaflet"
    r"|programme|program|series|lecture|novel|news|story|episode|chapter|questions?|poster) (?:about|on)(?: the)?"
    r"|(?:can|may|might|could|sometimes) (?:sometimes )?cause|(?:leaflet|sheet|booklet|website|form|list|label|poster)"
    r" (?:says|lists|mentions|mentioned|listed|warns of|warns about|talks about|covers)"
    r"|(?:nurse|doctor|they|he|she|clinic|staff|anaesthetist|therapist) asked (?:me )?(?:about|if i (?:had|have|felt|feel|was)"
    r"|whether i (?:had|have|felt|feel|was)|for)"
    r"|(?:call|ring|phone|contact|dial) (?:\w+ ){0,4}(?:if|for) (?:i |there |we )?(?:have |get |am |is |feel |had )?"
    r"|(?:told|said|explained|warned)(?: \w+){0,6} (?:might|may|could|can|would) (?:get|have|feel|see|experience|hear|notice|be)"
    r"|side effects (?:like|such as|include|including|are))(?: (?:a|an|any|some|the))?$"
)
_IF_EVER = re.compile(r"(?:^| )(?:if|should) i (?:ever |should |do |were to )*(?:get|develop|notice|start|have|feel)?(?: (?:a|an|any))*$")
_WILL_CALL = frozenset("call ring phone dial contact".split())
_AFTER_ALL = frozenset("my mine me have had did do am yes yeah said told think happened".split())


def happening_now(words: Sequence[str], first: int, last: int) -> bool:
    """Whether anything in the sentence places it in these days."""
    around = (*_back_to(words, first, SENTENCE_ENDS), *_until(words[last + 1 : last + 31], SENTENCE_ENDS))
    return not _PRESENT.isdisjoint(around)


def only_feared(words: Sequence[str], first: int) -> bool:
    """Whether the phrase that begins at `first` is a fear of what might come ("afraid of a seizure")."""
    if words[first] in ("the", "my", "these"):
        return False  # what is feared is already there
    return _FEARED.search(" ".join(_back_to(words, first, SENTENCE_ENDS | _MARKS | {"but", "because"}))) is not None


def only_spoken_of(words: Sequence[str], first: int, last: int) -> bool:
    """Whether it is a warning, a question or a story that the person was told, and nothing says more."""
    said = " ".join(_back_to(words, first, SENTENCE_ENDS | _MARKS))
    after = list(_until(words[last + 1 : last + 31], SENTENCE_ENDS))
    end = last + 1 + len(after)
    asks = end < len(words) and words[end] == QUESTION
    if asks or not _AFTER_ALL.isdisjoint(after):
        return False
    if _SPOKEN.search(said):
        return True
    return _IF_EVER.search(said) is not None and not _WILL_CALL.isdisjoint(after)


def _until(words: Iterable[str], stops: Collection[str]) -> Iterator[str]:
    for word in words:
        if word in stops:
            return
        yield word


def _back_to(words: Sequence[str], first: int, stops: Collection[str]) -> Sequence[str]:
    """The words before `first`, back to one of `stops`, at most thirty."""
    return list(_until(words[max(0, first - 30) : first][::-1], stops))[::-1]
