#!/bin/sh
set -eu
exec kubeconform -strict -summary -schema-location /schemas -- "$1"
