"""Test only: the domain of a fire brigade."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "fire_brigade",
    "test",
    """
roles:
watch commander; ladder operator; hydrant inspector; arson investigator; control-room operator; hose repairer;
station cook; rescue diver; chimney sweep; duty engineer; pump mechanic; siren technician
groups:
firefighter|firefighters; fire cadet|fire cadets; rescue diver|rescue divers; chimney sweep|chimney sweeps;
householder|householders; watch officer|watch officers; camper|campers; factory owner|factory owners
orgs:
Fire Brigade; Rescue Service; Extinguishers; Alarms; Ladder Works; Hydrants; Salvage Corps; Safety Engineers
things:
foam extinguisher; hose reel; turntable ladder; thermal camera; smoke detector; jumping sheet; breathing mask;
hydrant key; fire axe; rescue saw; siren; hydraulic spreader; foam tank; wheel chock; fire blanket;
water cannon; crowbar; helmet; pump trailer; radio set; evacuation chair
adjectives:
fluorescent; scorched; lime-yellow; Swedish; waterlogged; soot-stained; obsolete; roof-mounted; gleaming;
unused; certified; rubber-coated; prototype; ex-army; misplaced; oversize; tested; charred
places:
at the fire station; in the appliance bay; on the drill tower; in the burnt-out attic; on the forest road;
in the smoke house; at hydrant twelve; in the control room; on the warehouse roof; in the basement stairwell
sites:
appliance bay; drill tower; smoke house; hose-drying room; equipment store; control room; assembly point;
training ground; mask workshop; helipad
actions:
extinguish/put out | heath fire, chip-pan fire, barn fire, skip fire | extinguishing
pump out/empty | flooded cellar, lift shaft, subway
recharge/refill | air cylinder, powder extinguisher, water tender | recharging
roll out/unroll | hose line, oil boom, rescue net
cordon off/seal off | crash site, burning depot, bomb crater
investigate/look into | false alarm, gas smell, arson attack | investigation
polish/shine | brass bell, fire engine, nozzles+ | polishing
decontaminate | protective suits+, ambulance bay, tanker lorry | decontamination
modernise/upgrade | alarm system, control desk, sprinkler system | modernisation
requisition | bulldozer, excavator, private well | requisition
search/comb | collapsed house, quarry pond, hayloft | search
stabilise/shore up | leaning wall, crane jib, tipped lorry | stabilisation
duties:
test/try out | smoke detector, sprinklers+, emergency exit | testing
light/kindle | campfire, garden bonfire, gas lantern
wear/put on | flame-proof hood, oxygen mask, tinted visor
replace/change | hose couplings+, detector battery, cracked visor | replacement
drive/steer | water tender, command vehicle, rescue boat
climb/go up | drill tower, turntable ladder, factory chimney
store/stockpile | ~petrol, ~fireworks, gas bottles+ | storage
document/write up | hose inspection, night watch, call-out | documentation
service/overhaul | breathing apparatus, siren, fire pump | servicing
prop open/wedge open | fire door, stairwell door, smoke hatch
social:
page
be senior to | be junior to
resuscitate/revive | be resuscitated by
drill
vouch for
reprimand/tell off
commend
dismiss/sack | be dismissed by
locate/track down
wave to
conditions:
the alarm rings twice | the alarm does not ring twice
the hydrant is frozen | the hydrant is free of ice
the building has been cleared | the building has not been cleared
the roof is about to collapse | the roof is in no danger of collapse
gas is escaping | no gas is escaping
the hose pressure drops | the hose pressure holds
the commander gives the signal | the commander withholds the signal
fees:
call-out charge; servicing fee; scrap price; recharging cost; inspection charge; lending charge; refill price;
import tariff
measures:
the reach of the ladder truck | metres | 12 | 60
the length of the hose line | metres | 15 | 200
the response time at night | minutes | 4 | 25
the air supply of the mask | minutes | 15 | 60
the content of the foam tank | litres | 100 | 6000
the water reserve in the tender | litres | 500 | 9000
the heat in the smoke house | degrees Celsius | 60 | 600
the weight of the rescue saw | kilograms | 4 | 25
dates:
open day of the fire station; siren test; cadet camp; hose inspection; hearing on the warehouse fire;
deadline for chimney checks; swearing-in of the recruits
events:
siren test; muster; hose inspection; ladder drill; torchlight procession; debriefing; night exercise;
flue check; swearing-in of the recruits; roof rescue; smoke test; tug-of-war
causes:
gas explosion; crew shortage; smoke poisoning; chimney fire; false alarm; dry spell;
panic in the stairwell; roof collapse; water shortage; jammed gate; blocked escape route; late call-out
switches:
light/kindle | extinguish/put out | campfire, garden bonfire, torch
extend | retract | turntable ladder, light mast, outrigger
arm | disarm | fire alarm, smoke detector, intruder alarm
inflate | deflate | air cushion, rescue boat, jumping sheet
cordon off | reopen | forest road, crash site, courtyard
pressurise | depressurise | hose line, foam tank, stairwell
states:
flammable | non-flammable | cladding, carpet, insulation
accidental | deliberate | barn fire, gas leak, blaze
passable | impassable | forest road, stairwell, escape tunnel
conscious | unconscious | driver, climber, welder
habitable | uninhabitable | gatehouse, farmhouse, penthouse
comparatives:
heavy; long; large; old; reliable; expensive; noisy
topics:
alarm level at the refinery | level one, level two, level three
colour of the new engine | signal red, lime, fire orange
call sign of the command vehicle | Florian, Salamander, Torch
danger rating of the forest | moderate, high, severe, extreme
""",
)
