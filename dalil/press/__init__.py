"""The press: editions of the guide and everything published from them. It never changes what the guide knows."""
