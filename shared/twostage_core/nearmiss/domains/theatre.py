"""The domain of a theatre."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "theatre",
    "train",
    """
roles:
stage manager; prompter; lighting designer; lead actress; usher; costume maker; director; understudy;
ticket clerk; sound engineer; choreographer; set painter
groups:
actor|actors; usher|ushers; dancer|dancers; season-ticket holder|season-ticket holders; stagehand|stagehands;
critic|critics; musician|musicians; drama student|drama students
orgs:
Theatre; Playhouse; Opera Company; Ballet; Drama Society; Puppet Stage; Festival; Ticket Office
things:
velvet curtain; spotlight; wig; stage sword; throne; prompt book; fog machine; mask; trapdoor; piano;
candelabra; chandelier; stuffed raven; balcony set; ball gown; megaphone; rocking horse; drum; mirror;
treasure chest
adjectives:
golden; scarlet; papier-mâché; rented; powdered; dented; turquoise; hand-painted; silver; black;
antique-looking; collapsible; oversized; white; embroidered; crooked; new; faded
places:
on the main stage; in the foyer; in the orchestra pit; in dressing room two; in the royal box;
on the studio stage; in the wings; in the costume store; at the stage door; in the rehearsal room
sites:
main stage; studio stage; costume store; foyer; workshop; orchestra pit; rehearsal room; prop room; loft;
paint shop
actions:
rehearse | first act, duel, finale, balcony scene | rehearsal
translate | libretto, comedy, surtitles+ | translation
sew/stitch | ball gown, cape, animal costumes+
build/construct | stage set, bridge, revolving stage | construction
cut/shorten | monologue, overture, third act
review | premiere, musical, guest performance | review
compose/write | stage music, closing song, overture | composition
direct/stage | tragedy, operetta, children's play | staging
paint | backdrop, masks+, forest scenery | painting
cancel/call off | matinee, guest tour, dress rehearsal | cancellation
record | radio play, applause, thunder effect | recording
illuminate/light | ghost scene, fountain, ballroom
duties:
attend/come to | dress rehearsal, read-through, costume fitting | attendance
wear/put on | microphone, fencing mask, period costume
return/bring back | scripts+, props+, dressing room key | return
use | trapdoor, fog machine, stage lift, revolving stage | use
photograph/take pictures of | performance, set, ballet
pay/settle | cancellation fee, wardrobe charge, club fee | payment
learn/memorise | lines+, dance steps+, chorus parts+
enter | stage, lighting booth, royal box
announce/make public | cast list, change of cast, season programme | announcement
exchange/swap | tickets+, seats+, vouchers+ | exchange
social:
direct | be directed by
understudy/stand in for | be understudied by
applaud
upstage
cast
costume
discover
imitate/do an impression of
outshine
succeed/take over from | be the predecessor of
conditions:
the lead actor falls ill | the lead actor stays healthy
the premiere is sold out | the premiere is not sold out
the author gives permission | the author refuses permission
the understudy knows the lines | the understudy does not know the lines
the fire officer objects | the fire officer has no objection
the tour is extended | the tour is not extended
the performance starts late | the performance starts on time
fees:
rental fee; ticket price; licence fee; repair cost; hire charge; auction price; cleaning charge; royalty
measures:
the interval after the second act | minutes | 10 | 40
the running time of the operetta | minutes | 70 | 240
the height of the proscenium | metres | 4 | 16
the occupancy of the balcony | percent | 30 | 100
the weight of the stage curtain | kilograms | 60 | 900
the length of the red carpet | metres | 5 | 60
the rehearsal phase | weeks | 3 | 12
dates:
premiere; last performance; casting; costume fitting; deadline for the script; opening of the box office;
press night; theatre ball
events:
premiere; dress rehearsal; casting; sound check; ball; read-through; press night; set change;
costume fitting; curtain call; matinee; charity gala
causes:
blackout; bad review; quarrel; illness of the tenor; fall of the curtain; ticket mix-up; standing ovation;
late start; loss of the grant; broken ankle; rise in ticket prices; cast change
switches:
raise | lower | curtain, backdrop, chandelier
switch on/turn on | switch off/turn off | spotlight, fog machine, microphone, footlights+
book/engage | cancel/call off | guest company, puppet show, string quartet
open | close | box office, foyer bar, trapdoor
build up/set up | dismantle/take down | stage set, grandstand, balcony set
reserve | release | royal box, aisle seat, dressing room
states:
open | closed | box office, cloakroom, stage door
visible | invisible | wire, prompter, trapdoor
audible | inaudible | prompter, whisper, harp
male | female | page, narrator, villain
rented | owned | piano, fog machine, throne
comparatives:
old; large; expensive; tall; heavy; bright; noisy
topics:
colour of the curtain | burgundy, midnight blue, emerald, gold
lead in the operetta | a soprano, a mezzo, a baritone, a tenor
language of the surtitles | Italian, Czech, Portuguese, Welsh
setting of the second act | a ballroom, a forest, a prison, a harbour tavern
""",
)
