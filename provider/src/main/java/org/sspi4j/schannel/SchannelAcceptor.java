package org.sspi4j.schannel;

import java.util.Optional;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.certificate.ClientCertificateCheck;
import org.sspi4j.schannel.tls.TlsOffer;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/** A server: {@code AwaitClientHello -> AwaitRecords* -> established}. */
final class SchannelAcceptor {
    private SchannelAcceptor() {}

    /** Waits for the first record. */
    record AwaitClientHello(SchannelCredential credential, ContextRequest request) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            var protocols = SchannelInitiator.applicationProtocols(leg);
            var check = new ClientCertificateCheck(credential.roots());
            var offer = new TlsOffer(
                    credential.permitted().byDefault(),
                    "",
                    Optional.empty(),
                    protocols,
                    request.flags().contains(ContextFlag.MUTUAL_AUTH),
                    check,
                    credential.certificates());
            var connection = new Connection(
                    request, credential, credential.engines().acceptor(offer), Optional.of(check), Optional.empty(), Optional.empty());
            return new AwaitRecords(connection).next(leg);
        }
    }
}
