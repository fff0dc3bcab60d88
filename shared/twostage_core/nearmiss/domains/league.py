"""The domain of a sports league."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "league",
    "train",
    """
roles:
referee; goalkeeper; head coach; club president; team doctor; linesman; groundskeeper; kit manager;
youth trainer; scout; treasurer of the club; stadium announcer
groups:
player|players; referee|referees; coach|coaches; season-ticket holder|season-ticket holders;
substitute|substitutes; fan club|fan clubs; club member|club members; ball boy|ball boys
orgs:
Rovers; United; Athletic Club; Wanderers; Sports Club; Rowing Club; Cyclists; Basketball Club
things:
trophy; match ball; stopwatch; goal net; team bus; rowing boat; racing bike; tennis racket; scoreboard;
pennant; hurdle; javelin; first-aid kit; captain's armband; hockey mask; ticket machine; oar; medal; jersey;
whistle
adjectives:
silver; inflatable; signed; blue; carbon; spare; official; bronze; yellow; replacement; muddy; white; lucky;
expensive-looking; dented; striped; new; orange
places:
at the home ground; in the away dressing room; on the training pitch; in the club house; on the east stand;
at the boathouse; in the gym; on the indoor track; at the press box; in the player tunnel
sites:
home ground; training pitch; club house; boathouse; gym; equipment room; indoor track; trophy room;
east stand; west stand
actions:
train | youth squad, relay team, goalkeepers+
cancel/call off | friendly, away trip, summer camp, cup draw | cancellation
win | quarter-final, relay, regional cup
referee/umpire | derby, cup final, opening match
sponsor/fund | women's team, marathon, new stand | sponsorship
mow/cut | pitch, practice green, bowling lawn
repair/fix | floodlight, scoreboard, starting blocks+ | repair
film | penalty shoot-out, training session, finish | filming
measure | long jump, pitch, running track | measurement
redesign | club crest, jersey, fan shop | redesign
plan/schedule | away trip, training camp, season opening | planning
book/reserve | minibus, indoor court, swimming lanes+ | booking
duties:
wear/put on | shin guards+, helmet, away kit, bib
attend/come to | doping test, team meeting, weigh-in, award ceremony | attendance
pay/settle | fine, entry fee, membership fee | payment
sign | player contract, score sheet, waiver | signing
leave/vacate | technical area, penalty box, dressing room
use | training pitch, sauna, video screen | use
return/hand back | jersey, locker key, training bib | return
register/enter | new player, second team, substitute | registration
talk to/speak to | press, referee, opposing coach
bring/carry | flares+, umbrellas+, glass bottles+
social:
defeat/beat | lose to/be beaten by
mark/guard
outrun
coach/train | be coached by
substitute for/come on for | be replaced by
foul
overtake/pass
sign/recruit
congratulate
captain
conditions:
it snows | it does not snow
the pitch is waterlogged | the pitch is playable
the score is level | the score is not level
the captain is injured | the captain is fit
the opponent appears late | the opponent appears on time
the federation consents | the federation refuses consent
more than two players are suspended | at most two players are suspended
fees:
entry fee; transfer fee; rental charge; prize money; repair cost; sponsorship; fine; purchase price
measures:
the length of the pitch | metres | 60 | 120
the half-time break | minutes | 8 | 25
the suspension of the striker | weeks | 2 | 16
the weight of the shot | kilograms | 3 | 9
the share of away tickets | percent | 5 | 30
the marathon course | kilometres | 10 | 45
the warm-up | minutes | 10 | 60
dates:
cup final; transfer deadline; start of the season; club assembly; opening match; deadline for registration;
charity run
events:
cup final; draw; training camp; friendly; weigh-in; award ceremony; press conference; semi-final;
doping test; warm-up; opening ceremony; charity run
causes:
injury; red card; heavy rain; defeat; fan protest; own goal; missed penalty; loss of the sponsor;
doping case; change of coach; floodlight failure; pitch invasion
switches:
suspend/ban | reinstate/clear | striker, goalkeeper, youth trainer
open | close | east stand, ticket office, fan zone, stadium gate
sell/transfer out | sign/bring in | midfielder, Dutch winger, veteran defender
lift/end | impose/introduce | stadium ban, transfer freeze, curfew
inflate | deflate | match ball, exercise ball, air dome
promote | relegate | second team, newcomers+, women's team
states:
open | closed | east stand, fan shop, ticket office
fit | unfit | captain, goalkeeper, midfielder
occupied | unoccupied | royal box, press box, east stand
valid | invalid | goal, entry, player licence
amateur | professional | goalkeeper, referee, cyclist
comparatives:
old; fast; expensive; young; strong; experienced; popular
topics:
colour of the away kit | purple, mint, black, lemon yellow
formation of the team | a back four, a back three, a diamond
home ground of the club | the old stadium, the riverside ground, the park
rank of the club | third, fifth, eighth, last
""",
)
