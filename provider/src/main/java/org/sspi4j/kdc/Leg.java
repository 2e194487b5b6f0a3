package org.sspi4j.kdc;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Comparator;
import org.sspi4j.config.KdcAddress;

/**
 * One way to a server: who is asked, where, over which carrier.
 *
 * @param place of the server in the order in which to ask, and of the address among the server's
 * @param pass 0 for the carrier to use first, 1 for the other one
 * @param sick whether it did not answer not long ago
 */
record Leg(KdcAddress server, int serverPlace, int addressPlace, InetSocketAddress address, Carrier carrier, int pass, boolean sick) {
    /** The well ones first; each server over its first carrier before any over its second. */
    static final Comparator<Leg> ORDER = Comparator.comparing(Leg::sick)
            .thenComparingInt(Leg::pass)
            .thenComparingInt(Leg::serverPlace)
            .thenComparingInt(Leg::addressPlace)
            .thenComparing(Leg::carrier);

    /** Over the first carrier in any case, as long as anybody may be asked over it. */
    static final Comparator<Leg> ORDER_OF_WHAT_IS_ASKED_ONCE = Comparator.comparingInt(Leg::pass).thenComparing(ORDER);

    Leg over(Carrier other) {
        return new Leg(server, serverPlace, addressPlace, address, other, 0, false);
    }

    boolean isSameServer(Leg other) {
        return serverPlace == other.serverPlace && addressPlace == other.addressPlace;
    }

    boolean isIpv6() {
        return address.getAddress() instanceof Inet6Address;
    }

    ProtocolFamily family() {
        return isIpv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /** For people: the name and the address, or only the address if there is no name. */
    @Override
    public String toString() {
        String host = isIpv6() ? "[" + address.getAddress().getHostAddress() + "]" : address.getAddress().getHostAddress();
        return (Names.isAddress(server.host()) ? "" : server.host() + "/") + host + ":" + address.getPort();
    }
}
