"""Sentences as customers write them, with gaps for names, places and addresses.

{name} a person, {first} {last} parts of one, {city} {country} places, {address} a postal address,
{street} its first line, {postcode}, {company}, {phone}, {mail}, {date}, {number}, {nation} (an
adjective), {title} a job; the last seven are nothing that is to be found.
"""

GAPS = """
My name is {name}.
My name is {name} and I need help with my account
my name's {first}
I am {name}, your customer since {date}
I'm {first} {last} from {company}
I'm {first}
Im {first}, can you help
this is {name} speaking
This is {first} from {company}
it's {name} here
{first} here, still waiting
The account is under {name}
the booking is under the name {last}
It's under {last}
under the name of {name}
registered to {name}
Name: {name}
Full name: {name}
Name on the card: {name}
Customer: {name}
Contact: {name}, {mail}
Account holder {name}
cardholder: {name}
First name {first}, last name {last}
surname {last}
Dear {first},
Dear {name},
Dear Mr. {last},
Dear Ms {last}
Hi {first},
Hi {first}!
Hello {name},
Hey {first}, thanks for your help
Thanks, {first}
Thanks {first}!
Thank you {name} for the quick answer
Regards, {name}
Kind regards
{name}
Best, {first}
Best wishes,
{name}
{company}
Cheers
{first}
Sent by {name}
Yours sincerely, {name}, {title}
Mr. {last} told me to write to you
Mrs {last} is not available
Ms. {last} from billing promised a refund
Dr. {last} signed it
I spoke with {first} yesterday
I spoke to {name} on the phone and they said it was fine
I was talking to {first} from support
your colleague {name} promised to call me
an agent called {first} helped me last week
Can I talk to {name}?
Please ask {first} to call me
please forward this to {name}
Please add {name} to our workspace
remove {name} from our team
Can you transfer my licence to {name}?
Change the owner to {name}
please change the name on my ticket to {name}
The invoice should be made out to {name}
The parcel is for {name}
It should be delivered to {name}
send it to my wife {first}
my husband {name} has the card
My son {first} used my phone
my daughter {first} can't log in
my boss {name} asked me to cancel
our accountant {name} needs access
We hired {name} as {title}
{name} left the company in {date}
{name} was my manager
{name} and {name} share the account
{first} and {first} are both admins
{first} {last}, {first} {last} and {name} should have access
{name} can't see the report
{first} can't log in either
{first} said that it works for her
{first}'s account is locked
{name}'s password does not work
is {first}'s phone working
why was {name} charged twice
who is {name}?
Do you know {name}?
Is {first} there?
Was that {first}?
Tell {first} I said hello
Ask {name} about it
{name}, {title}
{name} ({company})
{name} <{mail}>
"{name}" is written wrongly on my invoice
they wrote {first} instead of {first}
The author, {name}, writes about it
{name} wrote the song in {date}
{name} won the match against {name}
A film by {name} from {date}
According to {name}, it was a mistake
{title} {name} said on {date} that nothing would change
President {last} visited the plant
Professor {last} teaches at {company}
He is called {first}
Her name is {name}
His maiden name was {last}
They call me {first}
We named the cat {first}
The {last} family lives next door
the {last}s are coming
{last}, {first}
{first} {last} {number}
{name} / {title}
{name}
{first}
{last}
{name} {phone}
{name}
{title}
{company}
{phone}
{mail}
{name}
{address}
{phone}
{name}
{street}
{city}
{country}
I live in {city}
I live in {city}, {country}
i live in {country}
We live near {city}
I'm from {city}
I am from {country}
I come from {country} originally
we are based in {city}, {country}
Our office is in {city}
our offices in {city} and {city} are closed
I moved from {city} to {city}
We are moving to {country} next month
I was born in {city}
born in {city} on {date}
I'm travelling to {country}
I am in {country} at the moment
I'm stuck in {city}
flying from {city} to {city} on {date}
my flight to {city} was cancelled
a hotel in {city}
the store in {city}
Do you ship to {country}?
Do you deliver to {city}?
how long does delivery to {city} take
What does shipping from {country} to {country} cost?
Does it work in {country}?
is it available in {country} or {country}
can I use my card in {country}?
I was charged in {country} though I have never been there
a payment was made in {city}, {country}
What time is it in {city}?
what is the capital of {country}?
weather in {city}
the tax in {country}
customers in {country}, {country} and {country}
{city} is far away
{city} is a lovely town
{country} has other rules
in southern {country}
Northern {country} and the west of {country}
the north of {city}
North of {street}
on the corner of {street} and {street}
it is {street} and not {street}
Princess {first} of {country}
Queen {first} and King {first}
{country} won against {country}
The river runs through {city}
He works in {city} for {company}
{name} from {city}
{name} lives in {city}
{name}, {city}
{company}, {city}
Country: {country}
City: {city}
Place of birth: {city}
Location: {city}, {country}
{city}
{country}
{city}, {country}
My address is {address}
my address is {street}, {city}
My new address is {address}, please change it
I moved, the new address is {address}
please change my address to {address}
Please send it to {address}
Deliver to {address}
ship the order to {street} instead
the parcel went to {street} and not to {street}
I live at {street}
I live at {street}, {city}
we are at {address}
Our office is at {address}
our shop at {street} was closed
You find us at {street}, {city}
the meeting is at {street}
it happened at {street}
How do I get to {street}?
Directions to {address}
Is there a machine near {street}?
The nearest branch to {address}
Address: {address}
Address:
{address}
Billing address: {address}
Shipping address:
{name}
{address}
Street: {street}
Street address {street}, city {city}
Home: {street}
{street}
{address}
{company}
{address}
{company}, {address}
Post it to {postcode} {city}
my postcode is {postcode}
zip code {postcode}
ZIP: {postcode}
Postcode {postcode} please
my house number in {city} is wrong
"""

# Lines that go together, blank-separated above, are kept apart here by the sign for a new line.
LETTERS = (
    "Hello,\n{company} charged me twice.\nKind regards\n{name}",
    "Dear team,\n\nplease delete my account.\n\nBest wishes,\n{name}\n{title}\n{company}",
    "Hi {first},\n\nthank you, it works now.\n\n{first}",
    "Name: {name}\nAddress: {address}\nPhone: {phone}\nE-mail: {mail}",
    "{name}\n{street}\n{postcode} {city}\n{country}",
    "{name}\n{title}, {company}\n{address}\n{phone}\n{mail}",
    "{company}\n{street}\n{city}\n{country}\nTel {phone}",
    "Please send the invoice to:\n{name}\n{address}\n\nThanks!",
    "First name: {first}\nLast name: {last}\nCity: {city}\nCountry: {country}\nZip: {postcode}",
    "Order {number}\nShip to: {name}, {address}",
    "On {date} {name} wrote:\n> it does not work",
    "{first},\nyour colleague {first} asked me to write.\nThanks\n{name}",
    "From: {name} <{mail}>\nSubject: Invoice {number}\n\nHello",
)
