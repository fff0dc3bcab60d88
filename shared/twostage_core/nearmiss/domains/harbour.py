"""The domain of a harbour and its ships."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "harbour",
    "train",
    """
roles:
harbour master; pilot; crane operator; customs officer; first mate; ship's cook; dock worker; captain;
tug master; surveyor; mooring hand; shipping agent
groups:
pilot|pilots; captain|captains; dock worker|dock workers; sailor|sailors; customs officer|customs officers;
ferry passenger|ferry passengers; trainee|trainees; skipper|skippers
orgs:
Shipping; Line; Freight; Marine; Port Services; Towage; Ferries; Maritime; Chandlers
things:
container; barge; tugboat; rowing boat; buoy; anchor; cargo net; lifeboat; forklift; trawler; winch; pallet;
fuel drum; pontoon; sailboat; gangway; kayak; cable drum; floodlight; diving bell
adjectives:
red; green; rusty; refrigerated; empty; Dutch; orange; new; damaged; double-hulled; blue; white; yellow;
heavy; sealed; tarred; inflatable; steel
places:
at berth four; in the outer basin; at the fuel pier; on the quay; in dry dock two; at the grain terminal;
beside the customs shed; in the fairway; at the ferry slip; behind the breakwater
sites:
north quay; south quay; dry dock; grain terminal; customs shed; ferry slip; fuel pier; cold store;
container yard; boathouse
actions:
unload/discharge | grain freighter, container ship, barge, coaster | unloading
tow | trawler, disabled ferry, barge | towing
refuel | tugboat, patrol boat, ferry | refuelling
repaint/paint | hull, lighthouse door, buoys+ | repainting
inspect/survey | hull, cargo hold, mooring lines+, lifeboats+ | inspection
dredge/deepen | fairway, outer basin, canal mouth | dredging
salvage/recover | sunken yacht, lost anchor, cargo | salvage
scrap | trawler, rusty crane, old ferry | scrapping
load | banana boat, freighter, timber ship | loading
repair/mend | winch, sea wall, fishing nets+, propeller | repair
moor/berth | cruise ship, coaster, tanker | mooring
weigh | containers+, catch, scrap metal load | weighing
duties:
report/declare | dangerous cargo, ballast water, oil spill | reporting
pay/settle | mooring dues+, pilotage fee, demurrage | payment
use/operate | quay crane, fuel pump, slipway | use
enter | fairway, restricted basin, cold store
wear/put on | life jacket, hard hat, ear defenders+
fill in/complete | customs declaration, crew list, waste form | completion
discharge/release | bilge water, grey water, ballast water | discharge
switch on/turn on | navigation lights+, radar, fog signal
leave/vacate | berth, anchorage, inner basin
block/obstruct | slipway, fire lane, ferry ramp | obstruction
social:
relieve/take over from
overtake/pass
rescue/save | be saved by
tow
hail/call out to
hire/take on
command | serve under
signal to
salute
conditions:
the wind exceeds force eight | the wind stays below force eight
a pilot is on board | no pilot is on board
the ship carries dangerous goods | the ship carries no dangerous goods
visibility is poor | visibility is good
the bill of lading is missing | the bill of lading is at hand
the tide is rising | the tide is falling
the berth is occupied | the berth is free
fees:
pilotage fee; mooring fee; freight rate; towage charge; storage charge; salvage award; rental;
cleaning charge; customs duty
measures:
the depth of the fairway | metres | 5 | 24
the capacity of the fuel tank | litres | 300 | 9000
the crossing to the island | minutes | 15 | 75
the load limit of the quay crane | tonnes | 8 | 95
the length of the new pier | metres | 60 | 640
the free storage period | days | 2 | 14
the catch of the day | kilograms | 40 | 900
dates:
arrival of the cruise ship; annual regatta; end of the dredging works; deadline for manifests;
launch of the new ferry; closure of the lock
events:
storm warning; departure; launch; customs check; boarding; regatta; lifeboat drill; refuelling stop;
tide gauge test; blessing of the fleet; crew change; salvage operation
causes:
collision; engine failure; fog; oil spill; strike; traffic jam in the fairway; price rise; fire in the hold;
low tide; cable break; congestion; evacuation
switches:
open | close/shut | lock gate, north quay, swing bridge, ferry ramp
raise/hoist | lower/haul down | signal flag, anchor, sail, gangway
switch on/turn on | switch off/turn off | radar, fog signal, quay lights+, fuel pump
moor/tie up | unmoor/cast off | ferry, barge, trawler
load | unload | freighter, container truck, barge
grant/issue | revoke/withdraw | berthing permit, fishing licence, night entry permit
states:
afloat | aground | barge, ferry, trawler
open | closed | lock, swing bridge, ferry ramp, fairway
sober | drunk | captain, pilot, night watchman
locked | unlocked | cold store, boathouse, customs shed
manned | unmanned | lighthouse, pilot station, signal tower
comparatives:
heavy; old; large; expensive; long; fast; wide
topics:
colour of the hull | crimson, navy blue, bottle green, cream
home port of the trawler | Esbjerg, Vigo, Peterhead, Lorient
status of the vessel | in transit, at anchor, under repair, laid up
radio channel of the pilots | channel nine, channel twelve, channel sixteen
""",
)
