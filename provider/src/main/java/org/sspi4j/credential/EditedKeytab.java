package org.sspi4j.credential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sspi4j.api.KeytabFile;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.UnreadableFile;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.KeytabEtypes;
import org.sspi4j.kerberos.store.KeytabLayout;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.DecodeException;

/**
 * A keytab in a file, changed under its lock and in its place: ktutil of MIT krb5, which opens the file before it waits for the lock,
 * would write into one that was replaced meanwhile, and its key would be lost.
 */
public record EditedKeytab(Path path, Clock clock) implements KeytabFile {
    private static final long LARGEST_KVNO = 0xFFFF_FFFFL;

    @Override
    public List<Entry> entries() throws SspiException {
        byte[] bytes;
        try {
            bytes = new LockedFile(path).read();
        } catch (IOException e) {
            throw unreadable(e);
        }
        var keytab = laidOut(bytes).keytab();
        keytab.wipe();
        return shown(keytab.entries());
    }

    @Override
    public List<Entry> add(String principal, long kvno, List<String> etypes, Secret password, Optional<String> salt)
            throws SspiException {
        if (kvno < 0 || kvno > LARGEST_KVNO) {
            throw new IllegalArgumentException("kvno " + kvno + " is not 0 to " + LARGEST_KVNO);
        }
        if (etypes.isEmpty()) {
            throw new IllegalArgumentException("no encryption type is named");
        }
        var name = known(principal);
        var types = etypes(etypes);
        long now = Math.max(0, Math.min(clock.instant().getEpochSecond(), 0xFFFF_FFFFL));
        byte[] salted = salt.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(() -> defaultSalt(name));
        // Keys first: making them takes a while, in which nobody should wait for the lock.
        var added = password.useUtf8(utf8 -> types.keys(name, now, kvno, utf8, salted));
        try {
            update(present -> present.length == 0 ? new LockedFile.Append(added.encode()) : with(present.length, laidOut(present), added));
        } finally {
            added.wipe();
        }
        return shown(added.entries());
    }

    /** @spec RFC 4120 4 */
    private static byte[] defaultSalt(StoredPrincipal name) {
        return (name.realm() + String.join("", name.components())).getBytes(StandardCharsets.UTF_8);
    }

    private static LockedFile.Change with(int length, KeytabLayout present, Keytab added) {
        var keytab = present.keytab();
        try {
            return present.version() == 1
                    ? new LockedFile.Replace(with(keytab, added).encode())
                    : new LockedFile.InPlace(parts(length, present, added));
        } finally {
            keytab.wipe();
        }
    }

    private static Keytab with(Keytab keytab, Keytab added) {
        var changed = keytab;
        for (var entry : added.entries()) {
            changed = changed.with(entry);
        }
        return changed;
    }

    /**
     * The new entries at the end, the first one's length last: until then it is 0, which ends the file, for whoever reads it without
     * its lock, and for everybody if the disk is full. Then holes where entries are replaced.
     */
    static List<LockedFile.Part> parts(int length, KeytabLayout present, Keytab added) {
        byte[] entries = added.encodeEntries();
        // What was behind the end is not to be taken for entries: it becomes zeros, and no fewer than a length has.
        int rest = length - present.end() - entries.length;
        int padded = entries.length + (rest > 0 ? Math.max(rest, Integer.BYTES) : 0);
        var parts = new ArrayList<LockedFile.Part>();
        parts.add(new LockedFile.Part(present.end() + Integer.BYTES, Arrays.copyOfRange(entries, Integer.BYTES, padded)));
        parts.add(new LockedFile.Part(present.end(), Arrays.copyOf(entries, Integer.BYTES)));
        Arrays.fill(entries, (byte) 0);
        present.places().stream()
                .filter(place -> added.entries().stream().anyMatch(place.entry()::isReplacedBy))
                .forEach(place -> parts.add(hole(present, place)));
        return parts;
    }

    private static LockedFile.Part hole(KeytabLayout layout, KeytabLayout.Place place) {
        return new LockedFile.Part(place.offset(), layout.hole(place));
    }

    @Override
    public List<Entry> remove(String principal, OptionalLong kvno, Optional<String> etype) throws SspiException {
        var name = listed(principal);
        Optional<Set<Integer>> numbers = etype.isPresent() ? Optional.of(numbers(etype.get())) : Optional.empty();
        if (!Files.exists(path)) {
            throw unreadable(new NoSuchFileException(path.toString()));
        }
        var removal = new Removal(name, kvno, numbers);
        update(removal::of);
        return removal.removed;
    }

    /** What of a file is to go, and then what went. */
    private final class Removal {
        private final String name;
        private final OptionalLong kvno;
        private final Optional<Set<Integer>> etypes;
        private List<Entry> removed = List.of();

        Removal(String name, OptionalLong kvno, Optional<Set<Integer>> etypes) {
            this.name = name;
            this.kvno = kvno;
            this.etypes = etypes;
        }

        LockedFile.Change of(byte[] present) throws SspiException {
            var layout = laidOut(present);
            layout.keytab().wipe();
            var places = layout.places().stream().filter(place -> fits(place.entry())).toList();
            removed = shown(places.stream().map(KeytabLayout.Place::entry).toList());
            return new LockedFile.InPlace(places.stream().map(place -> hole(layout, place)).toList());
        }

        private boolean fits(Keytab.Entry entry) {
            return EntryName.of(entry.principal()).equals(name)
                    && (kvno.isEmpty() || kvno.getAsLong() == entry.kvno())
                    && etypes.map(numbers -> numbers.contains(entry.key().etype())).orElse(true);
        }
    }

    private void update(LockedFile.Update update) throws SspiException {
        try {
            new LockedFile(path).update(update);
        } catch (IOException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The keytab " + path + " cannot be written: " + e, e);
        }
    }

    /** A name that a KDC may know; how it is written is as {@link #entries} shows it. */
    private static StoredPrincipal known(String text) throws SspiException {
        try {
            return EntryName.parseKnown(Objects.requireNonNull(text, "principal"));
        } catch (DecodeException e) {
            throw unknown(text, e.getMessage(), e);
        }
    }

    /** As the entries are shown, however it was written. */
    private static String listed(String text) throws SspiException {
        try {
            return EntryName.of(EntryName.parse(Objects.requireNonNull(text, "principal")));
        } catch (DecodeException e) {
            throw unknown(text, e.getMessage(), e);
        }
    }

    private static SspiException unknown(String text, String why, Exception cause) {
        return new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "\"" + text + "\" is no name of a principal: " + why, cause);
    }

    private static KeytabEtypes etypes(List<String> words) throws SspiException {
        return KeytabEtypes.named(words).orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "Of the encryption types " + words + " one is not known here; there are "
                        + KeytabEtypes.all()));
    }

    private static Set<Integer> numbers(String etype) throws SspiException {
        return etype.matches("-?[0-9]{1,5}") ? Set.of(Integer.valueOf(etype)) : etypes(List.of(etype)).numbers();
    }

    private static List<Entry> shown(List<Keytab.Entry> entries) {
        return entries.stream()
                .map(entry -> new Entry(
                        EntryName.of(entry.principal()),
                        entry.kvno(),
                        entry.key().etype(),
                        KeytabEtypes.name(entry.key().etype()),
                        entry.timestamp() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(entry.timestamp()))))
                .toList();
    }

    private KeytabLayout laidOut(byte[] bytes) throws SspiException {
        try {
            return KeytabLayout.decode(bytes);
        } catch (DecodeException e) {
            throw unreadable(e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private SspiException unreadable(Exception e) {
        var why = e instanceof NoSuchFileException
                ? " does not exist"
                : " " + (e instanceof IOException io ? UnreadableFile.why(path, io) : "cannot be read: " + e.getMessage());
        return new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The keytab " + path + why, e);
    }
}
