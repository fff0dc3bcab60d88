"""Test only: the domain of an observatory."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "observatory",
    "test",
    """
roles:
telescope operator; planetarium presenter; mirror polisher; dome mechanic; comet hunter; astrophysicist;
plate archivist; night assistant; satellite tracker; meteorite dealer; spectroscopist; eclipse photographer
groups:
astronomer|astronomers; stargazer|stargazers; night assistant|night assistants; comet hunter|comet hunters;
meteorite collector|meteorite collectors; planetarium visitor|planetarium visitors; observer|observers;
radio amateur|radio amateurs
orgs:
Observatory; Planetarium; Optics; Astronomical Society; Space Agency; Telescopes; Star Park; Satellites
things:
refractor; eyepiece; star chart; sundial; meteorite; parabolic dish; dome motor; moon globe; camera sensor;
prism; tripod; orrery; filter wheel; observing chair; laser pointer; guide scope; photographic plate;
astrolabe; finder mirror; dew heater
adjectives:
Victorian; lightweight; sky-blue; fogged; mail-order; hand-made; Chilean; dust-covered; matt-black;
overpriced; duplicate; century-old; anodised; crated; imperfect; tarnished; second-rate; bubble-wrapped
places:
in the main dome; on the summit; in the planetarium; at the radio dish; in the mirror workshop;
on the observing deck; in the plate archive; at the meridian line; in the eclipse camp; at the gift shop
sites:
main dome; plate archive; mirror workshop; planetarium; observing deck; radio dish; spectrograph room;
summit car park; seismic cellar; gift shop
actions:
observe/watch | lunar eclipse, double star, meteor shower, sunspot | observation
detect/spot | comet, exoplanet, gamma-ray burst, supernova | detection
polish | primary mirror, field lens, glass blank | polishing
map/chart | star cluster, lunar crater, dust cloud | mapping
align/realign | secondary mirror, antenna array, spectrograph | alignment
digitise/scan | glass plates+, logbook, sky survey | digitisation
track | asteroid, weather satellite, space probe | tracking
sketch/draw | lunar crater, comet tail, polar aurora
launch | sounding balloon, cube satellite, weather rocket | launch
cool | infrared camera, detector, receiver | cooling
predict/forecast | solar flare, occultation, polar aurora | prediction
name/christen | asteroid, crater, dwarf planet | naming
duties:
dim/turn down | corridor lights+, monitors+, street lamps+
cover/cap | finder mirror, aperture, solar scope
log/note down | cloud cover, air pressure, exposure time | logging
bring along | red torch, laser pointer, warm clothes+
request/apply for | ~observing time, ~remote access, dome key
dust/wipe | eyepieces+, control panel, display cabinet | dusting
defrost/de-ice | dome shutter, antenna, weather vane
look through/peer through | solar telescope, refractor, spotting scope
copy/back up | raw data+, telescope log, star catalogue
lead | night tour, solar viewing, meteor walk
social:
invite
refute
quote | be quoted by
scoop
congratulate | receive congratulations from
mentor
consult | give advice to
be the doctoral adviser of | be a doctoral student of
plagiarise | be plagiarised by
interrupt
conditions:
the sky is overcast | the sky is cloudless
the moon is up | the moon is not up
the dome is iced over | the dome is free of ice
the air is steady | the air is turbulent
the coolant runs low | the coolant suffices
the target is above the horizon | the target is below the horizon
the panel accepts the proposal | the panel refuses the proposal
fees:
catalogue price; polishing charge; collector's price; alignment cost; customs charge; hire rate; reserve price;
shipping rate
measures:
the diameter of the main mirror | centimetres | 20 | 400
the thickness of the field lens | centimetres | 2 | 30
the exposure of the comet picture | seconds | 5 | 300
the totality of the eclipse | seconds | 20 | 400
the period of the comet | years | 3 | 200
the lifetime of the satellite | years | 2 | 25
the altitude of the summit | metres | 400 | 5200
the weight of the meteorite | grams | 5 | 900
the humidity under the dome | percent | 20 | 90
the share of clear nights | percent | 25 | 80
dates:
perihelion of the comet; planetarium reopening; open dome night; partial eclipse;
deadline for observing proposals; mirror delivery; star-party weekend
events:
partial eclipse; open dome night; mirror recoating; calibration run; comet lecture; aurora watch;
constellation quiz; meteor count; dome rotation test; maintenance night; planet transit; telescope raffle
causes:
light pollution; cloud bank; solar storm; sensor failure; dome jam; satellite trail; calibration error;
mirror fogging; dust storm; software bug; missed eclipse; funding dispute
switches:
uncover | cover | main mirror, aperture, finder scope
dock | undock | cargo capsule, service module, space probe
darken | light up | dome, planetarium, corridor
mount | unmount | camera, spectrograph, filter wheel
enable | disable | autopilot, tracking mode, motion sensor
declassify | classify | satellite image, radar log, orbit table
states:
rotating | stationary | dome, antenna, moon globe
analogue | digital | camera, receiver, clock drive
natural | artificial | satellite, light source, crater
accessible | inaccessible | summit, plate archive, observing deck
sharp | blurred | comet picture, star field, spectrum
comparatives:
old; large; heavy; expensive; rare; fragile; useful
topics:
target of the telescope | Vega, Antares, Sirius, the Pleiades
mode of the camera | wide-field, high-resolution, infrared
paint of the dome | silver, pearl white, sky blue
rank of the comet | first magnitude, second magnitude, third magnitude
""",
)
