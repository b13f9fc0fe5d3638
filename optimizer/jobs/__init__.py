"""Questions solved beside the program that asks: child processes, a fair queue, cancel that keeps the best so far.

job.py what is told of a job · pool.py the pool · child.py one process seen from here · worker.py the process itself
"""
