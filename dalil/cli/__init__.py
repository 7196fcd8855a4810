"""The `dalil` command; one file per group of verbs, each calling a room's actions."""
