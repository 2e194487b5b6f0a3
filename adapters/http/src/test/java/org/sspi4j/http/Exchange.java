package org.sspi4j.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A request as a server tells of it. */
record Exchange(List<String> authorization, Optional<X509Certificate> certificate, boolean isChannelKnown, Optional<Object> connection)
        implements HttpExchange {
    /** In plain text. */
    static Exchange over(Object connection, String... authorization) {
        return new Exchange(List.of(authorization), Optional.empty(), true, Optional.of(connection));
    }

    static Exchange multiplexed(String... authorization) {
        return new Exchange(List.of(authorization), Optional.empty(), true, Optional.empty());
    }

    static Exchange overTls(X509Certificate certificate, Object connection, String... authorization) {
        return new Exchange(List.of(authorization), Optional.of(certificate), true, Optional.of(connection));
    }

    static Exchange overUnknownTls(Object connection, String... authorization) {
        return new Exchange(List.of(authorization), Optional.empty(), false, Optional.of(connection));
    }

    @Override
    public Optional<X509Certificate> serverCertificate() throws SspiException {
        if (!isChannelKnown) {
            throw new SspiException(SecurityStatus.SEC_E_CERT_UNKNOWN, "Nobody knows");
        }
        return certificate;
    }
}
