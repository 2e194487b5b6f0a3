package org.sspi4j.schannel.bctls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.util.Arrays;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Makes keying material of a secret that outlives the handshake: Bouncy Castle's own exporter works only at its end. */
final class Exporter {
    /** RFC 5705 4: "The labels [...] MUST NOT be used". */
    private static final Set<String> RESERVED =
            Set.of("client finished", "server finished", "master secret", "extended master secret", "key expansion");

    private static final int UINT16 = 0xFFFF;

    private final TlsCrypto crypto;
    private final boolean tls13;
    private final int hash;
    private final int prf;
    private final byte[] randoms;
    private final TlsSecret secret;

    private Exporter(TlsCrypto crypto, SecurityParameters agreed, boolean tls13) {
        this.crypto = crypto;
        this.tls13 = tls13;
        this.hash = agreed.getPRFCryptoHashAlgorithm();
        this.prf = agreed.getPRFAlgorithm();
        this.randoms = Arrays.concatenate(agreed.getClientRandom(), agreed.getServerRandom());
        this.secret = crypto.adoptSecret(tls13 ? agreed.getExporterMasterSecret() : agreed.getMasterSecret());
    }

    /**
     * At the end of the handshake. Empty without the extended master secret. RFC 7627 5.4: "the client or server MUST NOT export any
     * key material based on the new master secret for any subsequent application-level authentication".
     */
    static Optional<Exporter> of(TlsCrypto crypto, SecurityParameters agreed, boolean tls13) {
        return tls13 || agreed.isExtendedMasterSecret() ? Optional.of(new Exporter(crypto, agreed, tls13)) : Optional.empty();
    }

    /** As {@link org.sspi4j.schannel.tls.TlsAgreement#export}. */
    synchronized byte[] export(String label, Optional<byte[]> context, int length) throws SspiException {
        if (label.isEmpty() || RESERVED.contains(label) || !label.chars().allMatch(c -> c < 0x80)) {
            throw wrong("The label of keying material is ASCII, not empty, and none that TLS uses itself; take another: " + label);
        }
        if (context.isPresent() && context.get().length > UINT16) {
            throw wrong("The context of keying material has at most 65535 bytes; hash a longer one");
        }
        if (!secret.isAlive()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The TLS connection is deleted; export before");
        }
        try {
            return tls13 ? export13(label, context.orElse(new byte[0]), length) : export12(label, context, length);
        } catch (IOException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, "The label or the length of keying material is too long", e);
        }
    }

    private static SspiException wrong(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, sentence);
    }

    /** @spec RFC 8446 7.5 */
    private byte[] export13(String label, byte[] context, int length) throws IOException {
        int size = TlsCryptoUtils.getHashOutputSize(hash);
        if (length < 0 || length > 255 * size) {
            throw new IOException("HKDF-Expand makes up to " + 255 * size + " bytes");
        }
        var derived = TlsCryptoUtils.hkdfExpandLabel(secret, hash, label, hash(new byte[0]), size);
        return TlsCryptoUtils.hkdfExpandLabel(derived, hash, "exporter", hash(context), length).extract();
    }

    private byte[] hash(byte[] bytes) {
        var digest = crypto.createHash(hash);
        digest.update(bytes, 0, bytes.length);
        return digest.calculateHash();
    }

    /** @spec RFC 5705 4 */
    private byte[] export12(String label, Optional<byte[]> context, int length) throws IOException {
        var seed = new ByteArrayOutputStream();
        seed.write(randoms);
        if (context.isPresent()) {
            TlsUtils.writeOpaque16(context.get(), seed);
        }
        return secret.deriveUsingPRF(prf, label, seed.toByteArray(), length).extract();
    }

    synchronized void close() {
        secret.destroy();
    }
}
