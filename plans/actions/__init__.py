"""One function per verb on a plan as a document: atomic, says who and when, writes its log row."""
