"""Development only: the domain of a railway."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "railway",
    "dev",
    """
roles:
train driver; conductor; signaller; station master; track worker; dining-car waiter; dispatcher;
ticket inspector; shunter; platform guard; crossing keeper; depot foreman
groups:
conductor|conductors; commuter|commuters; track worker|track workers; cyclist|cyclists; signaller|signallers;
ticket inspector|ticket inspectors; platform guard|platform guards; rail enthusiast|rail enthusiasts
orgs:
Railway; Rail; Locomotive Works; Tramways; Wagon Company; Sleeper Trains; Transit; Signals
things:
locomotive; dining car; handcar; signal lamp; freight wagon; rail grinder; station clock; snow blower;
tank car; ticket barrier; sleeping car; points lever; luggage locker; buffer stop; steam whistle; track jack;
tram bell; platform scale
adjectives:
diesel; narrow-gauge; vintage; maroon; articulated; dented; six-axle; brass; refurbished; grey; loaned;
enamel; museum-owned; violet; rattling; Czech; pressurised; wooden
places:
at platform seven; in the signal box; in the marshalling yard; at the level crossing; in the roundhouse;
on the viaduct; in the waiting hall; on the branch line; in the tunnel; at the terminus
sites:
roundhouse; marshalling yard; signal box; paint shed; terminus; freight depot; siding; ticket hall;
washing plant; junction
actions:
couple/hitch | sleeping cars+, tank wagons+, locomotive | coupling
electrify | branch line, harbour track, siding | electrification
derail | mail train, empty tram, handcar
lubricate/grease | points+, turntable, axle | lubrication
stop/halt | express, night train, freight convoy
overhaul | boiler, bogie, gearbox | overhaul
announce | delay, platform change, diversion | announcement
weld | rail joint, buffer, chassis
punch/validate | return ticket, day pass, group ticket
rebuild | viaduct, footbridge, waiting hall | rebuilding
timetable/schedule | shuttle service, sleeper, relief train
evacuate/clear | restaurant car, underpass, platform | evacuation
duties:
sound/blow | horn, whistle, warning siren
validate/punch | ticket, group pass, bicycle ticket | validation
cross/walk across | tracks+, viaduct, freight yard
book/reserve | couchette, bicycle space, wheelchair lift | reservation
lower/let down | barrier, pantograph, window blind
wear/put on | reflective vest, ear plugs+, cap
board/get on | moving tram, restaurant car, staff train
report | signal failure, stray animals+, cracked rail | reporting
uncouple/detach | rear coach, brake van, push engine
surcharge/fine | fare dodgers+, late travellers+, smokers+
social:
relieve/take over from
signal to
report
fine
overtake/pass
ring up/phone
train/instruct
sit behind | sit in front of
recommend
greet
conditions:
the signal shows red | the signal shows green
the connection is missed | the connection is reached
the points are frozen | the points move freely
the train is longer than the platform | the train fits the platform
a track worker is on the line | no track worker is on the line
the overhead wire is live | the overhead wire is dead
fees:
track charge; overhaul cost; scrap value; leasing rate; fare supplement; haulage charge; import duty;
parking fee
measures:
the stop at the junction | minutes | 2 | 45
the length of the tunnel | metres | 40 | 990
the gradient of the branch line | percent | 2 | 9
the axle load of the wagon | tonnes | 8 | 30
the boiler water reserve | litres | 200 | 8000
the connection time | minutes | 3 | 55
dates:
timetable change; reopening of the viaduct; farewell run of the steam engine; track closure; inaugural trip;
drivers' ballot
events:
departure of the express; brake test; coupling; wheel inspection; whistle signal; track walk; shunting;
shift change; ticket check; steam festival; boarding call; platform change
causes:
derailment; signal failure; buckled rail; wildcat strike; overheated axle; missed connection; fallen tree;
overcrowding; landslip; wire theft; diversion; emergency stop
switches:
lower | raise | barrier, pantograph, drop window
couple/attach | uncouple/detach | rear coach, brake van, tank wagon
reopen | close down | branch line, ticket office, footbridge
electrify | de-electrify | siding, harbour track, loop line
brighten | dim | signal lamp, cab light, departure board
states:
late | on time | express, mail train, shuttle
straight | curved | siding, platform edge, tunnel
electric | non-electric | railcar, shunter, tram
staffed | unstaffed | halt, signal box, kiosk
direct | indirect | connection, sleeper service, route
comparatives:
fast; heavy; long; old; steep; noisy; full
topics:
livery of the locomotive | teal, carmine, two-tone grey, cream
terminus of the night train | Chur, Bari, Split, Brest
gauge of the siding | standard, metre, broad
aspect of the signal | red, amber, green
""",
)
