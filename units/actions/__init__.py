"""One function per verb on places and people: atomic, says who and when, writes its log row."""
