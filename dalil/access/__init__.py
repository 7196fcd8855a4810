"""Who may see and do what: gates, viewers, rules."""
