"""三审三校、保密审查 and the one gate: nothing becomes public but through `gate`, with every review it owes."""
