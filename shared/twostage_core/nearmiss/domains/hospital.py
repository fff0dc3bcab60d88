"""The domain of a hospital ward."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "hospital",
    "train",
    """
roles:
ward nurse; surgeon; anaesthetist; head physician; porter; midwife; pharmacist; paramedic; physiotherapist;
dietitian; radiographer; night sister
groups:
nurse|nurses; patient|patients; visitor|visitors; junior doctor|junior doctors; surgeon|surgeons;
midwife|midwives; porter|porters; blood donor|blood donors
orgs:
Hospital; Clinic; Infirmary; Medical Centre; Hospice; Laboratory; Ambulance Service; Pharmacy
things:
wheelchair; infusion pump; X-ray; blood sample; patient file; walking frame; stretcher; oxygen bottle;
ultrasound probe; mattress; medicine trolley; syringe pack; heart monitor; bandage kit; plaster saw;
feeding pump; incubator; test tube
adjectives:
new; labelled; sterile; portable; broken; blue; white; disposable; adjustable; spare; borrowed; padded;
green; folding; contaminated; marked; calibrated; older
places:
on ward three; in theatre two; in the recovery room; at the nurses' station; in the waiting area;
in the radiology unit; in the intensive care unit; in the pharmacy; in the day clinic; in the emergency room
sites:
ward; theatre; recovery room; pharmacy; radiology unit; day clinic; laboratory; emergency room;
intensive care unit; maternity wing
actions:
treat | burn, fracture, infection, head wound | treatment
examine/check | biopsy, knee, scan, newborn | examination
prescribe | painkiller, antibiotic, ointment, blood thinner | prescription
change/replace | dressing, drip, catheter, mattress cover | replacement
sterilise/disinfect | scalpels+, operating table, probe, trolley | sterilisation
label | blood sample, vials+, specimen jar | labelling
measure/take | blood pressure, pulse, temperature | measurement
remove/take out | stitches+, drain, appendix, splinter | removal
administer/give | vaccine, insulin dose, sedative | administration
cancel/call off | knee operation, ward round, biopsy | cancellation
postpone/put off | discharge interview, cataract operation, transfusion | postponement
update | medication list, care plan, allergy record | update
duties:
sign/countersign | consent form, discharge letter, drug chart | signing
wear/put on | face mask, wristband, protective gown
administer/give | morphine, insulin, blood thinner | administration
enter | isolation room, drug store, operating theatre
record/document | fluid intake, falls+, medication errors+ | recording
take off/remove | bandage, wristband, hearing aid | removal
bring/carry along | insurance card, medication list, referral letter
eat | ~breakfast, ~nuts, ~solid food
disinfect/sterilise | hands+, bed rails+, instruments+ | disinfection
use | patient lift, mobile phones+, hotplate | use
social:
examine/check over
operate on/perform surgery on | be operated on by
refer
treat | be treated by/be a patient of
relieve/take over from
consult/ask the advice of
vaccinate
comfort
wake
donate a kidney to | receive a kidney from
conditions:
the fever persists | the fever subsides
the patient is under eighteen | the patient is eighteen or older
the wound has healed | the wound has not healed
a relative is present | no relative is present
the blood test is positive | the blood test is negative
the allergy is confirmed | the allergy is not confirmed
the attending physician consents | the attending physician does not consent
fees:
co-payment; rental charge; deposit; laboratory charge; repair cost; replacement cost; catalogue price;
cleaning charge
measures:
the daily dose of the antibiotic | milligrams | 2 | 90
the visiting period in the afternoon | minutes | 20 | 90
the fluid limit for the patient | decilitres | 2 | 60
the average stay on the ward | days | 2 | 21
the oxygen saturation of the patient | percent | 80 | 99
the temperature of the vaccine fridge | degrees Celsius | 2 | 8
the waiting time in the day clinic | minutes | 10 | 95
dates:
discharge of the patient; follow-up appointment; fire inspection; blood donation day;
start of the drug trial; removal of the cast
events:
ward round; blood test; handover; X-ray; operation; discharge interview; physiotherapy session; vaccination;
consultation; transfusion; breakfast; hearing test
causes:
infection; fever; staff shortage; wrong dose; fall; delay in theatre; dehydration; loss of appetite;
power cut; allergic reaction; insomnia; bed closure
switches:
admit/take in | discharge/send home | patient, newborn, accident victim
switch on/start | switch off/stop | ventilator, drip, heart monitor, alarm
open | close | isolation ward, drug cabinet, day clinic, valve
raise | lower | bed rail, headrest, dose
start | discontinue | antibiotic treatment, insulin therapy, diet
lift/end | impose/introduce | visiting ban, quarantine, mask rule
states:
conscious | unconscious | patient, accident victim, cyclist
infectious | non-infectious | patient, sample, visitor
sterile | contaminated | scalpel, syringe, dressing
occupied | free | bed by the window, isolation room, treatment chair
married | unmarried | patient, ward nurse, donor
comparatives:
heavy; old; large; expensive; reliable; noisy; useful
topics:
blood group on the file | A positive, O negative, B positive, AB negative
diet of the patient | vegetarian, low-salt, lactose-free, liquid
triage level of the patient | green, yellow, orange, red
bed assignment of the patient | room 4, room 11, room 19
""",
)
