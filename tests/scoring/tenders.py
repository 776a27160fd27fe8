"""Criteria, marks and prices that the tests of the ranking share."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from scoring.criteria import Criterion, Sub

D = Decimal

CRITERIA = (
    Criterion("prix", "prix", D(40), title="Prix"),
    Criterion(
        "technique",
        "technique",
        D(50),
        (
            Sub("technique.detection", D(30), {"soc": D(8), "gti": D(5)}, "Détection"),
            Sub("technique.reponse", D(20), {"crise": D(5)}),
        ),
        "Valeur technique",
    ),
    Criterion("environnement", "environnement", D(10), (Sub("environnement.tout", D(1), {"env": D(1)}),)),
)
REQUIREMENTS = ("soc", "gti", "crise", "env")
PRICES = {"Alpha": D(100_000), "Bravo": D(120_000), "Charlie": D(150_000)}


def marked(**by_bid: str) -> dict[str, dict[str, Decimal]]:
    """Return the marks of each bid, one digit a requirement: « 3424 »."""
    return {bid: dict(zip(REQUIREMENTS, map(Decimal, digits), strict=True)) for bid, digits in by_bid.items()}


MARKS = marked(Alpha="2323", Bravo="4342", Charlie="4444")

names = st.text("ABCDEFGH", min_size=1, max_size=2)
bids = st.dictionaries(
    names,
    st.tuples(st.text("01234", min_size=4, max_size=4), st.decimals("1000", "2000", places=2)),
    min_size=1,
    max_size=6,
)
