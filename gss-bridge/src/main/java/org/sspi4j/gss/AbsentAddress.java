package org.sspi4j.gss;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.ietf.jgss.ChannelBinding;
import org.sspi4j.api.ChannelBindings;

/**
 * Which address type a {@link ChannelBinding} gets for an address that it does not have. Both sides hash the type, so they
 * have to agree; and peers do not.
 *
 * <table>
 * <caption>What peers send for bindings with application data alone</caption>
 * <tr><th>peer</th><th>type</th></tr>
 * <tr><td>Windows</td><td>0</td></tr>
 * <tr><td>MIT krb5 and Heimdal, if the application clears the structure before it fills it in, as applications do that bind
 *     to TLS</td><td>0</td></tr>
 * <tr><td>the JDK's LDAP and HTTP clients, when they bind to TLS</td><td>0</td></tr>
 * <tr><td>an application on the JDK's own JGSS that makes a {@code ChannelBinding(byte[])}, either role</td>
 *     <td>255</td></tr>
 * </table>
 *
 * <p>A context has one type for both: an acceptor whose clients are of both kinds needs two managers.
 *
 * @spec RFC 2744 3.11; RFC 4121 4.1.1.2
 */
public enum AbsentAddress {
    /** GSS_C_AF_UNSPEC, 0: as Windows. The default. */
    UNSPECIFIED(0),
    /** GSS_C_AF_NULLADDR, 255: as the JDK's own JGSS. */
    NULL_ADDRESS(255);

    private static final int INET = 2;
    private static final int INET6 = 24;
    private static final byte[] NOTHING = {};

    private final int type;

    AbsentAddress(int type) {
        this.type = type;
    }

    /** The number of RFC 2744 3.11. */
    public int type() {
        return type;
    }

    /** The bindings as SSPI has them. */
    ChannelBindings of(ChannelBinding binding) {
        var initiator = binding.getInitiatorAddress();
        var acceptor = binding.getAcceptorAddress();
        var data = binding.getApplicationData();
        return new ChannelBindings(
                typeOf(initiator), bytesOf(initiator), typeOf(acceptor), bytesOf(acceptor), data == null ? NOTHING : data);
    }

    private int typeOf(InetAddress address) {
        if (address == null) {
            return type;
        }
        // The JDK's and MIT's number for IPv6, which RFC 2744 does not have.
        return address instanceof Inet4Address ? INET : INET6;
    }

    private static byte[] bytesOf(InetAddress address) {
        return address == null ? NOTHING : address.getAddress();
    }
}
