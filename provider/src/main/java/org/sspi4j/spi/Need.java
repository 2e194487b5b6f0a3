package org.sspi4j.spi;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.LogonAuthority;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.StoredAccount;
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
     * The reply of the KDC of the realm that hears of a new password first, to have its opinion beside that of another one. None that
     * is known, none within the deadline, and one that has answered the last {@link Kdc} of this call itself are
     * SEC_E_NO_AUTHENTICATING_AUTHORITY.
     *
     * @param request a KDC-REQ as for {@link Kdc}
     */
    record PrimaryKdc(KerberosConfig config, String realm, byte[] request) implements Need<byte[]> {}

    /**
     * What DNS calls a host, or before it the system's own list of hosts, in lower case: what its name stands for, and with
     * {@link KerberosConfig#rdns()} what its address is called. Empty if there is no such name or DNS does not answer.
     *
     * @param host a name or an address
     */
    record CanonicalHost(KerberosConfig config, String host) implements Need<Optional<String>> {}

    /**
     * A password server's reply to a request. No server within the deadline is SEC_E_NO_AUTHENTICATING_AUTHORITY; so is a connection
     * that ends without a reply, since the change may have been made.
     *
     * @param config where the realm's servers are and how long to try
     * @param request a message of RFC 3244 2, without the length of the TCP form
     */
    record Kpasswd(KerberosConfig config, String realm, byte[] request) implements Need<byte[]> {}

    /**
     * What an account store keeps for a user; empty if it has no such user. A store that cannot be read is
     * SEC_E_NO_AUTHENTICATING_AUTHORITY.
     */
    record Account(AccountStore store, String domain, String user) implements Need<Optional<StoredAccount>> {}

    /**
     * The verdict of an authority on a response that only it can check. A wrong response is SEC_E_LOGON_DENIED, an authority that does
     * not answer SEC_E_NO_AUTHENTICATING_AUTHORITY.
     */
    record Verify(LogonAuthority authority, NetworkLogon logon) implements Need<LogonVerdict> {}

    /** The bytes of a file. A file that is not there or cannot be read is SEC_E_NO_CREDENTIALS. */
    record File(Path path) implements Need<byte[]> {}

    /**
     * The bytes of a file, if it is another one than the stamp says; empty if it is still the same. Failures as of {@link File}.
     *
     * @param known of the bytes that whoever asks has; empty if none
     */
    record FileIfChanged(Path path, Optional<Stamp> known) implements Need<Optional<StampedFile>> {}

    /**
     * A credential cache in the file format of MIT krb5, whatever type its name says. A cache that is not there or cannot be read
     * is SEC_E_NO_CREDENTIALS.
     *
     * @param config where the daemon of KCM caches listens
     * @param name such as {@code FILE:/tmp/krb5cc_0}, {@code DIR:/run/tickets}, {@code KCM:} or {@code MEMORY:mine}; without a
     *     type, a file's
     */
    record Ccache(KerberosConfig config, String name) implements Need<byte[]> {}

    /**
     * The names of the other caches in the collection that a cache is of, as {@link Ccache} takes them; none, for types that know no
     * collections and for a cache that was named as one of several.
     */
    record Collection(KerberosConfig config, String name) implements Need<List<String>> {}

    /**
     * Puts tickets into a credential cache; answered with the cache's own name. A cache that cannot be written is
     * SEC_E_NO_CREDENTIALS, somebody else's SEC_E_WRONG_PRINCIPAL.
     *
     * @param tickets a cache in the file format of MIT krb5: whose tickets, and the tickets. The world wipes it.
     * @param anew whether the cache becomes just this; otherwise tickets take the place of those for the same service
     */
    record StoreTickets(KerberosConfig config, String name, byte[] tickets, boolean anew)
            implements Need<String> {}

    /** The result of a task that computes for long, such as a TLS engine's delegated task. */
    record Run<A>(Callable<A> task) implements Need<A> {}

    /**
     * What a task comes to that may stop half-way to wait for somebody, such as a TLS handshake whose key manager waits for a credential.
     * It runs on a thread that may be held up in it, and goes on there when it is told to.
     *
     * @param event what the task completes when it begins to wait, and when it is done: that is the answer
     */
    record Suspendable<A>(Runnable task, CompletionStage<A> event) implements Need<A> {}

    /** What somebody else is about to bring. */
    record Awaited<A>(Supplier<CompletionStage<A>> begin) implements Need<A> {}

    /** What a file's bytes are known by, without reading them: made by the world, and compared by it alone. */
    interface Stamp {}

    /**
     * A file's bytes and what they are known by.
     *
     * @param modified when the file was written last, by the clock of its file system
     */
    record StampedFile(byte[] bytes, Stamp stamp, Instant modified) {}
}
