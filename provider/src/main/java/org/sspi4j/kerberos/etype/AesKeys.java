package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import java.util.function.Supplier;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.CbcCts;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/** Ke, Ki and Kc of one usage of an AES key with HMACs, derived when first needed. */
abstract class AesKeys extends UsageKeys {
    private final Hash hash;
    private final int checksumLength;
    private volatile Sealing sealing;
    private volatile Hmac kc;

    AesKeys(Hash hash, int checksumLength) {
        super(Cbc.BLOCK, checksumLength);
        this.hash = hash;
        this.checksumLength = checksumLength;
    }

    /** What encryption needs. */
    record Sealing(byte[] ke, Hmac ki) {
        @Override
        public String toString() {
            return "Sealing";
        }
    }

    /** Called once, unless {@link #derive} was before. */
    abstract Sealing deriveSealing();

    /** Called once. */
    abstract Hmac deriveKc();

    @Override
    final void wipeKeys() {
        if (sealing != null) {
            Arrays.fill(sealing.ke, (byte) 0);
            sealing.ki.close();
        }
        if (kc != null) {
            kc.close();
        }
    }

    /** Derives them in this way, together with others, unless they are there. */
    final synchronized void derive(Supplier<Sealing> derivation) {
        requireOpen();
        if (sealing == null) {
            sealing = derivation.get();
        }
    }

    /** Wipes the key that the HMAC is made of. */
    final Hmac hmac(byte[] key) {
        try {
            return new Hmac(hash, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    final Sealing sealing() {
        Sealing ready = sealing;
        return ready != null ? ready : firstSealing();
    }

    private Hmac kc() {
        Hmac ready = kc;
        return ready != null ? ready : firstKc();
    }

    private Sealing firstSealing() {
        derive(this::deriveSealing);
        return sealing;
    }

    private synchronized Hmac firstKc() {
        requireOpen();
        if (kc == null) {
            kc = deriveKc();
        }
        return kc;
    }

    /** Key schedules are made when first needed: most keys have one direction. */
    abstract class AesKey extends Key {
        private CbcCts encryption;
        private CbcCts decryption;

        final CbcCts encryption() {
            if (encryption == null) {
                encryption = new CbcCts(Cbc.aesEncryption(sealing().ke));
                requireOpen();
            }
            return encryption;
        }

        final CbcCts decryption() {
            if (decryption == null) {
                decryption = new CbcCts(Cbc.aesDecryption(sealing().ke));
                requireOpen();
            }
            return decryption;
        }

        @Override
        final void sign(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            Hmac key = kc();
            key.begin(workspace);
            key.update(workspace, message);
            key.end(workspace, checksum, at, checksumLength);
        }

        @Override
        final void closeCiphers() {
            if (encryption != null) {
                encryption.close();
            }
            if (decryption != null) {
                decryption.close();
            }
        }
    }
}
