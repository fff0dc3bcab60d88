"""Development only: the domain of a vineyard."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "vineyard",
    "dev",
    """
roles:
winemaker; cellar master; grape picker; cooper; sommelier; vineyard owner; tasting host; agronomist; bottler;
label designer; cork trader; distiller
groups:
winemaker|winemakers; picker|pickers; cooper|coopers; taster|tasters; wine grower|wine growers;
apprentice|apprentices; innkeeper|innkeepers; sommelier|sommeliers
orgs:
Winery; Vineyards; Cooperage; Distillery; Wine Merchants; Cork Works; Bottlers; Estate
things:
oak barrel; wine press; demijohn; corkscrew; grape crate; must pump; tasting glass; steel tank;
bottling line; cork sack; label roll; carafe; hydrometer; pruning shears case; copper still; racking hose;
magnum bottle; trellis wire spool
adjectives:
toasted; Hungarian; vacuum-sealed; conical; chestnut; amber; numbered; dusty; hand-blown; imported;
sulphured; airtight; engraved; ruby; stackable; cherrywood; unsold; hooped
places:
in the press house; on the south slope; in the barrel cellar; in the tasting room; at the bottling plant;
on the terraces; in the fermentation hall; at the weigh station; in the cork store; under the pergola
sites:
press house; barrel cellar; tasting room; bottling plant; fermentation hall; cork store; drying loft;
cooperage; distillery; estate shop
actions:
press/crush | Riesling grapes+, early harvest, pomace | pressing
bottle | rosé, dessert wine, single-vineyard red | bottling
ferment | must, cider base, late harvest | fermentation
taste/sample | new vintage, barrel sample, brandy | tasting
blend | cuvée, two vintages+, house red | blending
filter | young wine, cloudy must, vinegar | filtration
graft | vines+, rootstock, Muscat shoots+ | grafting
label | magnums+, gift boxes+, export bottles+ | labelling
rack/decant | Merlot, port, sediment-rich red
toast | barrel staves+, oak chips+
irrigate/water | nursery, terraces+, young vines+ | irrigation
export | sparkling wine, grape brandy, verjuice | export
duties:
prune/cut back | old vines+, pergola, hedgerow | pruning
rinse/flush | tanks+, hoses+, bottles+ | rinsing
declare | yield, sugar level, residual stock | declaration
add | ~sulphur, ~sugar, cultured yeast
harvest/pick | lower terrace, frozen grapes+, table grapes+ | harvest
taste/sample | barrel six, reserve wine, spirits+ | tasting
net/cover | ripe rows+, nursery, south slope
burn | cuttings+, infected vines+, old stakes+ | burning
drain | settling tank, irrigation pond, press pan
ship/dispatch | sample case, duty-free stock, competition bottles+ | shipping
social:
outbid
succeed/follow in office | be the forerunner of
toast
be a godparent of | be a godchild of
greet
praise
outvote
buy grapes for
pour wine for
convince/persuade
conditions:
the sugar level reaches the threshold | the sugar level misses the threshold
the grapes are rotten | the grapes are sound
hail is forecast | no hail is forecast
the cork is dry | the cork is moist
the yeast dies early | the yeast survives
the guild consents | the guild refuses consent
fees:
bottle price; cask price; excise; corkage; cooperage cost; auction estimate; bottling charge; storage rent
measures:
the alcohol content of the rosé | percent | 8 | 15
the ageing of the reserve | months | 3 | 60
the capacity of the steel tank | litres | 200 | 9000
the spacing of the rows | metres | 2 | 5
the harvest of the south slope | tonnes | 3 | 80
the fermentation temperature | degrees Celsius | 12 | 30
dates:
start of the grape harvest; blessing of the new wine; cork delivery; vintage festival; tax stamp deadline;
barrel auction
events:
grape harvest; first racking; cellar tour; barrel auction; pruning course; bottling run; vintage festival;
blind tasting; cork delivery; spring frost; grafting week; cellar cleaning
causes:
mildew; spring frost; cork taint; wasp plague; stuck fermentation; wet autumn; barrel leak; overcropping;
late harvest; yeast failure; sunburn; export ban
switches:
cork | uncork | magnum, carafe bottle, sample bottle
seal | unseal | tank, barrel, export crate
chill | warm | must, white wine, fermentation hall
fill | drain | settling tank, irrigation pond, bottle bath
unroll | roll up | hail net, trellis wire, frost cover
states:
sweet | dry | Muscat, dessert wine, cider
still | sparkling | rosé, cuvée, perry
organic | conventional | vineyard, fertiliser, orchard
corked | uncorked | magnum, carafe bottle, demijohn
vaulted | flat-roofed | cellar, press house, tasting room
comparatives:
old; heavy; large; expensive; rare; strong; full
topics:
grape of the house white | Riesling, Furmint, Verdejo
closure of the bottles | cork, screw cap, glass stopper
rating of the vintage | fair, good, outstanding
style of the cuvée | crisp, fruity, oaky, smoky
""",
)
