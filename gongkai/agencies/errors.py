"""What a verb on people may refuse, with a sentence for the officer and a code for programs."""

from __future__ import annotations


class AbsenceRefused(Exception):
    """An absence that would leave somebody's work to nobody. ``field`` names what has to be changed."""

    code = "ABSENCE_REFUSED"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class PostRefused(Exception):
    """A post that a person cannot hold beside those they have."""

    code = "POST_REFUSED"


class FactorRefused(Exception):
    """A one-time code that was not taken."""

    code = "FACTOR_REFUSED"


class AccountRefused(Exception):
    """A change of an account that is not made."""

    code = "ACCOUNT_REFUSED"
