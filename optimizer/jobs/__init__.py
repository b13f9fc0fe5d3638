"""Solving in the background: child processes, a fair queue, cancelling that keeps the best plan so far.

job.py state of a job · pool.py the pool · child.py a worker seen from the parent · worker.py the process itself
"""
