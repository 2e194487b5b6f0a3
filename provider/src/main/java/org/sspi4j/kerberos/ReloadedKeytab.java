package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sspi4j.api.Decision.About;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;

/**
 * The keys of a keytab file, read again when the file has changed. The file is looked at when a second has gone by since the last
 * look, so that a key that is gone is not accepted for longer; and at once when no key fits, or before a logon, but at most once a
 * second too, so that tickets for unknown keys cost no file operation each.
 */
final class ReloadedKeytab {
    private static final long BETWEEN_LOOKS_MS = 1_000;
    /** Whoever writes a file anew has truncated it before; it is not without keys on purpose until it has been left alone for this long. */
    private static final Duration BEING_WRITTEN = Duration.ofSeconds(2);

    private final Path path;
    private final Optional<Principal> only;
    private final List<EncryptionType> types;
    private final SingleFlight<Path, Boolean> looks;
    private final RetiredKeys retired = new RetiredKeys();
    private volatile ServiceKeys keys;
    /** In milliseconds since 1970, as all times here that every acceptance compares with. */
    private final AtomicLong lastLook;
    /** The last look because no key did: one that found nothing new just before does not put off this one. */
    private final AtomicLong lastSearch;
    private Optional<Need.Stamp> stamp;
    private boolean wiped;

    /**
     * @param only whose keys to take; empty for all
     * @param keys what was read just now
     * @param stamp what the file was known by then
     */
    ReloadedKeytab(
            Path path,
            Optional<Principal> only,
            List<EncryptionType> types,
            ServiceKeys keys,
            Need.Stamp stamp,
            Instant now,
            Duration patience) {
        this.path = path;
        this.only = only;
        this.types = types;
        this.keys = keys;
        this.stamp = Optional.of(stamp);
        this.lastLook = new AtomicLong(now.toEpochMilli());
        this.lastSearch = new AtomicLong(now.toEpochMilli());
        this.looks = new SingleFlight<>(patience);
    }

    Path path() {
        return path;
    }

    /** The keys as they were read last. */
    ServiceKeys keys() {
        return keys;
    }

    /** Whether the caller is the one to look at the file now, because nobody has for a second; all others go on with what is there. */
    boolean isTurnToLook(Instant now) {
        return isClaimed(lastLook, now.toEpochMilli());
    }

    private static boolean isClaimed(AtomicLong last, long now) {
        long before = last.get();
        long since = now - before;
        // A clock that was put back is no reason to wait for it.
        return (since >= BETWEEN_LOOKS_MS || since < 0) && last.compareAndSet(before, now);
    }

    /**
     * Reads the file again if it has changed and nobody has looked because of missing keys for a second.
     *
     * @param tried the keys that did not do
     * @return whether there are others now
     */
    Step<Boolean> lookAgain(ServiceKeys tried, Facilities facilities) throws SspiException {
        if (keys != tried) {
            return Step.of(true);
        }
        var now = facilities.clock().instant();
        if (!isClaimed(lastSearch, now.toEpochMilli())) {
            return Step.of(false);
        }
        lastLook.set(now.toEpochMilli());
        return look(now, facilities);
    }

    /**
     * Reads the file again if it has changed; a file that is gone, or half written, changes nothing.
     *
     * @return whether there are other keys now
     */
    Step<Boolean> look(Instant now, Facilities facilities) throws SspiException {
        return looks.of(path, () -> Step.either(() -> read(now, facilities), failure -> {
            facilities.decisions().note(About.KEY, "{} was looked at again and could not be read; its former keys stay", path);
            return Step.of(false);
        }));
    }

    private Step<Boolean> read(Instant now, Facilities facilities) throws SspiException {
        retired.wipeOld(now);
        return Step.ask(new Need.FileIfChanged(path, stamp)).then(file -> {
            if (file.isEmpty()) {
                return Step.of(false);
            }
            // Also of a file that is of no use: it is not read again before it changes.
            stamp = Optional.of(file.get().stamp());
            return Step.of(reload(file.get(), now, facilities));
        });
    }

    private boolean reload(Need.StampedFile file, Instant now, Facilities facilities) throws SspiException {
        var keytab = decoded(file.bytes());
        ServiceKeys read;
        try {
            read = ServiceKeys.of(path.toString(), keytab, only, types);
        } finally {
            keytab.wipe();
        }
        if (read.entries().isEmpty() && Duration.between(file.modified(), now).abs().compareTo(BEING_WRITTEN) < 0) {
            // To be read once more even if it stays like this.
            stamp = Optional.empty();
            facilities.decisions().note(
                    About.KEY, "{} was changed just now and holds no key that could be used; its former keys stay for {} s", path,
                    BEING_WRITTEN.toSeconds());
            return false;
        }
        if (!take(read, now)) {
            return false;
        }
        facilities.decisions().note(About.KEY, "{} has changed and was read again: it holds {} keys", path, read.entries().size());
        return true;
    }

    /** Whether there are others now: not where they are the same, nor for a credential that was closed while they were read. */
    private synchronized boolean take(ServiceKeys read, Instant now) {
        if (wiped || read.holdsSame(keys)) {
            read.wipe();
            return false;
        }
        retired.add(keys, now);
        keys = read;
        return true;
    }

    /** A file that is being written ends in the middle of an entry. */
    private Keytab decoded(byte[] bytes) throws SspiException {
        try {
            return Keytab.decode(bytes);
        } catch (DecodeException e) {
            throw CredentialSource.unreadable(path.toString(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    synchronized void wipe() {
        wiped = true;
        retired.wipe();
        keys.wipe();
    }
}
