"""Why is an act not done? A sentence for the screen."""


class Refused(Exception):
    """The act is not open to this person or from this state; the message says what to do instead."""


class NotYours(Refused):
    """The person's posting or role does not carry the act."""


class Overtaken(Refused):
    """Somebody else changed the same thing since the page was shown; nothing was written."""
