"""The domain of a bank."""

from __future__ import annotations

from ..domain import read_domain

DOMAIN = read_domain(
    "bank",
    "train",
    """
roles:
bank teller; branch manager; account holder; guarantor; auditor; broker; loan officer; fund manager; trustee;
debtor; notary; safe-deposit clerk
groups:
account holder|account holders; shareholder|shareholders; borrower|borrowers; teller|tellers;
guarantor|guarantors; trustee|trustees; cardholder|cardholders; saver|savers
orgs:
Bank; Savings Bank; Credit Union; Trust; Capital; Brokerage; Mint; Mutual
things:
gold bar; safe; bond; cheque book; bearer share; house; banknote bundle; strongbox; coin set; land parcel;
painting; vineyard plot; yacht; antique clock; necklace; warehouse; diamond; promissory note; garage;
stamp collection
adjectives:
mortgaged; registered; numbered; inherited; foreign; pledged; rural; valuable; sealed; bequeathed; insured;
undervalued; smaller; riverside; commemorative; locked; vacant; appraised
places:
at the main branch; in the vault; in the trading room; at counter five; at the notary's office;
in the Zurich office; in the archive; at the cash desk; in the board room; at the stock exchange
sites:
vault; main branch; Zurich office; counter hall; archive; trading room; safe-deposit room; mint; head office;
back office
actions:
approve/authorise | mortgage, overdraft, wire transfer | approval
audit | ledger, pension fund, petty cash | audit
freeze/block | account, credit card, trust fund
close | savings account, deposit box, joint account | closure
found/establish | subsidiary, investment club, foundation | founding
repay/pay back | student loan, advance, mortgage | repayment
notarise/certify | deed, power of attorney, will | certification
forge/falsify | signature, cheque, bank statement | forgery
appraise/value | villa, jewellery, share package | appraisal
issue | bond, gift card, share certificate | issue
recover | stolen shares+, lost deposit, bad debt | recovery
restructure | debt, portfolio, pension scheme | restructuring
duties:
sign/countersign | loan agreement, signature card, tax form | signing
repay/pay back | principal, overdraft, advance payment | repayment
disclose/reveal | source of funds, beneficial owner, losses+ | disclosure
report | suspicious transfer, lost card, change of address | reporting
withdraw/take out | deposit, interest, dividend | withdrawal
open | joint account, deposit box, trust account | opening
sell | pledged shares+, bonds+, inherited house | sale
verify/check | identity, signature, exchange rate | verification
cancel/terminate | standing order, credit card, savings plan | cancellation
insure | mortgaged house, gold bars+, coin set
social:
vouch for/stand surety for
owe money to | be owed money by
sue
lend money to | borrow money from
appoint
defraud
represent/act for | be represented by
inherit from | leave an inheritance to
pay
audit
conditions:
the interest rate rises above five percent | the interest rate stays below five percent
the guarantor signs | the guarantor refuses to sign
the account is overdrawn | the account is in credit
the card is reported stolen | the card is not reported stolen
the client is a minor | the client is of age
the collateral loses value | the collateral keeps its value
the payment arrives late | the payment arrives on time
fees:
purchase price; annual fee; brokerage; rent; appraisal fee; transfer charge; insurance premium; custody fee
measures:
the interest on the savings account | percent | 2 | 9
the term of the mortgage | years | 2 | 35
the grace period for the instalment | days | 3 | 45
the weight of the gold bar | kilograms | 2 | 12
the share of the main investor | percent | 5 | 60
the lock-up period of the fund | months | 3 | 60
the processing of the transfer | hours | 2 | 48
dates:
shareholders' meeting; due date of the bond; deadline for the tax return; dividend payment;
end of the lock-up period; opening of the new branch
events:
shareholders' meeting; audit; bank holiday; auction; rate decision; merger; dividend payment; board meeting;
stock split; bankruptcy hearing; handover of the keys; credit check
causes:
bankruptcy; rate rise; fraud; currency crisis; run on the bank; stock crash; loss of confidence; takeover;
embezzlement; inflation; sanctions+; drop in house prices
switches:
open | close | savings account, deposit box, branch in Turin
freeze/block | unfreeze/unblock | account, credit card, trust fund
grant | revoke/withdraw | power of attorney, credit line, signing authority
buy/acquire | sell/dispose of | share package, office building, bond
raise | lower/cut | key rate, credit limit, dividend
activate | cancel | standing order, bank card, savings plan
states:
solvent | insolvent | debtor, fund, guarantor
taxable | tax-free | dividend, inheritance, bonus
open | closed | savings account, counter, vault
secured | unsecured | loan, credit line, deposit
genuine | forged | signature, banknote, deed
comparatives:
old; large; expensive; heavy; profitable; rare; remote
topics:
rating of the bond | triple A, double B, junk
currency of the fund | euros, yen, Swiss francs, sterling
owner of the deposit box | the widow, the eldest son, the foundation
status of the loan | performing, overdue, written off
""",
)
