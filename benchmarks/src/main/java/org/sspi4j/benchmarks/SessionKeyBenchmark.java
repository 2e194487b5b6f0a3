package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import java.util.Arrays;
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
 * @spec RFC 8009 3
 */
public class SessionKeyBenchmark {
    private static final int BLOCK = 16;
    /** A usage and which of its keys: RFC 8009 3. */
    private static final int LABEL = 5;
    private static final IvParameterSpec ZERO = new IvParameterSpec(new byte[BLOCK]);

    @State(Scope.Thread)
    public static class Floor {
        private EncryptionType type;
        private byte[] value;
        private Derivation derivation;
        private Cipher authenticator;
        private Cipher apRep;
        private Mac mac;

        @Setup
        public void lookUp(OursPeers peers) throws Exception {
            type = KeyTypes.of(peers.establish().client());
            value = new byte[type.keyLength()];
            derivation = KeyTypes.isRfc8009(type) ? new Kdf(KeyTypes.hmac(type)) : new Dk();
            authenticator = Cipher.getInstance("AES/CBC/NoPadding");
            apRep = Cipher.getInstance("AES/CBC/NoPadding");
            mac = Mac.getInstance(KeyTypes.hmac(type));
        }

        int derive() throws GeneralSecurityException {
            value[0]++;         // the JDK's cipher notices when it has the key already
            derivation.begin(value);
            authenticator.init(Cipher.DECRYPT_MODE, cipherKey(), ZERO);
            mac.init(macKey());
            apRep.init(Cipher.ENCRYPT_MODE, cipherKey(), ZERO);
            mac.init(macKey());
            return mac.getMacLength();
        }

        private SecretKeySpec cipherKey() throws GeneralSecurityException {
            return new SecretKeySpec(derivation.derive(type.keyLength()), "AES");
        }

        private SecretKeySpec macKey() throws GeneralSecurityException {
            return new SecretKeySpec(derivation.derive(KeyTypes.hmacKeyLength(type)), mac.getAlgorithm());
        }
    }

    /** Makes keys of a base key; of always the same constant, whose content makes no difference to the work. */
    private interface Derivation {
        void begin(byte[] base) throws GeneralSecurityException;

        byte[] derive(int length) throws GeneralSecurityException;
    }

    /** RFC 3961 5.1: each block is what the base key makes of the one before. */
    private static final class Dk implements Derivation {
        private final byte[] constant = new byte[BLOCK];
        private final Cipher base = Cipher.getInstance("AES/CBC/NoPadding");

        Dk() throws GeneralSecurityException {}

        @Override
        public void begin(byte[] key) throws GeneralSecurityException {
            base.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), ZERO);
        }

        @Override
        public byte[] derive(int length) throws GeneralSecurityException {
            var key = new byte[length];
            base.doFinal(constant, 0, BLOCK, key, 0);
            for (int at = BLOCK; at < length; at += BLOCK) {
                base.doFinal(key, at - BLOCK, BLOCK, key, at);
            }
            return key;
        }
    }

    /** RFC 8009 3: the beginning of one HMAC over a counter, the label, a zero and the length in bits. */
    private static final class Kdf implements Derivation {
        private final byte[] input = new byte[Integer.BYTES + LABEL + 1 + Integer.BYTES];
        private final Mac base;
        private final byte[] made;

        Kdf(String hmac) throws GeneralSecurityException {
            base = Mac.getInstance(hmac);
            made = new byte[base.getMacLength()];
        }

        @Override
        public void begin(byte[] key) throws GeneralSecurityException {
            base.init(new SecretKeySpec(key, base.getAlgorithm()));
        }

        @Override
        public byte[] derive(int length) throws GeneralSecurityException {
            base.update(input);
            base.doFinal(made, 0);
            return Arrays.copyOf(made, length);
        }
    }

    @Benchmark
    public int floor(Floor floor) throws Exception {
        return floor.derive();
    }
}
