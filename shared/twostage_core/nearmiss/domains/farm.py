"""The domain of a farm co-operative."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "farm",
    "train",
    """
roles:
dairy farmer; shepherd; beekeeper; vet; tractor driver; cheesemaker; orchard keeper; miller; farm hand;
milk tester; seed merchant; forester
groups:
farmer|farmers; member of the co-operative|members of the co-operative; shepherd|shepherds;
seasonal worker|seasonal workers; beekeeper|beekeepers; vet|vets; fruit picker|fruit pickers;
delegate|delegates
orgs:
Farm; Dairy; Orchards; Grain Co-operative; Creamery; Seeds; Mill; Growers
things:
tractor; milk churn; harrow; bee hive; hay bale; seed drill; feeding trough; cattle trailer; sprayer;
water tank; chicken coop; cider press; wheelbarrow; shearing machine; honey extractor; fence post; saddle;
grain silo; pitchfork; plough
adjectives:
rusty; new; galvanised; green; old-fashioned; borrowed; oak; leaking; mobile; red; four-wheeled; black;
second-hand; electric; patched; tin; narrow; brown
places:
in the upper meadow; in the cowshed; at the mill; in the orchard; behind the barn; on the weighbridge;
in the milking parlour; at the cattle market; in the greenhouse; by the duck pond
sites:
barn; upper meadow; lower meadow; cowshed; mill; cold store; greenhouse; machine shed; orchard; market hall
actions:
plough/till | north field, allotment, stubble field
harvest/gather in | barley, plums+, potatoes+, hops+ | harvest
vaccinate/inoculate | calves+, geese+, flock | vaccination
shear/clip | rams+, ewes+, alpaca
fertilise | meadow, vineyard plot, maize field | fertilisation
prune/cut back | apple trees+, hedge, rose arch | pruning
repair/mend | electric fence, barn roof, irrigation pump | repair
slaughter | bullock, turkeys+, old boar | slaughter
test | milk sample, soil sample, well water | testing
plant | lettuces+, windbreak, cherry trees+ | planting
sow | rye, clover, winter wheat | sowing
weigh | lambs+, grain load, pumpkins+ | weighing
duties:
report/declare | sick animals+, milk quota, storm damage | reporting
wear/put on | rubber boots+, dust mask, protective suit
deliver/bring in | milk, sugar beets+, grain sample | delivery
spray | orchard, bean field, roadside strip | spraying
pay/settle | membership fee, weighing fee, water rate | payment
mow | river bank, village common, upper meadow
clean/wash | milking machine, stable, transport crates+ | cleaning
burn | ~stubble, hedge cuttings+, old straw | burning
use | shared baler, well, cider press | use
tag/mark | calves+, bee hives+, piglets+
social:
employ | work for/be employed by
lease land to | lease land from
outbid
advise/give advice to | be advised by
sell hay to | buy hay from
inspect
sue
help out/lend a hand to
mentor
pay | be paid by
conditions:
the frost lasts until April | the frost ends before April
the milk passes the test | the milk fails the test
the river floods the meadow | the river stays within its banks
the general assembly agrees | the general assembly does not agree
the harvest is poor | the harvest is good
a vet has examined the herd | no vet has examined the herd
the seed is certified | the seed is not certified
fees:
rent; hire charge; purchase price; repair cost; transport charge; auction price; insurance premium; deposit
measures:
the yield of the east field | tonnes | 3 | 90
the water reserve in the pond | litres | 400 | 9000
the fallow period of the field | months | 2 | 36
the fat content of the milk | percent | 2 | 6
the length of the pasture fence | metres | 40 | 900
the temperature of the greenhouse | degrees Celsius | 8 | 32
the drying of the hay | days | 2 | 9
dates:
start of the harvest; general assembly; cattle auction; deadline for the subsidy claim; shearing day;
opening of the cider season; vet's visit
events:
harvest; shearing; cattle market; hay cutting; milking; first frost; general assembly; seed exchange;
barn dance; vaccination round; plum festival; soil test
causes:
drought; hailstorm; crop failure; price drop; fox attack; lack of rain; beetle plague; late frost;
shortage of feed; fungal disease; broken fence; flood
switches:
open | close/shut | sluice, pasture gate, hen house, market stall
switch on/start | switch off/stop | milking machine, irrigation pump, grain dryer, electric fence
hire/take on | dismiss/lay off | farm hand, fruit picker, miller
load | unload | hay wagon, cattle trailer, grain truck
grant/award | withdraw/cancel | organic certificate, grazing right, water licence
fill | empty | silo, water tank, milk tank
states:
dry | wet | hay, barn floor, grain
fertile | infertile | soil, bull, ram
ripe | unripe | barley, quince, melon
healthy | ill | mare, sheepdog, calf
alive | dead | hedgehog, old oak, queen bee
comparatives:
heavy; old; large; expensive; reliable; useful; wide
topics:
crop of the north field | barley, rapeseed, maize, clover
milk price category | grade A, grade B, organic
colour of the barn door | rust red, forest green, white
breed of the herd | Jersey, Angus, Simmental, Ayrshire
""",
)
