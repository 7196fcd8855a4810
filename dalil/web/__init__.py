"""Settings, addresses, middleware, base templates, components and static files."""
