"""Oversight: reading the sites round the clock, having faults rectified, monthly inspections, quarterly bulletins."""
