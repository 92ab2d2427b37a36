"""The everyday English by which a note is understood: lists of words, nothing else.

Owns which words mean the same, which carry nothing, which say no, and how the most dangerous words are mistyped.
What is dangerous stands in the red flags themselves (`note_words`). Every list is written so that a word it lacks
makes ktrack ask once too often, never once too seldom.
"""

from __future__ import annotations

import re


def one_of(text: str) -> str:
    """A pattern for any of these, divided by strokes; a line may end anywhere."""
    return f"(?:{'|'.join(phrases(text))})"


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Divided by strokes; a line may end anywhere."""
    return tuple(each.strip() for each in " ".join(text.split()).split("/") if each.strip())


# ---------------------------------------------------------------- reading words

_TO_BE_DENIED = "do does did is are was were has have had could would should".split(" ")

OPENED: dict[str, tuple[str, ...]] = {
    **{f"{verb}nt": (verb, "not") for verb in _TO_BE_DENIED},
    **dict.fromkeys(("can't", "cant", "cannot", "canot", "cannt", "cnat", "carnt", "ca'nt"), ("can", "not")),
    **dict.fromkeys(("won't", "wont"), ("will", "not")),
    **dict.fromkeys(("ain't", "aint"), ("is", "not")),
    **dict.fromkeys(("cos", "coz", "cuz", "bc"), ("because",)),
    **dict.fromkeys(("&", "+"), ("and",)),
    **dict.fromkeys(("y'day", "yday"), ("yesterday",)),
    "shan't": ("shall", "not"), "dint": ("did", "not"), "nt": ("not",), "w/o": ("without",),
    "im": ("i", "am"), "ive": ("i", "have"), "hes": ("he", "is"), "shes": ("she", "is"), "theyre": ("they", "are"),
    "wanna": ("want", "to"), "gonna": ("going", "to"), "dunno": ("do", "not", "know"), "anymore": ("any", "more"),
    "tho": ("though",), "hubby": ("husband",), "2day": ("today",), "2nite": ("tonight",),
}  # fmt: skip
"""One typed word that is several, or short for another."""

ENDINGS = {"s": "'s", "m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}

LIGHT = word_set(
    """
    a an the 's is am are was were be been being of in on at this these those feels feel felt feeling
    """
)
"""Words that a phrase means the same without."""

OWN = word_set("my your his their our its")
SAME_AS: dict[str, str] = {
    **dict.fromkeys(word_set("am is are was were 's"), "be"),
    **dict.fromkeys(OWN, "my"),
    **dict.fromkeys(word_set("him them"), "me"),
    **dict.fromkeys(word_set("he she they"), "i"),
    **dict.fromkeys(word_set("himself herself themselves themself yourself ourselves"), "myself"),
    **dict.fromkeys(word_set("so really extremely totally completely utterly severely super"), "very"),
    **dict.fromkeys(word_set("terribly incredibly awfully"), "very"),
    **dict.fromkeys(word_set("does did doing done"), "do"),
    **dict.fromkeys(word_set("has had"), "have"),
    **dict.fromkeys(word_set("wanted wanting"), "want"),
    **dict.fromkeys(word_set("wished wishing"), "wish"),
    **dict.fromkeys(word_set("knows knew known"), "know"),
    **dict.fromkeys(word_set("could"), "can"),
    **dict.fromkeys(word_set("hurting"), "hurt"),
    **dict.fromkeys(word_set("breath breaths breathes breathed"), "breathe"),
    **dict.fromkeys(word_set("aching achy"), "ache"),
    **dict.fromkeys(word_set("painful"), "pain"),
    **dict.fromkeys(word_set("beating beats"), "beat"),
    **dict.fromkeys(word_set("pissing weeing peeing"), "peeing"),
    **dict.fromkeys(word_set("piss wee"), "pee"),
    **dict.fromkeys(word_set("bloody"), "blood"),
    **dict.fromkeys(word_set("thoughts"), "thought"),
}
"""Words read as another one when phrases are looked for; "her" is left as it is, being both "my" and "me"."""

SKIPPED = word_set(
    """
    very bit little quite still kind sort just almost nearly slightly somewhat pretty fully even also actually
    properly suddenly right lot such too rather some few many several two three strange weird odd loud quiet
    faint scary creepy dark angry evil other more again really literally both me her ever any much own whole
    """
)
"""Words that may stand inside a phrase without changing it."""

ANCHORS = word_set(
    """
    floor ground lung chest heart throat tongue lip face head headache migraine bladder urine pee blood
    breathing speech pulse skin eye arm leg vision heartbeat mouth
    """
)
"""Parts of the body: a phrase with one of these is found in either order, with a few words between."""

IN_ORDER = word_set("it bit no nothing since attack not can want have do will i me my over")
"""Words that keep even such a phrase in its order."""

BREAKS_PHRASE = word_set("but though although however clear then test tests sample")

# ---------------------------------------------------------------- spelling

MISTYPED = word_set(
    """
    breathe breath breathing breathless seizure seizures fainted fainting faint hallucination hallucinations
    hallucinating hallucinated suicide suicidal chest throat swollen swelling tongue heart attack unconscious
    unresponsive collapsed convulsion convulsions convulsing convulsed paranoid delusion delusions delusional
    stroke vomiting urine bladder headache migraine palpitations allergic anaphylaxis anaphylactic wheezing
    choking gasping paranoia confused disoriented overdose myself pounding racing trouble difficulty shortness
    consciousness tightness passed blacked voices slurred drooping blood hearing pressure tight reaction worst
    yellow shaking burning peeing jerking
    """
)
"""The dangerous words that are recognised with a letter or two doubled, missing, wrong or swapped."""

ODD_SPELLINGS = {
    "throte": "throat", "throght": "throat", "tounge": "tongue", "toung": "tongue", "tonge": "tongue",
    "pian": "pain", "pani": "pain", "payn": "pain", "pane": "pain", "paine": "pain", "lps": "lips",
    "hart": "heart", "hert": "heart", "seezure": "seizure", "seizer": "seizure", "ceizure": "seizure",
    "siezer": "seizure", "siezur": "seizure", "siesure": "seizure", "seisur": "seizure",
    "siezhure": "seizure", "ceasure": "seizure", "seasure": "seizure", "suiside": "suicide",
    "suisidal": "suicidal", "suicidle": "suicidal", "sewerslide": "suicide", "kil": "kill", "k*ll": "kill",
    "mi": "my", "headake": "headache", "hedake": "headache",
    "brefing": "breathing", "breve": "breathe", "breev": "breathe", "breeve": "breathe", "breeth": "breathe",
    "tung": "tongue", "raction": "reaction",
    "unconshus": "unconscious", "fanted": "fainted", "fented": "fainted", "fayted": "fainted",
    "numm": "numb", "swoll": "swollen", "swolled": "swollen", "swole": "swollen", "puffd": "puffed",
    "voises": "voices", "noo": "no", "blod": "blood", "choaking": "choking", "chocking": "choking",
    "weezing": "wheezing", "weezy": "wheezy", "diffcult": "difficult", "dificult": "difficult",
    "diing": "dying", "brething": "breathing",
}  # fmt: skip

REAL_WORDS = word_set(
    """
    breaking beating bathing breach breadth breather breathy bleating bleaching beaching berating breaching
    finding fitting failing flirting farting fasting fanning fronting fainter feint flint fain feinted cheat
    chess crest chests chesty threat throaty selling smelling spelling spilling swilling swirling sweating
    shelling skilling hear heard heat hears hearty hearth attach attacks collapse collapses collared conclusion
    confusion conversion concussion compulsion contusion confusing consulting conversing consumed confessed
    confined confide confuse decision deletion dilution derision delusive strike strokes stroked strobe strode
    strove visiting voting voicing voiding badder blander migrate migrating migrant heartache allergy allergies
    allergen weeping wheeling whizzing weeding cooking chowing coking grasping gaping gassing disorient overcome
    overdo overdue overdone overrode overuse pointing pouring pending pudding plunging pouting pouncing raging
    raping raving rating racking raking raring troubles troubled difficult shortest softness sharpness soreness
    smartness tightest tightens pissed passes paused pasted passer parsed backed blocked blacker blanked blacken
    blackened spurred slurped slurping dropping drowning dripping drooling vices voice choices blond bloom brood
    broad flood unite ursine suicides hallucinate seized bearing creating treating breeding bleeding boating
    brewing breezing rounding sounding bounding founding confirmed headaches worse wort wurst tights pressured
    sharing shaving shading shaping staking snaking soaking burping burying peeking peering peeling reactions
    reactor presume pressures yell terrible build taught birth bleed blade teenage succeed vicious hiring wrist
    tribal bailed boiled streak bullied posed stark tango blockade poised builder herring birthing broth boulder
    gossiping chaste ballad berth finite hereto billed stork treble harriet bolder balled overrides pseudo
    bleeder wrest tinge sicced salaried thereto tonnage vacuous teeing shortens secede fount bloodier purser
    draping pruned toeing bellied harangue healing heading heaving heating hearings raining training ranking
    relation blooded swallow swallowing stolen sullen
    """
)
"""Words of their own that lie a letter or two from a dangerous one."""

SLIPS: dict[tuple[str, str], str] = {
    **{
        (slip, symptom): "chest"
        for slip in ("cheat", "chess", "crest")
        for symptom in ("pain", "pains", "tightness")
    },
    **{(slip, "attack"): "heart" for slip in ("heat", "hear", "heard", "hard", "hurt")},
    ("past", "out"): "passed",
}
"""Words that are a slip of the finger only before another one."""

# ---------------------------------------------------------------- saying no

NEGATORS = word_set("no not never without neither nor nobody nothing zero denies denied deny")
COUNTS = word_set("no nobody nothing zero")
"""These deny a thing, so that a verb right after them begins something new: "slept? no had chest pain"."""

LEADS_TO = word_set(
    """
    any a an had has have having got get gets getting feel felt feels feeling feelings experience experienced
    experiencing notice noticed noticing see saw seen seeing hear heard hearing suffer suffered suffering from
    been be am is are was were being do did does ever once even sign signs symptom symptoms trace hint of kind
    type sort single thought thoughts episode episodes one would will in on inside around develop developed
    developing trigger triggered cause caused report reported reporting also
    """
)
"""What may stand between a "no" and what it denies. Anything else in between, and the "no" is not believed."""

LEADS_TO_SELF_HARM = LEADS_TO | word_set("want wants wanted to wish wishes desire intention going about")
SELF_HARM = word_set("kill killing hurt harm die end ending take taking suicide suicidal")

LISTED = word_set(
    """
    nausea nauseous vomiting vomit sick sickness dizziness dizzy lightheaded headache headaches migraine pain
    pains ache aches rash rashes itching itch hives fever chills sweating sweats fatigue tired tiredness drowsy
    drowsiness blurred blurry double vision confusion confused anxiety panic agitation palpitations cough
    weakness numbness numb tingling bleeding diarrhoea diarrhea cramps insomnia nightmares dissociation swelling
    swollen hallucinations visions voices seizure seizures fainting faint fainted fits tremor shaking burning
    bladder stomach tummy leg back chest heart throat problems issues trouble breathing problem blood suicidal
    collapse tightness breathlessness wheezing racing
    """
)
"""What a list after "no" is made of: "no nausea, dizziness or chest pain"."""

TAKES_BACK = re.compile(
    one_of(
        """
        before / free / yes / yep / yeah / until / till / except / unless / apart from / other than / any more /
        now / right now / at first / initially / relief / improvement / because / only when / only if / again /
        as bad / as much / as strong / like this / like that / like before / this bad / worse / at rest / when /
        if / while / lying / sitting / resting / but (?:two|three|several|many|more) / mild / moderate / severe
        / slight / slightly / strong / bad / some
        """
    )
    + r"\b|a bit|[1-9]|for (?:a|an|the last|some|several|\d+|two|three|four|five|six)\b"
    r"|(?:after|since)(?! (?:(?:the|my|this|that|our|last|first) )*"
    r"(?:infusion|session|treatment|drip|ketamine|dose|then|getting|coming|i got|we got)\b)"
)
"""Right after what was denied, these say that it was or is there after all."""

BUT_IT_DID = re.compile(
    r"\bbut .*\b(?:i|it|he|she|they) (?:did|do|does|have|has|had|is|was|am)"
    r"(?: (?:now|today|yesterday|tonight|it|so))*$"
)
"""Ends a sentence that began with a denial: "I never faint but today I did"."""

NOT_YET = word_set("yet today tonight now")
"""Soon after "I will not kill myself", these leave it open."""

DOUBTS = word_set("yes yep yeah maybe perhaps possibly probably unsure sure certain")
"""Soon after a denial, these take it back."""

HINTS = word_set(
    """
    tight tightness tighter pressure squeezing squeeze heaviness heavy burning discomfort
    """
)
"""After "no chest pain", these say it in other words."""

ABSENT = word_set("no none nil never 0 zero absent negative nope nah")
"""After a symptom and before a full stop, these deny it: "chest pain: no"."""

VERBS = word_set(
    """
    had has have having got get feel felt experience experienced be am is are was were do did does
    """
)
HAVING = word_set("had have has got get feel felt")
GUESSED = word_set("can could may might should must")
"""Before "not" these make a guess of it: "it can't be a heart attack"."""
DENIES_A_VERB = word_set("not never without nobody nothing")
NEW_CLAUSE = word_set("and but because so then while although though when")
SAYS_INSTEAD = word_set("but just only more though bit slight some feels feel is was got")

DID_NOT_HAPPEN = re.compile(
    r"(?:(?:has|have|had|did|do|does|is|was|were|are) )?(?:not|never) "
    r"(?:there|present|happen|happened|occur|occurred|an issue)"
)
"""All that follows a symptom up to the next border, when it denies it."""
