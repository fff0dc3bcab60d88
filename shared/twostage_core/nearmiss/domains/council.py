"""The domain of a city council: permits, leases, votes."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "council",
    "train",
    """
roles:
mayor; town clerk; building inspector; councillor; district architect; park warden; city treasurer;
planning officer; tenant; landlord; market supervisor; street sweeper
groups:
tenant|tenants; councillor|councillors; resident|residents; stallholder|stallholders; dog owner|dog owners;
landlord|landlords; home owner|home owners; café owner|café owners
orgs:
Council; Housing Association; Borough; Builders; Planning Office; Residents' Union; Architects;
Property Trust
things:
lamp post; bench; bicycle stand; statue; litter bin; market stall; street sign; kiosk; recycling bin;
flagpole; drinking fountain; flower tub; parking meter; bus shelter; noticeboard; snow plough; ladder;
voting booth; swing; tree guard
adjectives:
green; cast-iron; granite; temporary; vandalised; stainless; blue; narrow; listed; repainted; concrete;
solar-powered; brown; movable; historic; white; ornamental; bent
places:
in the town hall; on the market square; in the old quarter; at the river promenade; in the municipal park;
on Mill Street; in the council chamber; at the bus station; in the cemetery; beside the swimming baths
sites:
town hall; market square; municipal depot; bus station; swimming baths; council chamber; city archive;
fairground; old quarter; river promenade
actions:
approve/authorise | building plan, budget, street festival, garden fence | approval
reject/turn down | objection, zoning plan, tree-felling request | rejection
demolish/tear down | gasworks, grain store, pavilion | demolition
renovate/refurbish | swimming baths+, clock tower, playground | renovation
inspect | balcony, fire exits+, scaffolding | inspection
widen | footpath, bridge, junction | widening
rename | market square, bus station, primary school | renaming
plant | lime trees+, flower bed, hedge | planting
close/shut down | car park, night market, district library | closure
audit | city accounts+, grant fund, housing register | audit
fell/cut down | plane tree, old chestnut, rotten poplar | felling
pave | cycle lane, courtyard, alley | paving
duties:
submit/file | building application, noise complaint, tree survey | submission
pay/settle | property tax, rent arrears+, dog licence, permit fee | payment
clear/sweep | pavement, gutter, driveway | clearing
notify/inform | neighbours+, planning office, fire brigade | notification
sublet/sublease | flat, parking space, allotment
keep/have | ~pets, ~chickens, barbecue grill
park on/leave the car on | lawn, footpath, market square
display/put up | house number, permit, poster | display
renew/extend | parking permit, lease, stall licence | renewal
paint | façade, window frames+, garden wall | painting
social:
succeed/take over from | be the predecessor of
evict
fine
petition
rent a flat to | rent a flat from
outvote | be outvoted by
nominate/propose
report/denounce
elect
live above | live below
conditions:
the neighbours object | the neighbours do not object
the building is listed | the building is not listed
the tenant gives notice in time | the tenant fails to give notice in time
the council is quorate | the council is not quorate
the street is closed to traffic | the street is open to traffic
the permit has expired | the permit has not expired
the rent is paid in advance | the rent is not paid in advance
fees:
permit fee; rent; deposit; repair cost; installation charge; fine; purchase price; maintenance fee
measures:
the height limit on Mill Street | metres | 6 | 40
the notice period for the flat | months | 2 | 9
the width of the footpath | metres | 2 | 7
the voter turnout in the old quarter | percent | 25 | 85
the capacity of the rain basin | litres | 500 | 9500
the weight limit of the bridge | tonnes | 3 | 44
the consultation period | weeks | 2 | 12
dates:
council election; public hearing; deadline for objections; opening of the market; start of the roadworks;
budget vote; end of the lease
events:
council meeting; public hearing; election; roadworks; flea market; budget vote; site visit; ground-breaking;
street festival; citizens' forum; audit; tree planting
causes:
flood; tax rise; protest; road closure; shortage of flats; landslide; noise; budget gap; burst water main;
drop in tourism; court ruling; delay of the project
switches:
grant/issue | revoke/withdraw | building permit, stall licence, parking permit
open | close | swimming baths+, night market, bicycle tunnel, public toilets+
raise/increase | lower/reduce | dog tax, parking fee, speed limit
list/protect | delist | villa, water tower, chapel
install/put in | remove/take out | speed bump, traffic mirror, bench
elect | vote out | mayor, district chair, auditor
states:
open | closed | bridge, town hall, playground
occupied | vacant | flat, shop, allotment
legal | illegal | extension, billboard, night market
public | private | footpath, courtyard, hearing
furnished | unfurnished | flat, guest room, office
comparatives:
old; tall; expensive; large; heavy; popular; bright
topics:
name of the square | Station Square, Elm Square, Liberty Square
use of the old mill | a museum, a youth club, a brewery, offices
speed limit in the old quarter | walking pace, twenty, thirty
market day | Tuesday, Thursday, Saturday
""",
)
