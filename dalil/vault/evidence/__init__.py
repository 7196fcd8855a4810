"""Evidence: files kept as they came, encrypted, under a name made of their ciphertext, with their custody."""
