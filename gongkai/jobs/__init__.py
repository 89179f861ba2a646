"""Work in the background: jobs in the database, the workers that do them, and the schedules that ask for them."""
