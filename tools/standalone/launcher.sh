#!/bin/sh
# Millrace @VERSION@ for @TARGET@ with glibc: a self-extracting program.
#
# The rest of this file, from line @PAYLOAD_LINE@ on, is a tar.gz that holds the Deno executable and
# the program. The first run unpacks it into a folder of the cache that is named by the payload's
# sha256; later runs start from there. The folder can be deleted at any time.
set -u
id=@ID@

die() {
  echo "millrace: $*" >&2
  exit 1
}

# Unpacks beside the final place and renames, so that others see all of it or nothing. When two
# first runs race, the later one ends up inside the earlier one's folder, and is thrown away.
unpack() {
  mkdir -p "$cache" 2>/dev/null && temp=$(mktemp -d "$cache/unpacking.XXXXXX" 2>/dev/null) ||
    die "cannot unpack into $cache; set XDG_CACHE_HOME to a folder that can be written"
  trap 'rm -rf "$temp"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ -t 2 ]; then echo "millrace: first run, unpacking into $home" >&2; fi
  {
    tail -n +@PAYLOAD_LINE@ "$0" | gzip -dc 2>/dev/null || : >"$temp/damaged"
  } | tar -xf - -C "$temp" || die "cannot unpack into $temp: is the disk full, or $0 damaged?"
  [ ! -e "$temp/damaged" ] || die "$0 is damaged: its payload does not unpack"
  mv "$temp" "$home" 2>/dev/null
  rm -rf "$home/${temp##*/}" "$temp"
  trap - EXIT HUP INT TERM
  [ -x "$home/deno" ] || die "cannot unpack into $home"
}

[ -n "${XDG_CACHE_HOME:-}${HOME:-}" ] || die "set HOME or XDG_CACHE_HOME: no place to unpack into"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/millrace
home=$cache/$id
[ -x "$home/deno" ] || unpack

export DENO_DIR="$home/cache" DENO_NO_UPDATE_CHECK=1
exec "$home/deno" run --config "$home/program/deno.json" --no-lock --no-remote --cached-only \
  @PERMISSIONS@ "$home/program/main.ts" "$@"
