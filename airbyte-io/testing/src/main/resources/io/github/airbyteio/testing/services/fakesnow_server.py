"""Serves fakesnow to the JDBC driver: python fakesnow_server.py PORT. Ends when its standard input does.

An answer to PUT has no endPoint in fakesnow 0.12.1; the JDBC driver reads that field and fails without it.
"""

import os
import sys
import threading

import fakesnow.server
import uvicorn


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


stage_info = fakesnow.server.gcs_stage_info
fakesnow.server.gcs_stage_info = lambda *given: {"endPoint": None, **stage_info(*given)}
threading.Thread(target=end_with_parent, daemon=True).start()
uvicorn.run(fakesnow.server.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
