package org.sspi4j.kerberos.etype;

import org.sspi4j.crypto.Leases;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.wire.DecodeException;

/**
 * A protocol key in one usage: whole messages as arrays, by any number of threads. Each takes a worker of its own, ciphers
 * ready, and gives it back.
 *
 * @spec RFC 3961 3
 */
class Usage {
    final int number;
    /** The key's usages are a list: there are few, and it is read without a lock. */
    final Usage next;
    private final EncryptionType type;
    private final DerivedKeys keys;
    private final Leases<Worker> workers;
    private volatile boolean closed;

    Usage(EncryptionType type, DerivedKeys keys, int number, Usage next) {
        this.type = type;
        this.keys = keys;
        this.number = number;
        this.next = next;
        workers = new Leases<>(() -> new Worker(keys.specificKey(), new ScatteredBytes()));
    }

    DerivedKeys keys() {
        return keys;
    }

    SpecificKey specificKey() {
        return keys.specificKey();
    }

    byte[] encrypt(byte[] plain, RandomSource random) {
        int sealed = type.confounderLength() + plain.length;
        byte[] cipher = new byte[sealed + type.checksumLength()];
        boolean checksumFirst = type.profile().checksumFirst();
        int sealedAt = checksumFirst ? type.checksumLength() : 0;
        System.arraycopy(plain, 0, cipher, sealedAt + type.confounderLength(), plain.length);
        Worker worker = workers.take();
        try {
            worker.key.seal(worker.message.sealed(cipher, sealedAt, sealed), random, cipher, checksumFirst ? 0 : sealed);
        } finally {
            give(worker);
        }
        return cipher;
    }

    byte[] decrypt(byte[] cipher, int from, int to) throws DecodeException, IntegrityException {
        int length = to - from - type.confounderLength() - type.checksumLength();
        if (length < 0) {
            throw new DecodeException("cipher", "is shorter than a confounder and a checksum", from);
        }
        boolean checksumFirst = type.profile().checksumFirst();
        int sealedAt = checksumFirst ? from + type.checksumLength() : from;
        byte[] confounder = new byte[type.confounderLength()];
        System.arraycopy(cipher, sealedAt, confounder, 0, confounder.length);
        byte[] plain = new byte[length];
        System.arraycopy(cipher, sealedAt + confounder.length, plain, 0, length);
        Worker worker = workers.take();
        try {
            worker.message.sealed(confounder, 0, confounder.length).sealed(plain, 0, length);
            worker.key.unseal(worker.message, cipher, checksumFirst ? from : to - type.checksumLength());
        } finally {
            give(worker);
        }
        return plain;
    }

    byte[] checksum(byte[] data, int from, int to) {
        byte[] checksum = new byte[type.checksumLength()];
        Worker worker = workers.take();
        try {
            worker.key.sign(worker.message.signed(data, from, to - from), checksum, 0);
        } finally {
            give(worker);
        }
        return checksum;
    }

    void verify(byte[] data, int from, int to, byte[] checksum) throws DecodeException, IntegrityException {
        if (checksum.length != type.checksumLength()) {
            throw new DecodeException("checksum", "is not " + type.checksumLength() + " bytes long", 0);
        }
        Worker worker = workers.take();
        try {
            worker.key.verify(worker.message.signed(data, from, to - from), checksum, 0);
        } finally {
            give(worker);
        }
    }

    void close() {
        closed = true;
        keys.wipe();
        drain();
    }

    /** Looks afterwards whether the key was closed: whoever looks before may give back to a place that was emptied meanwhile. */
    private void give(Worker worker) {
        worker.message.clear();
        putBack(worker);
        if (closed) {
            drain();
        }
    }

    void putBack(Worker worker) {
        Worker tooMany = workers.give(worker);
        if (tooMany != null) {
            tooMany.key.close();
        }
    }

    private void drain() {
        workers.drain(worker -> worker.key.close());
    }

    record Worker(SpecificKey key, ScatteredBytes message) {}
}
