package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The signatures that the peer takes. */
final class Taken {
    private static final Set<String> LEGACY = Set.of("RSA", "EC");

    private final TlsContext context;
    private final boolean tls13;
    private final boolean legacy;
    private final List<Scheme> schemes;

    /** @param algorithms what it says; null if it says nothing, as before TLS 1.2 */
    Taken(TlsContext context, Vector<?> algorithms) {
        this.context = context;
        tls13 = TlsUtils.isTLSv13(context);
        legacy = !TlsUtils.isTLSv12(context);
        var peers = algorithms == null
                ? List.<SignatureAndHashAlgorithm>of()
                : algorithms.stream().map(SignatureAndHashAlgorithm.class::cast).toList();
        schemes = Scheme.taken(peers, tls13);
    }

    /** Algorithms of the keys that make them. */
    Set<String> keys(Predicate<String> also) {
        return (legacy ? LEGACY : Scheme.keys(schemes)).stream().filter(also).collect(Collectors.toUnmodifiableSet());
    }

    /** Empty if the peer takes no signature of this key. */
    Optional<TlsCredentialedSigner> signer(OwnCertificate own, BcTlsCrypto crypto) throws IOException {
        if (legacy) {
            return LEGACY.contains(Scheme.key(own.key())) ? Optional.of(legacySigner(own, crypto)) : Optional.empty();
        }
        return Scheme.best(schemes, own.key(), tls13)
                .map(scheme -> new OwnSigner(own, scheme, own.message(tls13), crypto.getSecureRandom()));
    }

    /** The JDK does not make RSA's signature of MD5 and SHA-1 together. */
    private TlsCredentialedSigner legacySigner(OwnCertificate own, BcTlsCrypto crypto) throws IOException {
        var encoded = own.context().privateKey().getEncoded();
        if (encoded == null) {
            throw new TlsFatalAlert(
                    AlertDescription.internal_error,
                    "a private key that does not leave its device needs TLS 1.2; enable that on both sides");
        }
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, PrivateKeyFactory.createKey(encoded), own.before13(), null);
    }
}
