"""Does a person hold any post today that allows something?"""

from datetime import date

from units.models import User
from units.roles import Verb, roles_that_may


def may_anywhere(user: User, verb: Verb, today: date) -> bool:
    """Some posting held today allows the verb. Never says where: that is the scope of the page."""
    return user.postings.as_of(today).with_role(*roles_that_may(verb)).exists()
