package org.sspi4j.gss;

import java.util.EnumSet;
import java.util.Set;
import org.sspi4j.api.ContextFlag;

/**
 * What the request methods of a GSSContext ask for, in SSPI's words. RFC 5653 has five of them on from the start; SSPI has
 * none.
 *
 * @spec RFC 5653 6.4; RFC 2743 1.2.1.2
 */
final class GssFlags {
    private static final Set<ContextFlag> ON_BY_DEFAULT = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY);

    private GssFlags() {}

    static EnumSet<ContextFlag> ofInitiator() {
        return EnumSet.copyOf(ON_BY_DEFAULT);
    }

    /** GSS-API's acceptor asks for nothing and takes what the initiator offers. */
    static EnumSet<ContextFlag> ofAcceptor() {
        var all = ofInitiator();
        all.add(ContextFlag.DELEGATE);
        return all;
    }
}
