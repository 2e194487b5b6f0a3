package org.sspi4j.schannel.jsse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsOffer;

/**
 * What is between a SSLEngine and the context that it belongs to: the JDK hands its managers the engine and nothing else, and the
 * engine gives this back, since it is also what chooses a server's application protocol.
 */
final class ApplicationProtocols implements BiFunction<SSLEngine, List<String>, String> {
    /** No protocol, and no alert either. */
    private static final String NONE = "";

    private final JsseEngine owner;
    private final TlsOffer offer;

    ApplicationProtocols(JsseEngine owner, TlsOffer offer) {
        this.owner = owner;
        this.offer = offer;
    }

    /** The context's engine behind the JDK's. */
    static JsseEngine owner(SSLEngine engine) {
        return ((ApplicationProtocols) engine.getHandshakeApplicationProtocolSelector()).owner;
    }

    /**
     * Ours by our order, among those that the client offers; null has the JDK send the alert.
     *
     * @spec RFC 7301 3.2
     */
    @Override
    public String apply(SSLEngine engine, List<String> offered) {
        if (offer.applicationProtocols().isEmpty()) {
            return NONE;
        }
        for (var ours : offer.applicationProtocols()) {
            for (var theirs : offered) {
                if (MessageDigest.isEqual(ours, bytes(theirs))) {
                    return theirs;
                }
            }
        }
        owner.refuse(new SspiException(
                SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH,
                "The client offers the application protocols " + OneLine.of(String.join(", ", offered))
                        + ", and this side speaks none of them: see its APPLICATION_PROTOCOLS buffer"));
        return null;
    }

    /** The JDK's form of a protocol's bytes. */
    static String text(byte[] protocol) {
        return new String(protocol, ISO_8859_1);
    }

    static byte[] bytes(String protocol) {
        return protocol.getBytes(ISO_8859_1);
    }
}
