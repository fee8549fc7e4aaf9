"""How a rule says no."""


class Refusal(Exception):  # noqa: N818  # it is no error: a rule said no, and says what to do
    """A rule said no. `name` is `capability.macro`: its sentence stands in that capability's
    `refusals.j2`, filled with `values`. `field` names the input that it belongs to, if any.
    """

    def __init__(self, name: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.field = field
        self.values = values
