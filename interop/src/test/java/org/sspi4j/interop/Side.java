package org.sspi4j.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.SecurityStatus;

/** The Java side of a conversation with a peer: one implementation of the GSS-API. Every test runs on each. */
interface Side {
    String KRB5 = "1.2.840.113554.1.2.2";
    String SPNEGO = "1.3.6.1.5.5.2";

    /** All implementations under test; the JDK's own is the baseline which shows that a peer is as it should be. */
    static List<Side> all() {
        return List.of(
                LoginSide.jdk(), SspiSide.udp(), SspiSide.tcp(), LoginSide.oursThroughout(), LoginSide.oursUnderTheJdks());
    }

    /** A new context of a client that has logged on; its flags are the caller's to request. */
    GSSContext initiator(String mechanism, Logon logon, String hostBasedService) throws Exception;

    /** A new context of a service with the keys of a keytab. */
    GSSContext acceptor(String mechanism, String hostBasedService, Path keytab) throws Exception;

    /** Whether a context with replay detection alone claims sequence detection too. */
    boolean takesReplayForSequence();

    /** Whether all its refusals carry a SECURITY_STATUS. */
    boolean tellsStatus();

    /** What it does not do yet. */
    Set<Later> lacks();

    /** @param words what a refusal that has a status says too */
    default void assertRefused(SecurityStatus status, String words, Executable test) {
        Refusal.of(test).ifTold(tellsStatus(), status, words);
    }

    static Oid oid(String mechanism) {
        try {
            return new Oid(mechanism);
        } catch (GSSException e) {
            throw new IllegalArgumentException(mechanism, e);
        }
    }
}
