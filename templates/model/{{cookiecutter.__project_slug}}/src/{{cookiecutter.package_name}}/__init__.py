{% if cookiecutter.__sample == 'frequency' -%}
"""A model of claim frequency; `artefacts/` holds what training made of it."""
{%- elif cookiecutter.__sample == 'severity' -%}
"""A model of claim severity; `artefacts/` holds what training made of it."""
{%- elif cookiecutter.__sample == 'classification' -%}
"""A model of who renews; `artefacts/` holds what training made of it."""
{%- else -%}
"""The model; `artefacts/` holds what training makes of it."""
{%- endif %}

from importlib.resources import files

# Needs no further package: whoever serves the model finds model.json and the files that score here.
ARTEFACTS = files(__name__) / "artefacts"
