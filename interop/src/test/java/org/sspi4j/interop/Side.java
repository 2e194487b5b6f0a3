package org.sspi4j.interop;

import java.nio.file.Path;
import java.util.List;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/** The Java side of a conversation with a peer: one implementation of the GSS-API. Every test runs on each. */
interface Side {
    String KRB5 = "1.2.840.113554.1.2.2";
    String SPNEGO = "1.3.6.1.5.5.2";

    /** All implementations under test; the JDK's own is the baseline which shows that a peer is as it should be. */
    static List<Side> all() {
        return List.of(new JdkSide());
    }

    /** A new context of a client that has logged on; its flags are the caller's to request. */
    GSSContext initiator(String mechanism, Logon logon, String hostBasedService) throws Exception;

    /** A new context of a service with the keys of a keytab. */
    GSSContext acceptor(String mechanism, String hostBasedService, Path keytab) throws Exception;

    /** Whether a context with replay detection alone claims sequence detection too. */
    default boolean takesReplayForSequence() {
        return false;
    }

    static Oid oid(String mechanism) {
        try {
            return new Oid(mechanism);
        } catch (GSSException e) {
            throw new IllegalArgumentException(mechanism, e);
        }
    }
}
