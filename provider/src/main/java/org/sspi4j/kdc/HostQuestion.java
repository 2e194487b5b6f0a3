package org.sspi4j.kdc;

import java.util.function.Consumer;
import org.sspi4j.config.KerberosConfig;

/**
 * A question for the name that DNS has for a host.
 *
 * @param config which name servers to ask, and whether for the name of the address as well
 * @param host a name, or an address
 * @param deadline of the call that wants to know, a value of {@link System#nanoTime()}. Name servers are waited for until a third of
 *     what is left is over: then the host has no name
 * @param decisions is told, in a sentence each, who was asked and what came of it; on the thread that carries the question, which
 *     fails with what this throws
 */
public record HostQuestion(KerberosConfig config, String host, long deadline, Consumer<String> decisions) {
    /** The same, but for who is told. */
    HostQuestion telling(Consumer<String> other) {
        return new HostQuestion(config, host, deadline, other);
    }
}
