package org.sspi4j.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.sspi4j.api.Secret;
import org.sspi4j.config.KerberosConfig;

/**
 * A question to the world, typed by its answer. An answer that cannot be given is a failure with a status.
 *
 * @param <A> the answer
 */
public sealed interface Need<A> {
    /**
     * A KDC's reply to a request. No KDC within the deadline is SEC_E_NO_AUTHENTICATING_AUTHORITY.
     *
     * @param config where the realm's KDCs are and how long to try
     * @param request a KDC-REQ as RFC 4120 has it, without the length of the TCP form
     */
    record Kdc(KerberosConfig config, String realm, byte[] request) implements Need<byte[]> {}

    /**
     * A password server's reply to a request. No server within the deadline is SEC_E_NO_AUTHENTICATING_AUTHORITY; so is a connection
     * that ends without a reply, since the change may have been made.
     *
     * @param config where the realm's servers are and how long to try
     * @param request a message of RFC 3244 2, without the length of the TCP form
     */
    record Kpasswd(KerberosConfig config, String realm, byte[] request) implements Need<byte[]> {}

    /** What the account store keeps for a user; empty if it has no such user. */
    record Account(String domain, String user) implements Need<Optional<StoredSecret>> {}

    /** The verdict of an authority on a response that only it can check. */
    record Verify(String packageName, String domain, String user, byte[] response) implements Need<Verdict> {}

    /** The bytes of a file. A file that is not there or cannot be read is SEC_E_NO_CREDENTIALS. */
    record File(Path path) implements Need<byte[]> {}

    /** The result of a task that computes for long, such as a TLS engine's delegated task. */
    record Run<A>(Callable<A> task) implements Need<A> {}

    /** The result of a task that waits for somebody, such as a key manager. */
    record Suspendable<A>(Supplier<CompletionStage<A>> task) implements Need<A> {}

    /**
     * A secret as the store keeps it.
     *
     * @param kind what the bytes are, such as {@code nt-hash} or {@code password}
     */
    record StoredSecret(String kind, Secret secret) {}

    /** What an authority says of a response that it found to be right. A wrong one is SEC_E_LOGON_DENIED. */
    record Verdict(Secret sessionKey, String userName, List<String> groups) {}
}
