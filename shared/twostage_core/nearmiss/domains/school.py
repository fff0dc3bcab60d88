"""The domain of a school and its timetable."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "school",
    "train",
    """
roles:
headteacher; caretaker; librarian; form teacher; school nurse; music teacher; chess coach; exchange student;
prefect; swimming instructor; school secretary; lunch supervisor
groups:
pupil|pupils; teacher|teachers; parent|parents; prefect|prefects; bus driver|bus drivers; tutor|tutors;
choir member|choir members; year head|year heads
orgs:
School; Academy; College; Grammar School; Sixth Form; Parents' Association; School Trust; Language Centre
things:
microscope; trumpet; globe; chessboard; football kit; lunch box; textbook; projector; easel; skeleton model;
overhead screen; timetable board; hockey stick; recorder; drum kit; calculator; atlas; sewing machine;
lab coat; bicycle helmet
adjectives:
new; torn; blue; yellow; wooden; second-hand; spare; broken; engraved; purple; plastic; donated; smaller;
checked; illustrated; grey; striped; laminated
places:
in the assembly hall; in the science block; on the playing field; in the music room; in the canteen;
in classroom nine; in the gym; at the bus stop; in the staff room; in the art studio
sites:
assembly hall; science block; music room; canteen; gym; art studio; computer room; store cupboard;
staff room; sports pavilion
actions:
mark/grade | essay, geometry test, vocabulary quiz, dictation | marking
cancel/call off | swimming lesson, school trip, bake sale, fire drill | cancellation
postpone/put off | parents' evening, oral exam, chess tournament | postponement
organise/arrange | science fair, sports day, book exchange, farewell party | organisation
rehearse/practise | school play, carol concert, graduation speech
repair/fix | bell, projector, bicycle rack, blackboard | repair
write/draft | timetable, report card, letter to the parents, exam paper
correct | homework, timetable, seating plan, spelling test | correction
paint | backdrop, climbing frame, common room | painting
teach | algebra course, pottery class, driving course
print | worksheets+, programme, yearbook, certificates+ | printing
measure | running track, classroom, long jump pit | measurement
duties:
hand in/submit | permission slip, homework diary, sick note | submission
wear/put on | school uniform, name badge, swimming cap, indoor shoes+
sign | report card, detention slip, absence form | signing
attend/go to | assembly, revision class, parents' evening, fire drill | attendance
use | lift, calculators+, chemistry lab, mobile phones+ | use
leave | school grounds+, exam room, dormitory
pay/settle | exam fee, lunch bill, trip deposit | payment
take home/carry home | textbooks+, musical instruments+, library books+
bring/take along | packed lunch, dictionary, swimsuit
enter | staff room, boiler room, archive
social:
tutor/coach | be tutored by/take lessons from
praise
scold/tell off
grade
teach | be taught by/be a pupil of
sit behind | sit in front of
copy from/crib from
bully
help/assist
appoint | be appointed by
conditions:
it rains | it stays dry
a parent signs the form | no parent signs the form
the pupil is under sixteen | the pupil is sixteen or older
the teacher is ill | the teacher is well
the exam falls on a holiday | the exam falls on a working day
the class has more than thirty pupils | the class has thirty pupils or fewer
the heating fails | the heating works
fees:
tuition fee; deposit; hire charge; replacement cost; repair cost; exam fee; subsidy; cleaning fee
measures:
the lunch break | minutes | 20 | 75
the length of the running track | metres | 60 | 800
the pass mark of the final exam | percent | 40 | 75
the entrance exam | minutes | 40 | 180
the weight of the school bag | kilograms | 2 | 12
the detention | minutes | 15 | 90
the depth of the swimming pool | metres | 2 | 6
dates:
start of the summer term; deadline for enrolment; graduation ceremony; oral examination; sports day;
carol concert; parents' evening
events:
assembly; maths lesson; swimming lesson; oral exam; staff meeting; science fair; fire drill; school photo;
lunch break; prize-giving; book sale; football match
causes:
flu outbreak; burst pipe; bus strike; teacher shortage; low attendance; poor results+; noise complaint;
cancelled trip; power failure; rise in fees; quarrel; heat wave
switches:
open/unlock | close/lock | gym, library, bicycle shed, side gate
switch on/turn on | switch off/turn off | projector, heating, school bell, stage lights+
introduce/adopt | abolish/scrap | dress code, house system, late bus, phone ban
put up/hang up | take down | notice, art display, timetable
enrol | expel | exchange student, transfer pupil, chess prodigy
extend/lengthen | shorten/cut short | break, reading hour, sports lesson
states:
open | closed | canteen, gym, library
present | absent | form teacher, school nurse, exchange student
compulsory | optional | swimming lesson, revision class, uniform
correct | incorrect | answer, spelling, seating plan
occupied | free | music room, computer room, changing room
comparatives:
old; large; expensive; heavy; difficult; useful; popular
topics:
colour of the uniform | navy, maroon, bottle green, charcoal
start of the first lesson | eight o'clock, half past eight, nine o'clock
venue of the school play | the assembly hall, the gym, the courtyard
first foreign language | French, Spanish, Mandarin, Latin
""",
)
