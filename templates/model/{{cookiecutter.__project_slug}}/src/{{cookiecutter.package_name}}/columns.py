"""The columns that the model takes: what a caller may send, and how people know it."""

from .framework.columns import Column, Example, Output

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

NAMES = [column.name for column in COLUMNS]

OUTPUTS = (Output("frequency", title="Claim frequency", unit="claims per policyholder year"),)

# Shown to whoever tries the model; the first one fills the request form.
EXAMPLES = (
    Example("Rural driver without claims", {"Kilometres": "2", "Zone": "4", "Bonus": 7, "Make": "9"}),
    Example("City driver with a recent claim", {"Kilometres": "5", "Zone": "1", "Bonus": 1, "Make": "9"}),
    Example("Seldom on the road, on Gotland", {"Kilometres": "1", "Zone": "7", "Bonus": 4, "Make": "4"}),
)
