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

# addresses: sets NET, three numbers of loopback addresses (NET.1, NET.2 ...) which no other run has as long as this one or
# a peer of it lives: they hold the lock.
addresses() {
  local n
  for n in {1..250}; do
    NET=127.88.$n
    { exec {ADDRESSES}>"${TMPDIR:-/tmp}/sspi4j-interop-$NET"; } 2>/dev/null || continue
    flock -n "$ADDRESSES" && return
    exec {ADDRESSES}>&-
  done
  die 'no loopback addresses are left'
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
  local p living=()
  for p in "${PEERS[@]}"; do
    if jobs -pr | grep -qx "$p"; then living+=("$p"); fi
  done
  for p in "${living[@]}"; do kill -TERM -- "-$p" || true; done
  for p in "${living[@]}"; do
    (until_true 5 "process group $p stays" gone "$p") || kill -KILL -- "-$p" || true
  done 2>/dev/null
  PEERS=()
}

gone() { ! pgrep -g "$1" -r D,R,S,T; }

# until_true SECONDS TEXT cmd...: wait for it.
until_true() {
  local end=$((SECONDS + $1)) text=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$text"
    sleep 0.1
  done
}

# free_port ADDRESS: a port that nobody has there, neither of UDP nor of TCP; of IPv4 or IPv6.
free_port() {
  perl -MSocket=:all -e '
    my $port = 0;
    sub bound {
      my ($error, $at) = getaddrinfo($ARGV[0], $port, { flags => AI_NUMERICHOST, socktype => $_[0] });
      return !$error && socket($_[1], $at->{family}, $at->{socktype}, $at->{protocol}) && bind($_[1], $at->{addr});
    }
    for (1 .. 100) {
      $port = 0;
      bound(SOCK_STREAM, my $tcp) or next;
      my ($error, $host, $service) = getnameinfo(getsockname $tcp, NI_NUMERICHOST | NI_NUMERICSERV);
      $port = $service;
      bound(SOCK_DGRAM, my $udp) or next;
      print $port; exit 0;
    }
    exit 1' "$1" || die "no free port on $1"
}

# fact NAME VALUE: what the tests must know.
fact() { printf '%s=%s\n' "$1" "$2" >>"$DATA/peers.properties"; }

# gss_server NAME ADDRESS KEYTAB SERVICE [LIBRARY]: MIT's sample acceptor, with a library preloaded; facts NAME.gss-server.
gss_server() {
  local port=$DATA/$1/gss-server.port log=$DATA/log/gss-server-$1.log
  start "gss-server-$1" "$HERE/peers/inetd" "$2" "$port" env LD_PRELOAD="${5-}" gss-server -inetd -logfile "$log" -keytab "$3" "$4"
  until_true 10 "gss-server does not listen on $2" test -e "$port"
  fact "$1.gss-server.address" "$2"
  fact "$1.gss-server.port" "$(cat "$port")"
  fact "$1.gss-server.log" "$log"
}

listens() { (exec 3<>"/dev/tcp/$1/$2"); }
