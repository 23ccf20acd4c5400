"""One function per verb on what a plan promises and counts: atomic, says who and when, writes its log row."""
