"""The domain of insurance claims."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "insurance",
    "train",
    """
roles:
claims adjuster; policyholder; insurance agent; surveyor; injured party; witness; assessor; broker;
tow-truck driver; fraud examiner; actuary; beneficiary
groups:
policyholder|policyholders; assessor|assessors; broker|brokers; witness|witnesses; claimant|claimants;
driver|drivers; home owner|home owners; beneficiary|beneficiaries
orgs:
Insurance; Assurance; Mutual; Reinsurance; Underwriters; Claims Services; Motors; Loss Adjusters
things:
motorcycle; laptop; greenhouse; camper van; roof; fur coat; violin; sailing dinghy; carport; wine collection;
hearing aid; garden shed; e-bike; aquarium; racehorse; chimney; solar panel; smartphone; wedding ring;
caravan
adjectives:
stolen; damaged; uninsured; leased; vintage; flooded; repaired; red; burnt; inherited; scratched; black;
undeclared; replacement; silver; rented; written-off; garaged
places:
on the ring road; in the car park; at the scene of the accident; in the cellar; at the workshop;
in the claims office; on the ferry; at the crossing; in the attic; on the ski slope
sites:
workshop; scrapyard; claims office; police pound; garage; showroom; storage hall; court; depot; repair shop
actions:
reject/turn down | claim, appeal, quotation | rejection
assess/appraise | storm damage, wreck, burnt kitchen | assessment
repair/fix | bumper, roof, windscreen, water pipe | repair
report | burglary, hit-and-run, hail damage | reporting
settle/close | claim, liability case, dispute | settlement
photograph | dent, cracked ceiling, skid marks+ | photographing
cancel/terminate | policy, roadside cover, legal cover | cancellation
tow away/tow | wreck, van, blocked car
investigate/look into | arson, fraud case, chain collision | investigation
renew/extend | travel cover, household policy, green card | renewal
replace | windscreen, lost luggage, broken door | replacement
reopen | file, inquiry, claim | reopening
duties:
report/notify | accident, theft, change of address | reporting
submit/hand in | receipts+, police report, medical certificate | submission
pay/settle | excess, annual premium, reminder fee | payment
keep/retain | damaged goods+, invoices+, broken lock
repair | vehicle, roof, heating system | repair
install/fit | smoke detectors+, window locks+, alarm system | installation
admit/acknowledge | liability, fault, debt | admission
disclose/reveal | previous claims+, illness, second insurer | disclosure
drive | leased car, company van, moped
transfer/assign | policy, claim, bonus | transfer
social:
sue
compensate | be compensated by
insure | be insured by
rear-end/run into
accuse
represent/act for | be represented by
examine
deceive/mislead
overtake/pass
rescue/save | be rescued by
conditions:
the damage exceeds the excess | the damage stays below the excess
the driver was sober | the driver was drunk
the premium is unpaid | the premium is paid
the police have been informed | the police have not been informed
the house stands empty | the house is lived in
the witness confirms the account | the witness contradicts the account
the lock was forced | the lock was intact
fees:
annual premium; repair cost; excess; appraisal fee; payout; towing charge; replacement cost; purchase price
measures:
the waiting period for dental cover | months | 2 | 24
the no-claims discount | percent | 5 | 60
the braking distance of the van | metres | 12 | 95
the term of the policy | years | 2 | 30
the water level in the cellar | centimetres | 2 | 90
the period for objections | days | 7 | 60
the load on the roof | kilograms | 20 | 900
dates:
court hearing; expiry of the policy; accident; deadline for the claim; visit of the assessor;
renewal of the policy
events:
accident; inspection; court hearing; storm; appraisal; settlement; burglary; repair; policy renewal;
witness interview; fire; phone call
causes:
hailstorm; short circuit; burst pipe; collision; black ice; arson; negligence; landslide; brake failure;
premium increase; lightning strike; loss of cover
switches:
grant/award | deny/refuse | compensation, full cover, hardship payment
activate | cancel/terminate | travel cover, policy, roadside cover
lock | unlock | garage, bicycle, cellar door
accept | reject | claim, settlement offer, expert opinion
install/put in | remove/take out | alarm, smoke detector, window bars+
raise/increase | lower/reduce | premium, excess, insured sum
states:
insured | uninsured | camper van, violin, greenhouse
married | unmarried | driver, witness, broker
valid | invalid | policy, driving licence, claim
locked | unlocked | garage, bicycle, cellar
guilty | innocent | driver, neighbour, cyclist
comparatives:
old; expensive; heavy; fast; large; dangerous; reliable
topics:
status of the claim | open, settled, disputed, rejected
risk class of the car | low, medium, high
cause in the report | arson, a short circuit, lightning
cover of the policy | third party only, partial, comprehensive
""",
)
