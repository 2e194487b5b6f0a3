package org.sspi4j.schannel;

import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * A client whom the server asked for a certificate that its credential does not have: the same input comes again, with another
 * credential, or with the same one, which stands for no certificate.
 *
 * @param flight what was consumed of the call before
 * @param asking as long as it is held the task waits for {@link #next}
 */
record AwaitCertificate(Connection connection, Flight flight, Wish wish, Object asking) implements Handshake {
    @Override
    public Step<Move> next(Leg leg) throws SspiException {
        var again = flight.again(leg.token());
        var certificate = of(leg.credential());
        var question = connection.question().orElseThrow();
        connection.request().facilities().decisions().note(
                Decision.About.CREDENTIAL,
                "The server asked for a certificate: {}",
                certificate.map(CertContext::toString).orElse("none is shown"));
        return Step.ask(new Need.Awaited<>(() -> question.answer(certificate)))
                .then(event -> new AwaitRecords(connection).after(event, again));
    }

    /** Whoever brings another credential means its certificate to be shown, even where the server did not name its issuer. */
    private Optional<CertContext> of(Credential now) {
        if (now == connection.credential()) {
            return Optional.empty();
        }
        // A session that another credential's certificate made is not this credential's to resume.
        connection.forgetSession();
        var other = (SchannelCredential) now;
        var fitting = other.certificates().choose(wish);
        return fitting.isPresent()
                ? fitting
                : other.own().stream()
                        .filter(own -> wish.keyAlgorithms().contains(own.certificate().getPublicKey().getAlgorithm()))
                        .findFirst();
    }

    @Override
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        if (attribute == SchannelAttribute.ISSUER_LIST_EX) {
            return attribute.structure().cast(issuers(wish));
        }
        return Handshake.super.query(attribute);
    }

    static SchannelAttribute.IssuerListInfoEx issuers(Wish wish) {
        return new SchannelAttribute.IssuerListInfoEx(wish.issuers().stream().map(X500Principal::getEncoded).toList());
    }

    @Override
    public void close() {
        connection.question().ifPresent(CertificateQuestion::cancel);
        connection.engine().close();
    }
}
