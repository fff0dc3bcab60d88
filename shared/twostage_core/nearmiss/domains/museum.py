"""The domain of loans between museums."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "museum",
    "train",
    """
roles:
registrar; conservator; courier; curator; lender; borrower; night guard; archivist; art handler;
museum director; donor; framer
groups:
courier|couriers; visitor|visitors; guard|guards; volunteer|volunteers; lender|lenders; trustee|trustees;
art handler|art handlers; school group|school groups
orgs:
Museum; Gallery; Art Foundation; Kunsthalle; Collection; Art Storage; Auction House; Heritage Trust
things:
bronze mask; fresco fragment; oil portrait; marble bust; woodcut; tapestry; clay tablet; ivory box;
silver chalice; map cabinet; suit of armour; display case; sculpture; etching; vase; mosaic panel;
portrait miniature; celestial globe; prayer book; coin tray
adjectives:
gilded; restored; Flemish; Etruscan; unframed; blue; red; black; antique; smaller; larger; medieval;
Japanese; signed; anonymous; cracked; Ottoman; Baroque
places:
in the east gallery; in the vault; in the sculpture court; at the loading bay; in the conservation studio;
in the reading room; on the mezzanine; in the north wing; in the rotunda; in the print cabinet
sites:
vault; east gallery; sculpture court; conservation studio; north wing; depot; rotunda; quarantine room;
photo studio; reading room
actions:
restore/repair | fresco, bronze mask, tapestry, triptych, gilded frame | restoration
photograph | altarpiece, marble bust, coin hoard, woodcut | photographing
catalogue | coin hoard, etchings+, letters+, donated photographs+ | cataloguing
clean | chandelier, mosaic panel, marble bust, triptych | cleaning
insure | tapestry, loaned vases+, silver chalice, altarpiece
frame | watercolour, etching, oil portrait
examine/inspect | altarpiece, suit of armour, crates+, clay tablet | examination
wrap | silver chalice, bust, vase, ivory box
hang/put up | tapestry, oil portrait, banner
appraise/value | coin hoard, watercolour, donated photographs+ | appraisal
x-ray | altarpiece, bronze mask, triptych
seal | crates+, display case, time capsule | sealing
duties:
sign/countersign | condition report, loan agreement, courier form | signing
wear/put on | nitrile gloves+, visitor badge, overshoes+
photograph | mosaics+, special exhibition, frescoes+
touch | exhibits+, frames+, display cases+
return/bring back | keys+, audio guides+, loaned folders+ | return
pay/settle | transport costs+, insurance premium, handling fee | payment
insure | loaned works+, shipment
carry | backpacks+, umbrellas+, wet coats+
use/operate | freight lift, hand pump, copy stand | use
accompany/escort | shipment, school class, loaned works+
social:
supervise/oversee | work under/be subordinate to
succeed/take over from | be the predecessor of
commission
train/instruct | be trained up by
appraise
outbid/bid more than | be outbid by
sponsor
notify/inform
portray/paint a portrait of | sit for a portrait by
conditions:
the lender agrees in writing | the lender does not agree in writing
the humidity rises above the limit | the humidity stays below the limit
the courier is delayed | the courier is on time
the insurance has lapsed | the insurance is still valid
the director is present | the director is absent
the crate shows signs of damage | the crate shows no sign of damage
the exhibition is extended | the exhibition is not extended
fees:
loan fee; insurance premium; restoration cost; transport charge; reproduction fee; purchase price;
framing cost; customs deposit
measures:
the relative humidity in the vault | percent | 35 | 60
the loan period for the tapestries | months | 2 | 40
the guided tour of the north wing | minutes | 20 | 90
the weight of the crate | kilograms | 12 | 480
the distance between visitors and the altarpiece | metres | 1 | 9
the height of the plinth | centimetres | 2 | 95
the temperature of the cold store | degrees Celsius | 4 | 19
dates:
deadline for the return of the loans; opening of the exhibition; last day of the retrospective;
inspection of the vault; delivery of the crates; meeting of the acquisition board
events:
opening reception; condition check; unpacking; auction; press preview; fire drill; insurance audit;
inventory; unveiling; photo session; lecture; handover
causes:
leak; power cut; delay; dispute; shortage of guards; drop in humidity; closure of the north wing;
cancellation of the tour; rise in premiums; mould outbreak; scandal; strike
switches:
open/unlock | close/lock | vault door, east gallery, display case, courtyard gate
switch on/activate | switch off/deactivate | alarm, spotlight, humidifier, audio guide system
hang/put up | take down/remove | banner, oil portrait, tapestry
insure | withdraw the cover for | altarpiece, coin hoard, loaned vases+
pack | unpack | crate, chalice, clay tablet
approve/accept | reject/turn down | loan request, acquisition proposal, export application
states:
open | closed | east gallery, vault, sculpture court, museum shop
authentic | fake | portrait, etching, chalice
insured | uninsured | shipment, altarpiece, coin hoard
present | absent | curator, registrar, courier
legible | illegible | inscription, signature, label
comparatives:
heavy; old; large; expensive; tall; fragile; rare
topics:
label of the altarpiece | Flemish, Burgundian, Rhenish, Tyrolean
wall colour of the rotunda | ochre, slate grey, sage green, ivory
status of the loan request | pending, approved, on hold, archived
venue of the retrospective | the north wing, the depot, the rotunda
""",
)
