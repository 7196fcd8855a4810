"""Whole lists linked from files to files: on this machine, or on many by way of Spark.

Records and decisions come in as Parquet or JSON lines, scored pairs and clusters go out. It never touches the guide: what
comes out is a proposal in files, and whoever takes it in does that through an intake or the queue.
"""
