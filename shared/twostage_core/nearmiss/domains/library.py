"""The domain of a library."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "library",
    "train",
    """
roles:
head librarian; bookbinder; reader; cataloguer; reading-room attendant; bookseller; translator; illustrator;
acquisitions editor; map curator; page; story-hour volunteer
groups:
reader|readers; librarian|librarians; student|students; book club member|book club members;
volunteer|volunteers; card holder|card holders; researcher|researchers; child|children
orgs:
Library; Press; Bookshop; Archive; Reading Society; Bindery; Publishers; Book Fund
things:
atlas; manuscript; dictionary; novel; microfilm reader; globe; book trolley; encyclopedia volume;
newspaper file; comic; letter; hymn book; cookbook; diary; reading lamp; card index; travel guide;
picture book; sheet music; chronicle
adjectives:
leather-bound; illustrated; annotated; rare; Portuguese; bilingual; torn; red; abridged; handwritten; second;
yellowed; stamped; green; Latin; pocket-sized; unread; signed
places:
in the reading room; in the stacks; on the third floor; in the map room; at the issue desk;
in the children's corner; in the newspaper archive; in the bindery; in the local history section;
by the returns slot
sites:
reading room; map room; bindery; newspaper archive; issue desk; basement stacks; branch library;
mobile library; exhibition room; digitisation room
actions:
catalogue/index | bequest, photographs+, pamphlets+ | cataloguing
bind/rebind | thesis, hymn book, periodicals+ | binding
translate | memoir, poem cycle, crime novel | translation
digitise/scan | parish register, newspapers+, glass plates+ | digitisation
edit | anthology, letters+, travel diary | editing
publish/bring out | first novel, chronicle, reader's guide | publication
review | biography, debut, picture book | review
illustrate | fairy tale, cookbook, field guide | illustration
withdraw/weed out | outdated atlas, duplicate copies+, worn paperbacks+ | withdrawal
shelve | returned books+, atlases+, new arrivals+ | shelving
repair/mend | spine, torn page, book cover | repair
donate | stamp album, private library, opera scores+ | donation
duties:
return/bring back | borrowed books+, reading tablet, locker key | return
renew/extend | loan, library card, reservation | renewal
pay/settle | overdue fine, card fee, copying charge | payment
photocopy/copy | rare books+, maps+, theses+ | photocopying
show/present | library card, proof of address, student card
reserve/book | study carrel, meeting room, bestseller | reservation
use | pencil, scanner, flash | use
take out/borrow | reference works+, newspapers+, films+
silence/mute | phone, laptop, alarm
replace | lost book, damaged disc, missing map | replacement
social:
translate
cite | be cited by
review
dedicate a book to | be the dedicatee of
edit
interview | be interviewed by
publish
succeed/take over from | be the predecessor of
plagiarise/copy from
inspire/influence | be inspired by
conditions:
the book is reserved by someone else | the book is not reserved by anyone else
the reader is under twelve | the reader is twelve or older
the fine has been paid | the fine has not been paid
the author consents | the author refuses consent
the copyright has expired | the copyright is still in force
the page is torn | the page is intact
the reading room is full | the reading room has free seats
fees:
lending fee; overdue fine; purchase price; binding cost; replacement cost; reproduction fee; shipping charge;
auction price
measures:
the loan period for films | days | 3 | 28
the length of the map shelf | metres | 3 | 60
the humidity in the stacks | percent | 35 | 60
the daily limit at the scanner | minutes | 15 | 120
the weight of the atlas | kilograms | 2 | 12
the opening hours of the map room | hours | 3 | 10
the discount for members | percent | 5 | 50
dates:
book fair; return date of the atlas; reading by the poet; end of the inventory; deadline for donations;
opening of the branch library
events:
book launch; inventory; poetry reading; story hour; book fair; auction; workshop; restoration; exhibition;
author's talk; annual closure; prize ceremony
causes:
water damage; misprint; budget cut; silverfish plague; legal dispute; shelf collapse; late return;
bestseller; closure of the branch; mould; increase in fines; missing page
switches:
open | close | reading room, map room, returns slot, book drop
lend/issue | call in/recall | atlas, diary, film reel
block/suspend | unblock/reinstate | library card, reader account, staff login
add/include | delete/remove | index entry, footnote, keyword
publish | pulp | memoir, pamphlet, almanac
shorten/abridge | expand/enlarge | preface, appendix, biography
states:
legible | illegible | signature, manuscript, marginal note
complete | incomplete | series, atlas, card index
borrowed | available | dictionary, atlas, travel guide
fictional | non-fictional | diary, journal, travelogue
published | unpublished | memoir, poem, correspondence
comparatives:
old; heavy; thick; rare; expensive; popular; complicated
topics:
binding of the chronicle | leather, linen, cardboard
shelf of the atlas | the top shelf, the map room, the basement
language of the edition | Basque, Danish, Hungarian, Turkish
genre of the series | crime, romance, science fiction, horror
""",
)
