"""What does the project as a whole need: settings, addresses, the clock, the language. No business here."""
