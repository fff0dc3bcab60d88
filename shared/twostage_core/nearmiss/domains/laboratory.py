"""The domain of a chemistry laboratory."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "laboratory",
    "train",
    """
roles:
lab technician; postdoc; safety officer; lab head; doctoral student; glassblower; visiting chemist;
storekeeper; crystallographer; research assistant; microscopist; waste officer
groups:
technician|technicians; doctoral student|doctoral students; chemist|chemists; intern|interns;
visitor|visitors; safety officer|safety officers; cleaner|cleaners; postdoc|postdocs
orgs:
Institute; Chemicals; Research Centre; Laboratories; Instruments; University; Biotech; Glassworks
things:
flask; centrifuge; pipette; fume hood; beaker; gas cylinder; burner; sample vial; pH meter; desiccator;
stirring plate; spectrometer; goggles case; freezer box; oil bath; vacuum pump; crystal dish; balance;
funnel; microscope slide
adjectives:
cracked; cobalt blue; calibrated; brown; borrowed; plastic; sterile; labelled; graduated; double-walled;
spare; cloudy; frosted; yellow; old; quartz; numbered; insulated
places:
in lab three; under the fume hood; in the cold room; in the weighing room; at the reagent store;
in the clean room; on the second bench; in the glass workshop; in the solvent store; in the isotope lab
sites:
cold room; reagent store; weighing room; glass workshop; clean room; solvent store; isotope lab; waste depot;
seminar room; autoclave room
actions:
calibrate/adjust | balance, spectrometer, pH meter | calibration
distil | solvent, ether, fermentation broth | distillation
analyse | water sample, alloy, crystals+, resin | analysis
synthesise/make | dye, polymer, test compound | synthesis
dilute/thin | acid, stock solution, extract | dilution
clean | glassware, fume hood, cuvettes+ | cleaning
order | reagents+, argon cylinder, filter paper
publish/release | protocol, spectra+, crystal data | publication
repeat | titration, control experiment, blind test | repetition
freeze/deep-freeze | cell culture, plasma sample, yeast strain
weigh/weigh out | catalyst, powder, residue | weighing
neutralise | spill, waste acid, lye | neutralisation
duties:
wear/put on | safety goggles+, lab coat, gloves+, dosimeter
label/mark | waste bottle, stock solution, samples+ | labelling
record/log | temperature, batch number, weight | recording
use | centrifuge, laser, glove box | use
store/keep | ~acids, ~food, peroxides+ | storage
dispose of/discard | broken glass, needles+, solvent waste | disposal
open | autoclave, isotope safe, reactor
enter | clean room, laser room, solvent store
report | spill, near miss, missing chemical | reporting
heat/warm up | reaction mixture, oil bath, extract | heating
social:
supervise/oversee | work under
cite | be cited by
train/instruct
review
outperform
credit
hire/take on
contradict
share results with | receive results from
replace/take the place of | be replaced by
conditions:
the pressure exceeds three bar | the pressure stays below three bar
the ventilation is running | the ventilation is off
the sample is radioactive | the sample is not radioactive
the supervisor has signed the protocol | the supervisor has not signed the protocol
the solution turns cloudy | the solution stays clear
a second person is in the room | no second person is in the room
the reagent is older than a year | the reagent is less than a year old
fees:
list price; repair cost; calibration fee; user fee; shipping charge; disposal fee; deposit; maintenance cost
measures:
the boiling point of the solvent | degrees Celsius | 30 | 140
the volume of the stock solution | millilitres | 2 | 900
the yield of the reaction | percent | 10 | 98
the stirring of the mixture | minutes | 5 | 90
the mass of the precipitate | grams | 2 | 600
the shelf life of the reagent | months | 2 | 36
the cooling phase | hours | 5 | 48
dates:
safety inspection; deadline for the manuscript; thesis defence; delivery of the magnet; annual shutdown;
group retreat
events:
titration; group seminar; safety briefing; distillation; calibration; crystallisation; thesis defence;
blank measurement; evacuation drill; sampling; delivery; poster session
causes:
explosion; leak; contamination; overheating; wrong label; drop in pressure; power surge; loss of the sample;
solvent shortage; poor ventilation; misreading; corrosion
switches:
switch on/turn on | switch off/turn off | centrifuge, vacuum pump, laser, ventilation
open | close | gas valve, isotope safe, cooling circuit
heat up | cool down | oil bath, reactor, incubator
connect/attach | disconnect/detach | condenser, gas cylinder, sensor
freeze | thaw | cell culture, enzyme stock, plasma sample
evacuate | ventilate | desiccator, glove box, vacuum chamber
states:
soluble | insoluble | dye, salt, residue
open | closed | valve, glove box, cold room
toxic | non-toxic | solvent, vapour, dye
sterile | contaminated | pipette, culture, flask
magnetic | non-magnetic | alloy, stirrer, powder
comparatives:
heavy; old; expensive; large; fragile; reliable; clean
topics:
colour of the solution | pale pink, deep blue, amber, emerald
state of the sample | solid, liquid, gaseous
storage of the enzyme | room temperature, minus twenty, minus eighty
state of the protocol | a draft, a signed copy, a final version
""",
)
