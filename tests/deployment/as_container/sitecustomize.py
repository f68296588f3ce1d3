"""Gives a process the host name of the container that it stands for, as Docker does."""

import os
import socket

if "CONTAINER" in os.environ:
    CONTAINER = os.environ["CONTAINER"]
    socket.gethostname = lambda: CONTAINER
    socket.getfqdn = lambda name="": name or CONTAINER
