"""Losses of data that Spark, Ray or Dask hold, by the program loss-calc on their workers: see spark.py, ray.py, dask.py."""
