"""Sentences in which there is nothing to find, with the gaps of ``carriers``."""

# Words in capitals that are nobody's name, to be left alone.
OTHERS = """
Open Settings › Billing and press Ask for a refund.
I use Chrome on Windows and Firefox on a Mac
Does it work with Slack, Zapier and Google Sheets?
my Visa card and my Mastercard were both refused
the iPhone app crashes since the update on Monday
I paid with PayPal on {date}
Apple Pay does not work
Is there an integration with Salesforce or HubSpot?
the Pro plan costs more than the Starter plan
On Tuesday and Wednesday the API returned 500
GDPR, HIPAA and SOC 2 are important to us
Please send me the PDF in English, not in German
{company} is our bank
I work at {company}
We at {company} like your product
Our supplier {company} uses it too
an invoice from {company} over {number} euros
Invoice {number} from {date}
Order {number} has not arrived
I ordered on {date} and it is {date} now
the {nation} version is wrong
I speak {nation}
a {nation} company
the {title} has to approve it
I work as {title}
Happy New Year and Merry Christmas
Good Morning
Thank You
Hello World
Dear Sir or Madam
Dear Customer Service
Dear Support Team,
To Whom It May Concern
Kind regards
Best Wishes
Terms of Service and Privacy Policy
Please Help Me
WHY IS NOBODY ANSWERING
I WANT MY MONEY BACK NOW
Where Is My Order
How To Reset Your Password
Account Settings
Payment Methods
Two-factor authentication is on
error code {number}
Ticket {number}
version {number}
I have {number} users and pay {number} a month
Will you be there at 10 am or 4 pm?
May I have a refund? It was in May or June.
Mark it as done. Bill me later. Will it work? Grace period ends. Rose bought a chance.
I will wait for a reply, hope to hear from you, have faith, in joy
Frank answers please, to be frank
Reading the docs, nice work, mobile app, split the bill, most of it, of course, bath towels
The weather is nice and the orange bag is in the bath
Turkey sandwich and china plates with jersey cloth
She came from the north of the country to the city and back
My IBAN is {number} and the BIC is {number}
my iban: {number}
My VAT number changed, the PIN and the SMS code too
my tax ID is {number}
The tone of that answer was rude
my address is wrong
please change my address
my name is spelled wrong
What is your name?
what is your address
How do I change my name?
I live abroad
I am from sales
I am in a hurry
it's me again
this is urgent
This is not working
I'm sorry
I'm not happy
I am really angry
hi there
hey guys
thanks a lot
hello team
hi support
Hi All,
dear all
deliver to the door
send it to my office
ship it to the store
i spoke with support
I talked to an agent
ask the manager
tell them to call me
{number} items in {number} boxes at {number} each
between {number} and {number}
the top {number} list
page {number} of {number}
"""
