package org.sspi4j.schannel;

import java.util.List;
import java.util.Optional;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.certificate.ReferenceName;
import org.sspi4j.schannel.certificate.ServerCertificateCheck;
import org.sspi4j.schannel.tls.TlsOffer;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/** A client: {@code Start -> AwaitRecords* -> established}, and {@code AwaitCertificate} in between where the caller is asked. */
final class SchannelInitiator {
    private SchannelInitiator() {}

    /** Says ClientHello. */
    record Start(SchannelCredential credential, ContextRequest request, Luid logonSession) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            boolean manual = request.flags().contains(ContextFlag.MANUAL_CRED_VALIDATION)
                    || credential.has(SchCredFlag.MANUAL_CRED_VALIDATION);
            var target = request.target();
            var session = credential.sessions().entry(
                    new ClientSessions.Name(target, logonSession, !manual), request.facilities().clock().instant());
            var question = new CertificateQuestion(credential.certificates());
            var protocols = applicationProtocols(leg);
            var offer = new TlsOffer(
                    credential.permitted().limits(protocols),
                    session.key(),
                    serverName(target),
                    protocols,
                    false,
                    ServerCertificateCheck.of(credential.roots(), credential.settings().flags(), manual, target),
                    question);
            if (manual) {
                request.facilities().decisions().note(
                        Decision.About.PEER, "MANUAL_CRED_VALIDATION: the caller checks the server's certificate, nobody here does");
            }
            var connection = new Connection(
                    request,
                    credential,
                    credential.engines().initiator(offer),
                    Optional.empty(),
                    Optional.of(question),
                    Optional.of(session));
            return new AwaitRecords(connection).next(leg);
        }
    }

    /** Of a target that is a host's name. Where names are not checked it may be anything. */
    private static Optional<String> serverName(String target) {
        try {
            return ReferenceName.of(target).serverName();
        } catch (SspiException e) {
            return Optional.empty();
        }
    }

    static List<byte[]> applicationProtocols(Leg leg) throws SspiException {
        var buffer = leg.buffer(SecBufferType.APPLICATION_PROTOCOLS);
        return buffer.isPresent() ? ApplicationProtocolList.decode(buffer.get().toBytes()) : List.of();
    }
}
