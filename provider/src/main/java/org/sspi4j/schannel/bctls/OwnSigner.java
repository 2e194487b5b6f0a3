package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsStreamSigner;

/** Signs with a key of the JDK, which may be one that never leaves its device. Of TLS 1.2 and later. */
record OwnSigner(OwnCertificate own, Scheme scheme, Certificate message, SecureRandom random) implements TlsCredentialedSigner {
    @Override
    public Certificate getCertificate() {
        return message;
    }

    @Override
    public SignatureAndHashAlgorithm getSignatureAndHashAlgorithm() {
        return scheme.algorithm();
    }

    @Override
    public byte[] generateRawSignature(byte[] hash) {
        throw new IllegalStateException("what is signed comes to the stream signer");
    }

    @Override
    public TlsStreamSigner getStreamSigner() throws IOException {
        try {
            var signature = Signature.getInstance(scheme.signature());
            signature.initSign(own.context().privateKey(), random);
            // Not before: that would be the first provider that knows the algorithm, and not the one that knows the key.
            if (scheme.parameters().isPresent()) {
                signature.setParameter(scheme.parameters().get());
            }
            return new Stream(signature);
        } catch (GeneralSecurityException | ProviderException e) {
            throw unable(e);
        }
    }

    private static TlsFatalAlert unable(Exception e) {
        return new TlsFatalAlert(
                AlertDescription.internal_error, "the private key of this side's certificate does not sign: " + e.getMessage(), e);
    }

    private static final class Stream extends OutputStream implements TlsStreamSigner {
        private final Signature signature;

        Stream(Signature signature) {
            this.signature = signature;
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                signature.update(bytes, offset, length);
            } catch (SignatureException | ProviderException e) {
                throw unable(e);
            }
        }

        @Override
        public byte[] getSignature() throws IOException {
            try {
                return signature.sign();
            } catch (SignatureException | ProviderException e) {
                throw unable(e);
            }
        }
    }
}
