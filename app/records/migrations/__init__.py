"""The steps from one shape of the records to the next, run by `app.records.database.open_database`."""
