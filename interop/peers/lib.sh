# Sourced by interop/run. DATA: the temporary folder of this run; everything a peer writes lies below it.

say() { printf '%s\n' "$*"; }
die() { printf 'FAIL %s\n' "$*" >&2; exit 1; }

# stage TEXT cmd...: run it here, then say how long it took.
stage() {
  local text=$1 from=$SECONDS; shift
  "$@"
  say "$text: $((SECONDS - from)) s"
}

# packages P...: install those that are missing. A service that comes with one is not started.
packages() {
  local p missing=()
  for p; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "these packages are missing, and only root can install them: ${missing[*]}"
  (
    flock 9                                          # two runs at once: the second must not lose the guard of the first
    guard=/usr/sbin/policy-rc.d
    if [ ! -e $guard ]; then
      trap 'rm -f $guard' EXIT
      printf '#!/bin/sh\nexit 101\n' >$guard
      chmod 755 $guard
    fi
    install "${missing[@]}" || { apt-get update && install "${missing[@]}"; }
  ) 9>/run/lock/sspi4j-packages >"$DATA/log/apt" 2>&1 || die "apt-get install ${missing[*]}"
}

install() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

# start NAME cmd...: run it in a process group of its own, until the end of this run (or the death of this shell).
PEERS=()
start() {
  local name=$1; shift
  setsid setpriv --pdeathsig TERM "$@" </dev/null >"$DATA/log/$name" 2>&1 &
  PEERS+=($!)
}

# Ends what start() began and nothing else: a process that has ended is no running job, so that a number which was
# used again is left alone.
stop_peers() {
  local p
  for p in "${PEERS[@]}"; do
    if jobs -pr | grep -qx "$p"; then kill -TERM -- "-$p" || true; fi
  done
  for p in "${PEERS[@]}"; do
    timeout 5 tail --pid="$p" -f /dev/null || kill -KILL -- "-$p" || true
  done 2>/dev/null
  PEERS=()
}

# until_true SECONDS TEXT cmd...: wait for it.
until_true() {
  local end=$((SECONDS + $1)) text=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$text"
    sleep 0.1
  done
}

# free_port ADDRESS: a port that nobody has there, neither of UDP nor of TCP.
free_port() {
  perl -MSocket -e '
    for (1 .. 100) {
      socket my $tcp, PF_INET, SOCK_STREAM, 0; bind $tcp, sockaddr_in(0, inet_aton($ARGV[0])) or next;
      my ($port) = sockaddr_in(getsockname $tcp);
      socket my $udp, PF_INET, SOCK_DGRAM, 0; bind $udp, sockaddr_in($port, inet_aton($ARGV[0])) or next;
      print $port; exit 0;
    }
    exit 1' "$1" || die "no free port on $1"
}

# fact NAME VALUE: what the tests must know.
fact() { printf '%s=%s\n' "$1" "$2" >>"$DATA/peers.properties"; }
