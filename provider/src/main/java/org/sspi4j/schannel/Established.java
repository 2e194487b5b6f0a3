package org.sspi4j.schannel;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** The handshake is over: what is left to do on each side. */
final class Established {
    private Established() {}

    static Step<Move> of(Connection connection, Flight flight) throws SspiException {
        var agreement = connection.engine().agreement();
        return connection.isClient() ? ofClient(connection, agreement, flight) : ofServer(connection, agreement, flight);
    }

    private static Step<Move> ofClient(Connection connection, TlsAgreement agreement, Flight flight) throws SspiException {
        var chain = agreement.peerCertificates();
        if (!agreement.isResumed()) {
            connection.rememberSession(chain);
        } else if (!connection.isCheckedByTheApplication()) {
            try {
                checkStillValid(connection, chain);
            } catch (SspiException e) {
                // The server has to see an end behind the Finished that goes along.
                connection.engine().closeOutbound();
                throw e;
            }
        }
        return Step.of(done(connection, agreement, Optional.empty(), flight));
    }

    private static Step<Move> ofServer(Connection connection, TlsAgreement agreement, Flight flight) throws SspiException {
        var chain = agreement.peerCertificates();
        if (chain.isEmpty()) {
            return Step.of(done(connection, agreement, Optional.empty(), flight));
        }
        return Step.either(() -> Step.ask(new Need.Run<>(() -> mapped(connection, chain))), refusal -> {
            connection.engine().closeOutbound();
            throw flight.told(refusal, connection.engine());
        }).then(client -> Step.of(done(connection, agreement, client, flight)));
    }

    /** Of a session that ends in the middle of the handshake: one that had ended before is not resumed. */
    private static void checkStillValid(Connection connection, List<X509Certificate> chain) throws SspiException {
        try {
            if (!chain.isEmpty()) {
                chain.get(0).checkValidity(Date.from(connection.now()));
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CERT_EXPIRED,
                    "The session was resumed, and the server's certificate has ended since: begin another session", e);
        }
    }

    /** By the first mapper that knows the certificate, which is checked once more if its session is resumed. */
    private static Optional<AccessToken> mapped(Connection connection, List<X509Certificate> chain) throws SspiException {
        var path = connection.check().orElseThrow().path(chain).certificates();
        for (var mapper : connection.credential().mappers()) {
            var client = mapper.map(path);
            if (client.isPresent()) {
                return client;
            }
        }
        return Optional.empty();
    }

    private static Move done(Connection connection, TlsAgreement agreement, Optional<AccessToken> client, Flight flight) {
        return new Move.Done(flight.output(), new SchannelSession(connection, agreement, client), flight.extra());
    }
}
