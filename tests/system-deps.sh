#!/bin/sh
# Installs what the tests use from Debian when it is missing and can be installed; the tests that need a missing
# part skip with its name.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing="$missing fonts-noto-cjk fontconfig"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null || true
else
    echo "not installed (tests that need them will be skipped):$missing"
fi
