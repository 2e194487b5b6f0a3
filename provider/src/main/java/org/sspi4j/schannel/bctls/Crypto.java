package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.sspi4j.crypto.RecordGcm;

/** Bouncy Castle's ciphers, but for AES-GCM, which the JDK leaves to the processor. */
final class Crypto extends BcTlsCrypto {
    Crypto(SecureRandom random) {
        super(random);
    }

    @Override
    protected TlsAEADCipher createCipher_AES_GCM(TlsCryptoParameters parameters, int keySize, int tagSize) throws IOException {
        return new TlsAEADCipher(parameters, new Gcm(true), new Gcm(false), keySize, tagSize, TlsAEADCipher.AEAD_GCM, null);
    }

    private static final class Gcm implements TlsAEADCipherImpl {
        private static final int TAG = 16;

        private final boolean encrypts;
        private final RecordGcm gcm;

        Gcm(boolean encrypts) {
            this.encrypts = encrypts;
            gcm = new RecordGcm(encrypts);
        }

        @Override
        public void setKey(byte[] key, int offset, int length) {
            gcm.key(key, offset, length);
        }

        @Override
        public void init(byte[] nonce, int tagSize) throws IOException {
            try {
                gcm.begin(nonce);
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }

        @Override
        public int getOutputSize(int inputLength) {
            return encrypts ? inputLength + TAG : inputLength - TAG;
        }

        @Override
        public int doFinal(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws IOException {
            try {
                return gcm.end(associated, in, inOffset, length, out, outOffset);
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(encrypts ? AlertDescription.internal_error : AlertDescription.bad_record_mac, e);
            }
        }
    }
}
