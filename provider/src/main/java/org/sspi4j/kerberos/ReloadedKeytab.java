package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
 * The keys of a keytab file, read again when the file has changed. Nobody looks at the file as long as its keys fit: only when
 * one does not, or before a logon, and at most once a second, so that tickets for unknown keys cost no file operation each.
 */
final class ReloadedKeytab {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** Contexts that were under way when a key was removed are through by then. */
    private static final Duration UNTIL_WIPED = Duration.ofMinutes(1);

    private final Path path;
    private final Optional<Principal> only;
    private final List<EncryptionType> types;
    private final SingleFlight<Path, Boolean> looks;
    private final List<Retired> retired = new ArrayList<>();
    private volatile ServiceKeys keys;
    private volatile Instant lastLook;
    private Optional<Need.Stamp> stamp;
    private boolean wiped;

    private record Retired(ServiceKeys keys, Instant since) {}

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
        this.lastLook = now;
        this.looks = new SingleFlight<>(patience);
    }

    Path path() {
        return path;
    }

    /** The keys as they were read last. */
    ServiceKeys keys() {
        return keys;
    }

    /**
     * Reads the file again if it has changed; a file that is gone, or half written, changes nothing.
     *
     * @param tried the keys that did not do
     * @return whether there are others now
     */
    Step<Boolean> lookAgain(ServiceKeys tried, Facilities facilities) throws SspiException {
        if (keys != tried) {
            return Step.of(true);
        }
        var now = facilities.clock().instant();
        // A clock that was put back is no reason to wait for it.
        if (now.isBefore(lastLook.plus(BETWEEN_LOOKS)) && !now.isBefore(lastLook)) {
            return Step.of(false);
        }
        return looks.of(path, () -> Step.either(() -> look(now, facilities), failure -> {
            facilities.decisions().note(About.KEY, "{} was looked at again and could not be read; its former keys stay", path);
            return Step.of(false);
        }));
    }

    private Step<Boolean> look(Instant now, Facilities facilities) throws SspiException {
        lastLook = now;
        return Step.ask(new Need.FileIfChanged(path, stamp)).then(file -> {
            if (file.isEmpty()) {
                return Step.of(false);
            }
            // Also of a file that is of no use: it is not read again before it changes.
            stamp = Optional.of(file.get().stamp());
            return Step.of(reload(file.get().bytes(), now, facilities));
        });
    }

    private boolean reload(byte[] bytes, Instant now, Facilities facilities) throws SspiException {
        var keytab = decoded(bytes);
        ServiceKeys read;
        try {
            read = ServiceKeys.of(path.toString(), keytab, only, types);
        } finally {
            keytab.wipe();
        }
        if (read.entries().isEmpty()) {
            facilities.decisions().note(About.KEY, "{} has changed and holds no key that could be used; its former keys stay", path);
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
        retire(keys, now);
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

    private void retire(ServiceKeys former, Instant now) {
        retired.removeIf(old -> {
            boolean isOver = old.since().plus(UNTIL_WIPED).isBefore(now);
            if (isOver) {
                old.keys().wipe();
            }
            return isOver;
        });
        retired.add(new Retired(former, now));
    }

    synchronized void wipe() {
        wiped = true;
        retired.forEach(old -> old.keys().wipe());
        retired.clear();
        keys.wipe();
    }
}
