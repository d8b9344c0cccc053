"""What all sections of the settings have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section: nothing in it is unknown, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
