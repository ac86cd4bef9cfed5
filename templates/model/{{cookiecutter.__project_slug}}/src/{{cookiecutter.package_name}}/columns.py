"""The columns that the model takes, what it gives, and examples: what a caller may send, and how people know it."""

{% if cookiecutter.__sample -%}
from {{ cookiecutter.__framework }}.columns import Column, Example, Output
{%- else -%}
from collections.abc import Sequence

from {{ cookiecutter.__framework }}.columns import Column, Example, Output
{%- endif %}
{%- if cookiecutter.__sample in ['frequency', 'severity'] %}

COLUMNS = (
    Column(
        name="Kilometres",
        type="string",
        title="Kilometres a year",
        description="How far the car is driven in a year, in five classes.",
        labels={
            "1": "under 1,000",
            "2": "1,000 to 15,000",
            "3": "15,000 to 20,000",
            "4": "20,000 to 25,000",
            "5": "over 25,000",
        },
    ),
    Column(
        name="Zone",
        type="string",
        title="Zone",
        description="Where the car is kept.",
        labels={
            "1": "Stockholm, Göteborg, Malmö and surroundings",
            "2": "other large cities",
            "3": "smaller cities in the south",
            "4": "rural south",
            "5": "smaller cities in the north",
            "6": "rural north",
            "7": "Gotland",
        },
    ),
    Column(
        name="Bonus",
        type="integer",
        title="Bonus class",
        description="Years since the last claim, plus one. Classes above 7 score as 7.",
        minimum=1,
    ),
    Column(
        name="Make",
        type="string",
        title="Make",
        description="Common car models have a class of their own.",
        labels={str(number): f"common model {number}" for number in range(1, 9)} | {"9": "every other model"},
    ),
)
{%- elif cookiecutter.__sample %}

COLUMNS = (
    Column(
        name="age",
        type="integer",
        title="Age",
        description="Of the policyholder at renewal; null for a company.",
        unit="years",
        minimum=18,
        nullable=True,
        personal=True,
    ),
    Column(
        name="region",
        type="string",
        title="Region",
        description="Where the policyholder lives, where that is known.",
        nullable=True,
    ),
    Column(name="customer_since", type="date", title="Customer since", description="The first policy began then."),
    Column(name="renewal_date", type="date", title="Renewal date", description="The policy ends then, or goes on."),
    Column(
        name="premium",
        type="number",
        title="Premium",
        description="Offered for the next year.",
        unit="kronor",
        minimum=0,
    ),
    Column(
        name="premium_change",
        type="number",
        title="Change of the premium",
        description="As a share of this year's: 0.05 is five per cent more.",
        minimum=-1,
    ),
    Column(
        name="payment",
        type="string",
        title="Payment",
        description="How often the premium is paid.",
        labels={"monthly": "each month", "quarterly": "each quarter", "yearly": "once a year"},
        on_unseen="reject",
    ),
    Column(name="direct_debit", type="boolean", title="Direct debit"),
    Column(
        name="house_policy",
        type="boolean",
        title="Has a house policy",
        description="Null where nobody asked.",
        nullable=True,
    ),
    Column(
        name="claims",
        type="integer",
        title="Claims",
        description="In the last three years.",
        minimum=0,
    ),
)
{%- else %}

# One for each column of a row, in the order that the model takes them:
# Column(name="age", type="integer", title="Age", unit="years", minimum=18)
COLUMNS: Sequence[Column] = ()
{%- endif %}

NAMES = [column.name for column in COLUMNS]
{%- if cookiecutter.__sample == 'frequency' %}

OUTPUTS = (Output("frequency", title="Claim frequency", unit="claims per policyholder year"),)
{%- elif cookiecutter.__sample == 'severity' %}

OUTPUTS = (Output("severity", title="Claim severity", unit="kronor per claim"),)
{%- elif cookiecutter.__sample %}

OUTPUTS = (Output("outcome", title="What the policyholder does"),)
{%- elif cookiecutter.task == 'classification' %}

OUTPUTS = (Output("outcome", title="Outcome"),)
{%- else %}

OUTPUTS = (Output("{{ cookiecutter.task }}", title="Claim {{ cookiecutter.task }}"),)
{%- endif %}
{%- if cookiecutter.__sample in ['frequency', 'severity'] %}

# Shown to whoever tries the model; the first one fills the request form.
EXAMPLES = (
    Example("Rural driver without claims", {"Kilometres": "2", "Zone": "4", "Bonus": 7, "Make": "9"}),
    Example("City driver with a recent claim", {"Kilometres": "5", "Zone": "1", "Bonus": 1, "Make": "9"}),
    Example("Seldom on the road, on Gotland", {"Kilometres": "1", "Zone": "7", "Bonus": 4, "Make": "4"}),
)
{%- elif cookiecutter.__sample %}

# Shown to whoever tries the model; the first one fills the request form.
EXAMPLES = (
    Example(
        "Long with us, little change",
        {
            "age": 58,
            "region": "south",
            "customer_since": "2012-04-01",
            "renewal_date": "2024-06-15",
            "premium": 4800.0,
            "premium_change": 0.02,
            "payment": "yearly",
            "direct_debit": True,
            "house_policy": True,
            "claims": 0,
        },
    ),
    Example(
        "New, and much dearer",
        {
            "age": 27,
            "region": "east",
            "customer_since": "2023-03-01",
            "renewal_date": "2024-03-01",
            "premium": 7900.0,
            "premium_change": 0.14,
            "payment": "monthly",
            "direct_debit": False,
            "house_policy": False,
            "claims": 1,
        },
    ),
    Example(
        "A company, little known",
        {
            "age": None,
            "region": None,
            "customer_since": "2019-09-20",
            "renewal_date": "2024-09-20",
            "premium": 12400.0,
            "premium_change": 0.05,
            "payment": "quarterly",
            "direct_debit": True,
            "house_policy": None,
            "claims": 0,
        },
    ),
)
{%- else %}

# Shown to whoever tries the model; the first one fills the request form:
# Example("A driver of forty", {"age": 40})
EXAMPLES: Sequence[Example] = ()
{%- endif %}
