"""The everyday English by which a note is understood: lists of words, nothing else.

Owns which words say no, which belong to somebody else, which are only a manner of speaking, and how the most
dangerous words are mistyped. What is dangerous stands in the red flags themselves (`note_words`). Every list
is written so that a word it lacks makes ktrack ask once too often, never once too seldom.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    """Divided by strokes; a line may end anywhere."""
    return tuple(each.strip() for each in " ".join(text.split()).split("/") if each.strip())


# ---------------------------------------------------------------- reading words

OPENED: dict[str, tuple[str, ...]] = {
    "cannot": ("can", "not"), "cant": ("can", "not"), "cnat": ("can", "not"), "canot": ("can", "not"),
    "cannt": ("can", "not"), "carnt": ("can", "not"), "ca'nt": ("can", "not"),
    "can't": ("can", "not"), "won't": ("will", "not"), "wont": ("will", "not"), "shan't": ("shall", "not"),
    "ain't": ("is", "not"), "aint": ("is", "not"), "dont": ("do", "not"), "doesnt": ("does", "not"),
    "didnt": ("did", "not"), "dint": ("did", "not"), "isnt": ("is", "not"), "arent": ("are", "not"),
    "wasnt": ("was", "not"), "werent": ("were", "not"), "hasnt": ("has", "not"), "havent": ("have", "not"),
    "hadnt": ("had", "not"), "couldnt": ("could", "not"), "wouldnt": ("would", "not"), "shouldnt": ("should", "not"),
    "im": ("i", "am"), "ive": ("i", "have"), "hes": ("he", "is"), "shes": ("she", "is"), "theyre": ("they", "are"),
    "wanna": ("want", "to"), "gonna": ("going", "to"), "dunno": ("do", "not", "know"), "anymore": ("any", "more"),
    "w/o": ("without",), "&": ("and",), "+": ("and",), "cos": ("because",), "coz": ("because",), "cuz": ("because",),
    "bc": ("because",), "tho": ("though",), "hubby": ("husband",), "y'day": ("yesterday",), "yday": ("yesterday",),
    "2day": ("today",), "2nite": ("tonight",), "nt": ("not",),
}  # fmt: skip
"""One typed word that is several, or short for another."""

ENDINGS = {"'s": "'s", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}

LIGHT = _words(
    """
    a an the 's is am are was were be been being of in on at this these those feels feel felt feeling
    """
)
"""Words that a phrase means the same without."""

OWN = _words("my your his their our its")
OBJECT = _words("him them")
WHO = _words("he she they")
ONESELF = _words("himself herself themselves themself yourself ourselves")

SAME_AS: dict[str, str] = {
    **dict.fromkeys(_words("so really extremely totally completely utterly severely super terribly incredibly awfully"), "very"),
    **dict.fromkeys(_words("does did doing done"), "do"),
    **dict.fromkeys(_words("has had"), "have"),
    **dict.fromkeys(_words("wanted wanting"), "want"),
    **dict.fromkeys(_words("wished wishing"), "wish"),
    **dict.fromkeys(_words("knows knew known"), "know"),
    **dict.fromkeys(_words("could"), "can"),
    **dict.fromkeys(_words("hurting"), "hurt"),
    **dict.fromkeys(_words("breath breaths breathes breathed"), "breathe"),
    **dict.fromkeys(_words("aching achy"), "ache"),
    **dict.fromkeys(_words("painful"), "pain"),
    **dict.fromkeys(_words("beating beats"), "beat"),
    **dict.fromkeys(_words("pissing weeing peeing"), "peeing"),
    **dict.fromkeys(_words("piss wee"), "pee"),
    **dict.fromkeys(_words("bloody"), "blood"),
    **dict.fromkeys(_words("thoughts"), "thought"),
}
"""Words read as another one when phrases are looked for."""

SKIPPED = _words(
    """
    very bit little quite still kind sort just almost nearly slightly somewhat pretty fully even also actually
    properly suddenly right lot such too rather some few many several two three strange weird odd loud quiet
    faint scary creepy dark angry evil other more again really literally both me her ever
    """
)
"""Words that may stand inside a phrase without changing it."""

ANCHORS = _words(
    """
    chest heart throat tongue lip face head headache migraine bladder urine pee blood breathing speech pulse
    skin eye arm leg vision heartbeat mouth
    """
)
"""Parts of the body: a phrase with one of these is found in either order, with a few words between."""

IN_ORDER = _words("bit no nothing since attack not can want have do will i me my over")
"""Words that keep even such a phrase in its order."""

BREAKS_PHRASE = _words("but though although however fine ok okay clear then test tests sample")

# ---------------------------------------------------------------- spelling

MISTYPED = _words(
    """
    breathe breath breathing breathless seizure seizures fainted fainting faint hallucination hallucinations
    hallucinating hallucinated suicide suicidal chest throat swollen swelling tongue heart attack unconscious
    unresponsive collapsed convulsion convulsions convulsing convulsed paranoid delusion delusions delusional
    stroke vomiting urine bladder headache migraine palpitations allergic anaphylaxis anaphylactic wheezing
    choking gasping confused disoriented overdose myself pounding racing trouble difficulty shortness consciousness tightness
    passed blacked voices slurred drooping blood hearing
    """
)
"""The dangerous words that are recognised with a letter or two doubled, missing, wrong or swapped."""

ODD_SPELLINGS = {
    "throte": "throat", "throght": "throat", "tounge": "tongue", "toung": "tongue", "tonge": "tongue",
    "pian": "pain", "pani": "pain", "payn": "pain", "pane": "pain", "paine": "pain", "lps": "lips",
    "hart": "heart", "hert": "heart", "seezure": "seizure", "seizer": "seizure", "ceizure": "seizure",
    "siezer": "seizure", "seasure": "seizure", "suiside": "suicide", "suisidal": "suicidal", "suicidle": "suicidal",
    "sewerslide": "suicide", "kil": "kill", "k*ll": "kill", "mi": "my", "headake": "headache", "hedake": "headache",
    "brefing": "breathing", "breve": "breathe", "breev": "breathe", "breeve": "breathe", "breeth": "breathe",
    "unconshus": "unconscious", "fanted": "fainted", "fented": "fainted", "fayted": "fainted", "siezed": "seized",
    "numm": "numb", "swoll": "swollen", "swolled": "swollen", "swole": "swollen", "puffd": "puffed",
    "voises": "voices", "noo": "no", "blod": "blood", "choaking": "choking", "chocking": "choking",
    "weezing": "wheezing", "weezy": "wheezy", "diffcult": "difficult", "dificult": "difficult",
    "diing": "dying", "brething": "breathing", "stoke": "stroke",
}  # fmt: skip

REAL_WORDS = _words(
    """
    breaking beating bathing breach breadth breather breathy bleating bleaching beaching berating breaching
    finding fitting failing flirting farting fasting fanning fronting fainter feint flint fain feinted cheat
    chess crest chests chesty threat throaty selling smelling spelling spilling swilling swirling sweating
    shelling skilling hear heard heat hears hearty hearth heart-felt attach attacks collapse collapses collared
    conclusion confusion conversion concussion compulsion contusion confusing consulting conversing consumed
    confessed confined confide confuse decision deletion dilution derision delusive strike strokes stroked
    stroke strobe strode strove storke visiting voting voicing voiding badder blander migrate migrating migrant
    heartache allergy allergies allergen weeping wheeling whizzing weeding cooking chowing coking grasping
    gaping gassing disorient overcome overdo overdue overdone overrode overuse pointing pouring pending pudding
    plunging pouting pouncing raging raping raving rating racking raking raring troubles troubled difficult
    shortest softness sharpness soreness smartness tightest tightens pissed passes paused pasted passer parsed
    backed blocked blacker blanked blacken blackened spurred slurped slurping dropping drowning dripping
    drooling vices voice choices blond bloom brood broad flood unite ursine suicides hallucinate paranoia seized
    bearing creating treating breeding bleeding boating brewing breezing rounding sounding bounding founding
    confirmed headaches healing heading heaving heating hearings raining training ranking relation blooded swallow swallen swallowing stolen sullen
    """
) - {"stroke", "storke", "heart-felt", "swallen"}  # fmt: skip
"""Words of their own that lie a letter or two from a dangerous one."""

SLIPS: dict[tuple[str, str], str] = {
    **{(slip, after): "chest" for slip in ("cheat", "chess", "crest") for after in ("pain", "pains", "tightness")},
    **{(slip, "attack"): "heart" for slip in ("heat", "hear", "heard", "hard", "hurt")},
    ("past", "out"): "passed", ("pass", "out"): "pass", ("heart", "attach"): "heart",
}  # fmt: skip
"""Words that are a slip of the finger only before another one."""

# ---------------------------------------------------------------- saying no

NEGATORS = _words(
    """
    no not never without none neither nor nobody nothing zero nil 0 denies denied deny
    """
)

LEADS_TO = _words(
    """
    any a an the my his her their our had has have having got get gets getting feel felt feels feeling feelings
    experience experienced experiencing notice noticed noticing see saw seen seeing hear heard hearing suffer
    suffered suffering from been be am is are was were being do did does ever once even sign signs symptom
    symptoms trace hint of kind type sort single thought thoughts episode episodes one would will in on
    inside around develop developed developing report reported reporting also
    """
)
"""What may stand between a "no" and what it denies. Anything else in between, and the "no" is not believed."""

LEADS_TO_SELF_HARM = LEADS_TO | _words("want wants wanted to wish wishes desire intention going about")
SELF_HARM = _words("kill killing hurt harm die end ending take taking suicide suicidal")

LISTED = _words(
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

UNSAYS_NO = (
    "before", "free",
    "yes", "yep", "yeah", "until", "till", "except", "unless", "apart from", "other than", "any more", "now", "right now",
    "at first", "initially", "relief", "improvement", "because", "only when", "only if",
    "again", "as bad", "as much", "as strong", "like this", "like that", "like before", "this bad", "worse",
)  # fmt: skip
"""Right after what was denied, these say that it was or is there after all."""

BUT_IT_DID = re.compile(
    r"\bbut .*\b(?:i|it|he|she|they) (?:did|do|does|have|has|had|is|was|am)(?: (?:now|today|yesterday|tonight|it|so))*$"
)
"""Ends a sentence that began with a denial: "I never faint but today I did"."""

NOT_YET = _words("yet today tonight now")
"""Soon after "I will not kill myself", these leave it open."""

DOUBTS = _words("maybe perhaps possibly probably unsure sure certain")
"""Soon after a denial, these take it back."""

HINTS = _words(
    """
    tight tightness tighter pressure squeezing squeeze heaviness heavy burning discomfort
    """
)
"""After "no chest pain", these say it in other words."""

ABSENT = _words("no none nil never 0 zero absent negative nope nah")
"""After a symptom and before a full stop, these deny it: "chest pain: no"."""

VERBS = _words(
    """
    had has have having got get feel felt experience experienced be am is are was were do did does
    """
)
DOUBTED_NOT = _words("can could may might should must")
"""Before "not" these make a guess of it: "it can't be a heart attack"."""
DENIES_A_VERB = _words("not never without nobody nothing")
NEW_CLAUSE = _words("and but because so then while although though when")
SAYS_INSTEAD = _words("but just only more though bit slight some feels feel is was got")

DID_NOT_HAPPEN = re.compile(
    r"(?:(?:has|have|had|did|do|does|is|was|were|are) )?(?:not|never) (?:there|present|happen|happened|occur|occurred|an issue)"
)
"""All that follows a symptom up to the next border, when it denies it."""

# ---------------------------------------------------------------- manners of speaking

FIGURES = _phrases(
    """
    want to die of embarrassment / want to die of shame / want to die of boredom /
    want to die from embarrassment / want to die laughing / want to die for / faint smell / faint taste /
    faint hope / faint light / faint noise / faint sound / faint line / faint scent / faint memory / faint glow
    / faint hum / faint idea / faint smile / faint echo / faint trace / faint mark / faint praise /
    faint of heart / faint hearted / faint pink / faint music / faint pain / faint ache / faint headache /
    faint rash / faint bruise / faint breeze / faint buzzing / faint ringing / faint stars / faint second line /
    gave me a heart attack / give me a heart attack / giving me a heart attack / gives me a heart attack /
    nearly had a heart attack when / almost had a heart attack when / having a heart attack over /
    had a heart attack laughing / stroke of luck / stroke of genius / stroke of midnight / stroke of bad luck /
    stroke of a pen / stroke the cat / stroke the dog / stroke my cat / stroke my dog / stroke her fur /
    stroke the horse / breast stroke / back stroke / brush stroke / butterfly stroke / swimming stroke /
    paint stroke / fitting room / fitting rooms / fitting in / fitting end / fitting well / well fitting /
    loose fitting / tight fitting / badly fitting / fitting me in / fitting it in / fitting everything in /
    dress fitting / suit fitting / kitchen fitting / bra fitting / wedding fitting / fitting a new /
    fitting for my / had a fit of laughter / had a fit of giggles / had a fit of laughing /
    had a fit of coughing / had a fit of sneezing / had a fit of rage / had a fit of anger / had a fit of crying
    / had a fit of tears / having a fit of laughter / having a fit of giggles / having a fit of the giggles /
    had a laughing fit / had a giggling fit / had a coughing fit / had a sneezing fit / had a hissy fit /
    having a hissy fit / had a fit about / had a fit over / had a fit when he / had a fit when she /
    had a fit when they / had a fit when my / had a fit because / having a fit about / having a fit over /
    choking up at / choking up when / choking back tears / choking hazard / choking on emotion /
    gasping for a cup / gasping for a coffee / gasping for a tea / gasping for a smoke / gasping for a drink /
    gasping for a cigarette / gasping for a pint / gasping for a beer / gasping for a brew / gasping for a cuppa
    / gasping for coffee / gasping for tea / breathless with excitement / breathless with anticipation /
    breathless with joy / breathless with laughter / wheezing with laughter / wheezing from laughing /
    laughing so hard i could not breathe / laughed so hard i could not breathe /
    laughing that i could not breathe / laughing so much i could not breathe /
    laughed so much i could not breathe / could not breathe for laughing / could not breathe from laughing /
    could not breathe with laughter / could not breathe because of laughing / laughing until i could not breathe
    / laughed until i could not breathe / laughed till i could not breathe / could not breathe laughing /
    choking with laughter / choking from laughing / following me on instagram / following me on twitter /
    following me on facebook / following me on tiktok / following me on strava / following me on insta /
    following me on youtube / being followed by dinner / being followed by a nap / seeing things clearly /
    seeing things clearer / seeing things differently / seeing things positively / seeing things more clearly /
    seeing things more positively / seeing things in a new light / seeing things from a new /
    seeing things from another / seeing things from a different / seeing things from his /
    seeing things from her / seeing things from their / seeing things in perspective / seeing things in colour /
    seeing things in color / hearing things like that from / swollen with pride / swelling with pride /
    swollen river / swollen rivers / swollen streams / music swelling / swelling music / swelling orchestra /
    weight off my chest / pressure off my chest / my heart hurts for / heart pounding music /
    heart pounding film / heart racing film / passed out flyers / passed out leaflets / passed out candy /
    passed out sweets / passed out cookies / passed out cards / passed out snacks / passed out handouts /
    passed out invitations / passed out presents / passed out papers / pass out flyers / pass out leaflets /
    pass out candy / pass out sweets / pass out cards / black out curtains / black out curtain /
    black out blinds / black out blind / blacked out windows / blacked out the windows / black out poetry /
    collapsed into bed / collapsed laughing / collapsed with laughter / tent collapsed / shelf collapsed /
    roof collapsed / bridge collapsed / building collapsed / wall collapsed / cake collapsed / deal collapsed /
    company collapsed / bank collapsed / market collapsed / talks collapsed / marriage collapsed /
    chair collapsed / bed collapsed / in the end it all / take my life back / taking my life back /
    take my life in hand / can't go on holiday / can't go on vacation / can't go on the trip /
    can't go on a trip / can't go on the walk / can't go on a date / can't go on the ride / app unresponsive /
    phone unresponsive / computer unresponsive / laptop unresponsive / screen unresponsive /
    website unresponsive / tablet unresponsive / exploding with ideas / can't wake up early /
    don't want to wake up early / don't want to wake up at / can't see why / can't see how /
    can't see the doctor until / can't see my doctor until / can't see him until / can't see her until /
    can't see a doctor until / can't see that happening / can't see myself / can't see the tv / can't talk about
    / can't speak highly enough / can't speak french / can't speak german / can't speak spanish /
    can't speak the language / can't speak for / seizure medication / seizure medicine / seizure meds /
    seizure drugs / seizure tablets / seizure dog / suicide squad / suicide awareness / career suicide /
    political suicide / social suicide / commercial suicide / suicide doors / stroke ward / stroke unit /
    stroke association / paranoid android / skipped a beat when he / skipped a beat when she /
    head is exploding with ideas / like reading my mind / chosen one of / chosen one for / chosen one with
    """
)
"""Phrases that hold a danger word and mean something else."""
