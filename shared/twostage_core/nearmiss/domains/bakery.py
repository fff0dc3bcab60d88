"""Test only: the domain of a bakery."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "bakery",
    "test",
    """
roles:
master baker; pastry chef; oven builder; confectioner; night baker; shop assistant; cake decorator; chocolatier;
flour trader; delivery cyclist; recipe tester; ice-cream maker
groups:
baker|bakers; confectioner|confectioners; shop assistant|shop assistants; hobby baker|hobby bakers;
canteen manager|canteen managers; delivery cyclist|delivery cyclists; market trader|market traders;
pastry chef|pastry chefs
orgs:
Bakery; Patisserie; Flour Mills; Confectionery; Biscuits; Oven Works; Chocolates; Tea Rooms
things:
dough mixer; rolling pin; cake stand; baking tray; bread slicer; icing gun; sourdough crock; proofing basket;
wafer iron; biscuit tin; egg crate; pastry brush; sugar sieve; cooling rack; nutcracker; gingerbread mould;
flour scoop; cash register; waffle maker; chocolate fountain
adjectives:
ceramic; floury; rectangular; greasy; pastel; Viennese; miniature; enamelled; worn-out; bulky; patented;
leftover; limited-edition; copper-plated; non-stick; dishwasher-safe; sticky; thirty-year-old
places:
in the bakehouse; at the shop counter; in the chocolate kitchen; beside the stone oven; in the flour loft;
at the farmers' market; in the proofing room; in the tea room; at the delivery ramp; in the display window
sites:
bakehouse; flour loft; tea room; chocolate kitchen; proofing room; shop counter; delivery ramp; egg store;
packing room; cold pantry
actions:
knead | rye dough, brioche dough, pizza dough | kneading
bake | plum cake, baguettes+, cheese straws+, flatbread | baking
glaze/ice | doughnuts+, lemon tart, cinnamon buns+ | glazing
slice/cut up | nut loaf, sponge base, strudel | slicing
sift/sieve | wheat flour, icing sugar, cocoa powder | sifting
whip/beat | cream, egg whites+, buttercream
deliver/drop off | party buffet, croissants+, birthday cake | delivery
invent/think up | praline, layer cake, seeded roll | invention
decorate/garnish | fruit flan, petits fours+, cream horns+ | decoration
melt | dark chocolate, butter, nougat | melting
grind | poppy seeds+, hazelnuts+, spelt | grinding
taste-test | cheesecake, ginger biscuits+, almond paste
duties:
weigh out/measure out | yeast, raisins+, baking powder
scour/scrub | kneading trough, worktop, cake tins+ | scouring
preheat/fire up | deck oven, waffle iron, charcoal oven | preheating
wear/put on | hairnet, oven gloves+, paper hat
list/state | allergens+, sweeteners+, use-by date
serve/dish up | ~alcohol, tiramisu, rum truffles+
sample/try | raw dough, new praline, test batch
refrigerate | custard slices+, fish pasties+, cream puffs+ | refrigeration
lock away/put away | bread knife, till receipts+, vanilla pods+
reorder | paper bags+, muffin cases+, marzipan
social:
poach/lure away
tip | get a tip from
flatter
scold/rebuke
bake a cake for | get a cake from
be an apprentice of | be the master of
wake/wake up | be woken by
swindle/cheat
console/comfort
surprise
conditions:
the dough has risen | the dough has not risen
the thermostat is defective | the thermostat is in working order
the customer is allergic to nuts | the customer is not allergic to nuts
the flour arrives late | the flour arrives on time
the cream has turned sour | the cream is still fresh
the bread has sold out | the bread has not sold out
the oven has cooled down | the oven is still hot
fees:
retail price; engraving fee; packing charge; replacement price; servicing rate; clearance price; customs levy;
delivery surcharge
measures:
the baking time of the gateau | minutes | 15 | 95
the resting time of the dough | minutes | 20 | 110
the sugar content of the filling | percent | 5 | 60
the cocoa share of the praline | percent | 30 | 95
the weight of the rye loaf | grams | 400 | 2000
the amount of butter in the brioche | grams | 50 | 900
the heat of the deck oven | degrees Celsius | 150 | 280
the volume of the dough trough | litres | 20 | 400
the width of the display window | centimetres | 80 | 400
dates:
pancake breakfast; gingerbread contest; Epiphany sale; inauguration of the oven; deadline for cake orders;
master's examination
events:
pancake breakfast; gingerbread contest; inauguration of the oven; dough tasting; yeast delivery;
bread festival; icing course; stocktaking; closing sale; window judging; croissant workshop; night shift
causes:
burnt crust; oven breakdown; yeast shortage; rush of customers; moth infestation; spilled syrup; soggy dough;
hygiene complaint; price war; thermostat fault; failed delivery; cream recall
switches:
wrap up | unwrap | praline box, sandwich loaf, nougat bar
stock | empty | bread shelf, vending machine, cake counter
plug in | unplug | dough mixer, waffle iron, proving cabinet
introduce | discontinue | vegan range, loyalty card, evening menu
tighten | loosen | oven bolt, mixer belt, jar lid
recruit | dismiss | confectioner, shop assistant, night baker
states:
edible | inedible | glaze, wrapper, flower topping
fresh | stale | baguette, rye loaf, bun
sweetened | unsweetened | cream, cocoa, porridge
leavened | unleavened | flatbread, dough, cracker
sliced | unsliced | nut loaf, brioche, fruit loaf
comparatives:
heavy; large; expensive; old; fragile; useful; popular
topics:
filling of the doughnuts | apricot jam, custard, plum butter
flour of the house loaf | rye, spelt, buckwheat
topping of the cheesecake | raspberries, meringue, crumble
shape of the rolls | round, oval, knotted
""",
)
