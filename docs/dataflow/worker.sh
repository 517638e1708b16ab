#!/bin/sh
# Starts a worker, after what fetches its secrets.
set -eu
if [ -f /opt/airbyteio/secrets.sh ]; then
  . /opt/airbyteio/secrets.sh
fi
exec /opt/apache/beam/boot "$@"
