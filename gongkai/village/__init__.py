"""村务公开: what villages post on their four boards, who signs it, and what they owe."""
