package org.sspi4j.kerberos.etype;

import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.wire.DecodeException;

/**
 * A key of an encryption type: what passwords, key tables, tickets and KDCs hold. Keys for a usage are derived when first
 * needed and kept with it. Safe for use by many threads; closing wipes it and everything derived from it. Never shows its
 * bytes.
 *
 * @spec RFC 3961 3
 */
public final class ProtocolKey implements AutoCloseable {
    private final EncryptionType type;
    private final byte[] value;
    private volatile Usage usages;
    private volatile boolean closed;

    ProtocolKey(EncryptionType type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    public EncryptionType type() {
        return type;
    }

    /** The key itself, for a message or a file that carries it. The caller wipes the copy. */
    public byte[] copyOfValue() {
        requireOpen();
        return value.clone();
    }

    /** A key of its own with the same value. */
    public ProtocolKey copy() {
        return new ProtocolKey(type, copyOfValue());
    }

    /** A key for many messages of one usage and one direction, to be used by one thread at a time. */
    public SpecificKey specificKey(int usage) {
        return usage(usage).specificKey();
    }

    /**
     * A key for the per-message tokens of RFC 1964 in one direction, to be used by one thread at a time.
     *
     * @throws IllegalStateException if its type does not have such tokens
     */
    public Rfc1964Key rfc1964Key() {
        requireOpen();
        if (!type.hasOldTokens()) {
            throw new IllegalStateException(type + " has the tokens of RFC 4121");
        }
        return new Rfc1964Key(specificKey(Rfc1964Key.WRAP), specificKey(Rfc1964Key.MIC), value);
    }

    /**
     * To be said of a key that is met once, before it is used: the encryption keys of {@code second} are derived with those of
     * {@code first}, which costs less than one after the other.
     */
    public void deriveTogether(int first, int second) {
        requireOpen();
        if (find(first) == null) {
            addTogether(first, second);
        }
    }

    private synchronized void addTogether(int first, int second) {
        requireOpen();
        if (find(first) == null) {
            addUsage(first, type.profile().derive(value, first, usage(second).keys()));
        }
    }

    /** A whole encrypted message: a ticket, an authenticator, a KDC's reply. */
    public byte[] encrypt(int usage, byte[] plain, RandomSource random) {
        return usage(usage).encrypt(plain, random);
    }

    /**
     * The plaintext of the bytes from {@code from} to {@code to}, which stay as they are.
     *
     * @throws DecodeException if they are too few for any plaintext
     * @throws IntegrityException if this key and usage did not make them
     */
    public byte[] decrypt(int usage, byte[] cipher, int from, int to) throws DecodeException, IntegrityException {
        return usage(usage).decrypt(cipher, from, to);
    }

    public byte[] decrypt(int usage, byte[] cipher) throws DecodeException, IntegrityException {
        return decrypt(usage, cipher, 0, cipher.length);
    }

    /** The keyed checksum of type {@code type().checksumType()} over the bytes from {@code from} to {@code to}. */
    public byte[] checksum(int usage, byte[] data, int from, int to) {
        return usage(usage).checksum(data, from, to);
    }

    public byte[] checksum(int usage, byte[] data) {
        return checksum(usage, data, 0, data.length);
    }

    /**
     * Checks a checksum over the bytes from {@code from} to {@code to}.
     *
     * @param checksumType as the message names it; any other than the key's own is refused, unkeyed ones above all
     * @throws DecodeException if the checksum has not the length of its type
     */
    public void verify(int usage, byte[] data, int from, int to, int checksumType, byte[] checksum)
            throws DecodeException, IntegrityException {
        if (checksumType != type.checksumType()) {
            throw new IntegrityException();
        }
        usage(usage).verify(data, from, to, checksum);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (Usage usage = usages; usage != null; usage = usage.next) {
            usage.close();
        }
        Arrays.fill(value, (byte) 0);
    }

    /** Compares in constant time. A closed key equals only itself. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof ProtocolKey that
                        && type == that.type
                        && !closed
                        && !that.closed
                        && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return type.number();
    }

    @Override
    public String toString() {
        return "ProtocolKey[" + type + "]";
    }

    private Usage usage(int number) {
        Usage found = find(number);
        return found != null ? found : add(number);
    }

    private Usage find(int number) {
        for (Usage usage = usages; usage != null; usage = usage.next) {
            if (usage.number == number) {
                return usage;
            }
        }
        return null;
    }

    private synchronized Usage add(int number) {
        requireOpen();
        Usage found = find(number);
        return found != null ? found : addUsage(number, type.profile().derive(value, number));
    }

    private Usage addUsage(int number, DerivedKeys keys) {
        usages = new Usage(type, keys, number, usages);
        return usages;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key is closed");
        }
    }
}
