"""The linkage of `dalil.linkage` on Apache Spark: the same keys, evidence, weights and clusters, spread over many machines.

Imported only when that engine is asked for, since it needs the packages of the extra `spark` and Java. It holds no rule of
its own: what it shards are the functions of `dalil.linkage`.
"""
