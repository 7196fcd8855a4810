"""The guide for programs: a read API over HTTP, and the reconciliation service. It shows what a stranger may see, no more."""
