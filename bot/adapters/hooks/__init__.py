"""How do alarms reach us over HTTP? Each hook proves first who sent it, and answers 2xx only for what is stored."""
