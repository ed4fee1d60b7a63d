#!/usr/bin/env python3
"""Runs a command with its output thrown away; prints its seconds of wall clock and its peak memory in KB."""
import resource
import subprocess
import sys
import time

start = time.monotonic()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
seconds = time.monotonic() - start
print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
if status:
    sys.exit(f"{sys.argv[1]} ended with status {status}")
