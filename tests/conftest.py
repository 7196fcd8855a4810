"""What every test may use: a cast of people, a home of its own, and a database that can be emptied.

It never reaches the network and never leaves a file in the working tree.
"""
