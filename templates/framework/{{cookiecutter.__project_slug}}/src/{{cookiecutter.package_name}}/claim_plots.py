"""The plots of claim counts and amounts alone."""

import numpy as np
import pandas as pd

from .amounts import gini, lorenz_curve
from .plots import Words
from .plotting import BLUE, GREY, ORANGE, Plot, new_figure, percent
from .sample import Numbers


def lorenz(actual: Numbers, predicted: Numbers, weight: Numbers, words: Words) -> Plot:
    """The Lorenz curve of the predictions, between the one of pure chance and the one that knew what would happen."""
    title = "Lorenz curve"
    figure, [axes] = new_figure(title)
    axes.set_aspect("equal")
    found = gini(actual, predicted, weight)
    best = gini(actual, actual, weight)
    curve = lorenz_curve(actual, predicted, weight)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="order by chance")
    axes.plot(*curve, color=BLUE, label=f"order of the model, Gini {found:.3f}")
    axes.plot(*lorenz_curve(actual, actual, weight), color=ORANGE, linestyle="--", label=f"perfect order, {best:.3f}")
    axes.set_xlabel(f"Share of {words.weight}, lowest prediction first")
    axes.set_ylabel("Share of what happened")
    axes.legend(loc="upper left")
    shares = np.linspace(0, 1, 11)
    happened = np.interp(shares, *curve)
    alt = (
        f"Lorenz curve: the half of the {words.weight} with the lowest predictions has {percent(happened[5])} of what "
        f"happened, the tenth with the highest {percent(1 - happened[9])}. Gini coefficient {found:.3f}; a perfect "
        f"order would have {best:.3f}."
    )
    table = pd.DataFrame({f"share of {words.weight}": shares, "share of what happened": happened})
    return Plot("lorenz", title, alt, figure, table)
