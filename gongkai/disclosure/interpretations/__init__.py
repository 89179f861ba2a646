"""政策解读 and 政策公开讲: what they must have, whether they were planned, and how they stand in time."""
