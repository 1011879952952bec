"""The invented province of the demo: units, people, appointments and accounts. No database."""
