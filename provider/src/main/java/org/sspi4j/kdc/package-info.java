/**
 * Finding and talking to the servers of a realm: KDCs (RFC 4120 7.2) and those that change passwords (RFC 3244).
 *
 * <p>An exchange ({@code Exchange}) finds the servers, in the configuration or by SRV records of DNS ({@code ServiceLookUp}), and
 * lets them race ({@code Race}): the first is asked, after 300 ms the next one as well, and so on, until one answers; an
 * {@code Attempt} is one request on its way over UDP or TCP. All of it is event-driven and happens on a {@code Loop}, one thread
 * around a selector: that of the caller who blocks, or the one that all others share. Questions to name servers are requests like
 * others. What is remembered (who did not answer lately, addresses, SRV records) is bounded in size and age, and changes only who is
 * asked first.
 *
 * <p>What comes back is only looked at to see whether it is a whole message, whether the server wants to be asked over TCP, and
 * whether it leaves the answer to another one; whether it is to be believed is for the Kerberos package to say. Whoever can send
 * from the server's own address can end an exchange by an error that is well made: errors are not authenticated, and no context
 * comes of them. The same goes for DNS: it finds servers and vouches for none.
 *
 * <p>The same way name servers are asked what a host is called ({@code HostLookUp}), for those who let DNS choose whom they
 * authenticate to. What {@code /etc/hosts} says counts before that ({@code Hosts}), and {@code /etc/resolv.conf} says in which
 * domains a short name may be ({@code SearchDomains}); nsswitch.conf is not read.
 *
 * <p>Not here: KDC proxies over HTTPS (MS-KKDCP), URI records, site-aware look-ups of Active Directory, DNSSEC.
 */
package org.sspi4j.kdc;
