"""How does `./run` speak to the person at the keyboard? In Vietnamese, one sentence at a time."""

import sys


class Refusal(Exception):
    """Something stands in the way; the text is the one sentence that says what and what to do."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def say(sentence: str = "") -> None:
    """Speak at once, so that the order is right when another program speaks next."""
    print(sentence, flush=True)


def complain(sentence: str) -> None:
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)
