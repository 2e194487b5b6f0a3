package org.sspi4j.kdc;

import java.util.function.Consumer;
import org.sspi4j.config.KerberosConfig;

/**
 * One request to a service of a realm.
 *
 * @param config where the realm's servers are
 * @param bytes the message as its specification has it, without the length of the TCP form
 * @param deadline when to give up, a value of {@link System#nanoTime()}; it holds for look-ups, connects and writes too
 * @param decisions is told, in a sentence each, who was asked and what came of it; on the thread that carries the exchange, which
 *     fails with what this throws
 * @param answered is told which KDC answered; a primary KDC that it names is not asked
 */
public record KdcRequest(
        KerberosConfig config, String realm, KdcService service, byte[] bytes, long deadline, Consumer<String> decisions,
        Answered answered) {
    /** One that has nothing to do with any other. */
    public KdcRequest(
            KerberosConfig config, String realm, KdcService service, byte[] bytes, long deadline, Consumer<String> decisions) {
        this(config, realm, service, bytes, deadline, decisions, new Answered());
    }

    /** Without a log of decisions. */
    public KdcRequest(KerberosConfig config, String realm, KdcService service, byte[] bytes, long deadline) {
        this(config, realm, service, bytes, deadline, decision -> {});
    }

    /** The same, but for who is told. */
    KdcRequest telling(Consumer<String> other) {
        return new KdcRequest(config, realm, service, bytes, deadline, other, answered);
    }
}
