"""Manners of speaking that hold a danger word and mean something else: "a stroke of luck".

A line here silences the danger words inside it, and only those: "a stroke of luck, then a stroke" is asked about.
So each names all the words that make it harmless, in their order.
"""

from __future__ import annotations

from ktrack.escalation.notes.english import phrases

FIGURES = phrases(
    """
    want to die of embarrassment / want to die of shame / want to die of boredom / want to die from
    embarrassment / want to die laughing / want to die for / faint smell / faint taste / faint hope / faint
    light / faint noise / faint sound / faint line / faint scent / faint memory / faint glow / faint hum / faint
    idea / faint smile / faint echo / faint trace / faint mark / faint praise / faint of heart / faint hearted /
    faint pink / faint music / faint ache / faint headache / faint rash / faint bruise / faint breeze / faint
    buzzing / faint ringing / faint stars / gave me a heart attack / give me a heart attack / giving me a heart
    attack / gives me a heart attack / nearly had a heart attack when / almost had a heart attack when / having
    a heart attack over / had a heart attack laughing / stroke of luck / stroke of genius / stroke of midnight /
    stroke of bad luck / stroke of a pen / stroke the cat / stroke the dog / stroke my cat / stroke my dog /
    stroke her fur / stroke the horse / breast stroke / brush stroke / butterfly stroke / paint stroke / fitting
    room / fitting rooms / loose fitting / tight fitting / fitting me in / fitting it in / fitting everything in
    / dress fitting / suit fitting / bra fitting / had a fit of laughter / had a fit of giggles / had a fit of
    laughing / had a fit of coughing / had a fit of sneezing / had a fit of rage / had a fit of anger / had a
    fit of crying / had a fit of tears / having a fit of laughter / having a fit of giggles / having a fit of
    the giggles / had a laughing fit / had a giggling fit / had a coughing fit / had a sneezing fit / had a
    hissy fit / having a hissy fit / had a fit about / had a fit over / having a fit about / having a fit over /
    choking up at / choking up when / choking back tears / choking hazard / choking on emotion / gasping for a
    cup / gasping for a coffee / gasping for a tea / gasping for a smoke / gasping for a drink / gasping for a
    cigarette / gasping for a pint / gasping for a beer / gasping for a brew / gasping for a cuppa / gasping for
    coffee / gasping for tea / breathless with excitement / breathless with anticipation / breathless with joy /
    breathless with laughter / wheezing with laughter / wheezing from laughing / laughing so hard i could not
    breathe / laughed so hard i could not breathe / laughing that i could not breathe / laughing so much i could
    not breathe / laughed so much i could not breathe / could not breathe for laughing / could not breathe from
    laughing / could not breathe with laughter / could not breathe because of laughing / laughing until i could
    not breathe / laughed until i could not breathe / laughed till i could not breathe / could not breathe
    laughing / choking with laughter / choking from laughing / following me on instagram / following me on
    twitter / following me on facebook / following me on tiktok / following me on strava / following me on insta
    / following me on youtube / seeing things clearly / seeing things clearer / seeing things differently /
    seeing things positively / seeing things more clearly / seeing things more positively / seeing things in a
    new light / seeing things from a new / seeing things from another / seeing things from a different / seeing
    things from his / seeing things from her / seeing things from their / seeing things in perspective / swollen
    with pride / swelling with pride / swollen river / swollen rivers / swollen streams / music swelling /
    swelling music / swelling orchestra / weight off my chest / my heart hurts for / heart pounding music /
    heart pounding film / heart racing film / passed out flyers / passed out leaflets / passed out candy /
    passed out sweets / passed out cookies / passed out cards / passed out snacks / passed out handouts / passed
    out invitations / passed out presents / passed out papers / pass out flyers / pass out leaflets / pass out
    candy / pass out sweets / pass out cards / black out curtains / black out curtain / black out blinds / black
    out blind / blacked out windows / blacked out the windows / black out poetry / collapsed into bed /
    collapsed laughing / collapsed with laughter / tent collapsed / shelf collapsed / roof collapsed / cake
    collapsed / deal collapsed / talks collapsed / marriage collapsed / in the end it all / take my life back /
    taking my life back / take my life in hand / can't go on holiday / can't go on vacation / can't go on the
    trip / can't go on a trip / can't go on the walk / can't go on a date / can't go on the ride / app
    unresponsive / screen unresponsive / website unresponsive / exploding with ideas / can't wake up early /
    don't want to wake up early / don't want to wake up at / can't see why / can't see how / can't see the
    doctor until / can't see my doctor until / can't see him until / can't see her until / can't see a doctor
    until / can't see that happening / can't talk about / can't speak highly enough / can't speak french / can't
    speak german / can't speak spanish / can't speak the language / can't speak for / seizure medication /
    seizure medicine / seizure meds / seizure drugs / seizure tablets / seizure dog / suicide squad / suicide
    awareness / career suicide / political suicide / social suicide / commercial suicide / suicide doors /
    stroke ward / stroke unit / stroke association / paranoid android / head is exploding with ideas / like
    reading my mind / chosen one of / chosen one for / chosen one with / a fitting end / fitted kitchen /
    blackout curtains / blackout curtain / blackout blinds / blackout blind / overdosed on chocolate / overdosed
    on netflix / overdose of chocolate / choked up at / choked up when / choked back tears / cut myself shaving
    / cut myself chopping / cut myself cooking / cut myself on a tin / coffee grounds in the bin / coffee
    grounds on the / coffee grounds for the / dead tired / like a heart attack on a plate
    """
)
