package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.kerberos.etype.EncryptionType;

/**
 * What is missing in the floor of {@link ContextBenchmark} because keys are ready there: a server has the session key out of
 * the ticket, and needs Ke and Ki of two usages, the authenticator's and the AP-REP's, as ready ciphers and MACs.
 *
 * @spec RFC 3961 5.1
 */
public class SessionKeyBenchmark {
    private static final int BLOCK = 16;
    private static final IvParameterSpec ZERO = new IvParameterSpec(new byte[BLOCK]);

    @State(Scope.Thread)
    public static class Floor {
        private final byte[] constant = new byte[BLOCK];
        private byte[] value;
        private Cipher base;
        private Cipher authenticator;
        private Cipher apRep;
        private Mac mac;

        @Setup
        public void lookUp(OursPeers peers) throws Exception {
            EncryptionType type = KeyTypes.of(peers.establish().client());
            if (KeyTypes.macsCiphertext(type)) {
                throw new IllegalArgumentException("the derivation of " + type + " is not written yet");
            }
            value = new byte[type.keyLength()];
            base = Cipher.getInstance("AES/CBC/NoPadding");
            authenticator = Cipher.getInstance("AES/CBC/NoPadding");
            apRep = Cipher.getInstance("AES/CBC/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
        }

        int derive() throws GeneralSecurityException {
            value[0]++;         // the JDK's cipher notices when it has the key already
            base.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(value, "AES"), ZERO);
            authenticator.init(Cipher.DECRYPT_MODE, derived("AES"), ZERO);
            mac.init(derived("HmacSHA1"));
            apRep.init(Cipher.ENCRYPT_MODE, derived("AES"), ZERO);
            mac.init(derived("HmacSHA1"));
            return mac.getMacLength();
        }

        /** Each block is what the base key makes of the one before. */
        private SecretKeySpec derived(String algorithm) throws GeneralSecurityException {
            var key = new byte[value.length];
            base.doFinal(constant, 0, BLOCK, key, 0);
            for (int at = BLOCK; at < key.length; at += BLOCK) {
                base.doFinal(key, at - BLOCK, BLOCK, key, at);
            }
            return new SecretKeySpec(key, algorithm);
        }
    }

    @Benchmark
    public int floor(Floor floor) throws Exception {
        return floor.derive();
    }
}
