"""The domain of a hotel."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "hotel",
    "train",
    """
roles:
receptionist; night porter; chambermaid; hotel guest; sous-chef; concierge; housekeeper; bellboy; barkeeper;
wedding planner; lifeguard; tour guide
groups:
guest|guests; waiter|waiters; chambermaid|chambermaids; tour group|tour groups; cook|cooks; trainee|trainees;
long-stay guest|long-stay guests; tour guide|tour guides
orgs:
Hotel; Inn; Resort; Travel; Catering; Guesthouse; Tours; Laundry
things:
suitcase; minibar; bathrobe; breakfast tray; room key; hair dryer; cot; sunshade; bicycle; bottle of wine;
flower arrangement; espresso machine; pillow; ironing board; wedding cake; luggage cart; beach towel;
sofa bed; desk lamp; soup tureen
adjectives:
extra; leather; blue; folding; rented; white; lost; monogrammed; brown; complimentary; broken; striped;
three-tier; silver; forgotten; heated; green; spare
places:
in the lobby; in room 214; on the roof terrace; at the pool bar; in the breakfast room; in the spa;
in the wine cellar; at the reception; in the conference room; in the underground garage
sites:
lobby; roof terrace; breakfast room; spa; wine cellar; conference room; underground garage; laundry;
luggage room; pool bar
actions:
clean/tidy | suite, sauna, ballroom | cleaning
book/reserve | double room, banquet hall, airport shuttle | booking
cancel/call off | wedding, wine tasting, city tour | cancellation
prepare/cook | buffet, tasting menu, wedding dinner | preparation
iron/press | tablecloths+, shirt, uniform
repair/fix | lift, air conditioner, shower | repair
refund/reimburse | deposit, parking charge, spa treatment | refund
decorate | ballroom, terrace, honeymoon suite | decoration
renovate/refurbish | west wing, pool, bar | renovation
order | champagne, taxi, flowers+, late supper
inspect/check | kitchen, fire escape, minibars+ | inspection
serve | cocktail, breakfast, afternoon tea
duties:
vacate/leave | room, parking space, bungalow
pay/settle | city tax, minibar bill, cancellation fee | payment
present/show | passport, booking code, voucher
use | sauna, rear entrance, fitness room | use
wear/put on | bathing cap, wristband, dinner jacket
return/hand in | key card, bathrobe, rental bike | return
confirm | booking, arrival time, number of guests | confirmation
bring/take along | ~dogs, own drinks+, extra guests+
fill in/complete | registration form, breakfast card, damage report | completion
lock | balcony door, bicycle shed, safe
social:
serve
escort | be escorted by
check in
tip
greet/welcome | be welcomed by
recommend
complain about
book a room for
succeed/take over from | be the predecessor of
drive to the airport
conditions:
the guest arrives after midnight | the guest arrives before midnight
the room has a sea view | the room has no sea view
the booking is confirmed in writing | the booking is not confirmed in writing
the hotel is fully booked | the hotel has vacancies
the flight is cancelled | the flight is not cancelled
the child is younger than six | the child is six or older
the deposit has arrived | the deposit has not arrived
fees:
rental charge; deposit; surcharge; cleaning fee; replacement cost; service charge; delivery charge;
storage fee
measures:
the temperature of the pool | degrees Celsius | 20 | 36
the minimum stay in August | days | 2 | 14
the free cancellation period | days | 2 | 60
the walk to the beach | minutes | 2 | 40
the discount for early bookings | percent | 5 | 40
the depth of the pool | metres | 2 | 5
the luggage limit on the shuttle | kilograms | 10 | 40
dates:
wedding reception; end of the season; arrival of the tour group; opening of the spa;
deadline for cancellations; gala dinner
events:
check-in; gala dinner; wine tasting; city tour; wedding; pool party; breakfast; safety briefing;
spa treatment; departure; cooking class; luggage transfer
causes:
overbooking; water damage; food poisoning; noise; heat wave; bad reviews+; power cut; strike; building site;
missed flight; staff shortage; early checkout
switches:
open | close | pool bar, roof terrace, spa, breakfast room
turn on/switch on | turn off/switch off | air conditioner, sauna, fountain, neon sign
book/reserve | cancel | airport shuttle, honeymoon suite, cooking class
lock | unlock | balcony door, minibar, garage
activate | deactivate | key card, room safe, wake-up service
raise | lower | room rate, awning, sunshade
states:
occupied | vacant | suite, bungalow, parking space
bookable | unbookable | bungalow, cooking class, shuttle
open | closed | bar, pool, souvenir shop
clean | dirty | towel, tablecloth, whirlpool
refundable | non-refundable | deposit, ticket, room rate
comparatives:
old; large; expensive; heavy; popular; noisy; remote
topics:
category of the room | standard, superior, deluxe
board of the guests | breakfast only, half board, full board
theme of the gala dinner | Provence, old Bombay, the sea
colour of the towels | sand, turquoise, white
""",
)
