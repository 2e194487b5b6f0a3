package org.sspi4j.kerberos.etype;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/** What is the same in every type: where the confounder goes, how checksums are compared, and that a wiped key says so. */
abstract class UsageKeys implements DerivedKeys {
    private final int confounderLength;
    private final int checksumLength;
    private volatile boolean wiped;

    UsageKeys(int confounderLength, int checksumLength) {
        this.confounderLength = confounderLength;
        this.checksumLength = checksumLength;
    }

    /** Overwrites what was derived. */
    abstract void wipeKeys();

    @Override
    public final synchronized void wipe() {
        wiped = true;
        VarHandle.storeStoreFence();                // whoever sees zeroes sees why
        wipeKeys();
    }

    /** Asked before a result is used: a key wiped meanwhile is all zero, and anyone could have made that checksum. */
    final void requireOpen() {
        VarHandle.acquireFence();
        if (wiped) {
            throw new IllegalStateException("the key is closed");
        }
    }

    /** One thread's ciphers. */
    abstract class Key implements SpecificKey {
        private final byte[] confounder = new byte[confounderLength];
        private final byte[] received = new byte[checksumLength];
        private final byte[] expected = new byte[checksumLength];
        private volatile boolean closed;

        /** Encrypts in place, and writes the checksum. */
        abstract void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at);

        /**
         * Decrypts in place, unless the checksum shows before that this is vain.
         *
         * @param expected for the checksum that belongs to the message
         * @return whether {@link #isGenuine} says so
         */
        abstract boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected);

        /** Writes the checksum of what is not encrypted. */
        abstract void sign(ScatteredBytes message, Workspace workspace, byte[] checksum, int at);

        /** Overwrites the key schedules. */
        abstract void closeCiphers();

        @Override
        public final void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
            requireUsable();
            random.nextBytes(confounder, 0, confounderLength);
            message.overwriteSealed(confounder, confounderLength);
            try (Workspace workspace = Workspace.lease()) {
                seal(message, workspace, checksum, at);
            }
            requireUsable();
        }

        @Override
        public final void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException {
            requireUsable();
            if (message.sealedLength() < confounderLength) {
                throw new DecodeException("cipher", "is shorter than its confounder", 0);
            }
            System.arraycopy(checksum, at, received, 0, checksumLength);
            boolean opened = false;
            try (Workspace workspace = Workspace.lease()) {
                if (!unseal(message, workspace, received, expected)) {
                    throw new IntegrityException();
                }
                requireUsable();
                opened = true;
            } finally {
                if (!opened) {
                    message.wipeSealed();
                }
            }
        }

        @Override
        public final void sign(ScatteredBytes message, byte[] checksum, int at) {
            requireUsable();
            try (Workspace workspace = Workspace.lease()) {
                sign(message, workspace, checksum, at);
            }
            requireUsable();
        }

        @Override
        public final void verify(ScatteredBytes message, byte[] checksum, int at) throws IntegrityException {
            System.arraycopy(checksum, at, received, 0, checksumLength);
            sign(message, expected, 0);
            if (!isGenuine(expected, received)) {
                throw new IntegrityException();
            }
        }

        @Override
        public final void close() {
            closed = true;
            VarHandle.storeStoreFence();
            closeCiphers();
        }

        /** In constant time. */
        final boolean isGenuine(byte[] expected, byte[] received) {
            requireUsable();
            return MessageDigest.isEqual(expected, received);
        }

        /** Closed ciphers have a key that is all zero, as wiped ones do. */
        private void requireUsable() {
            requireOpen();
            if (closed) {
                throw new IllegalStateException("the key is closed");
            }
        }
    }
}
