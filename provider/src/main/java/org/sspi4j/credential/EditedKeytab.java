package org.sspi4j.credential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.KeytabEtypes;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.DecodeException;

/** A keytab in a file, changed under its lock. */
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
        var keytab = decoded(bytes);
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
        var name = parsed(principal);
        var types = etypes(etypes);
        long now = Math.max(0, Math.min(clock.instant().getEpochSecond(), 0xFFFF_FFFFL));
        byte[] salted = salt.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(name::defaultSalt);
        // Keys first: making them takes a while, in which nobody should wait for the lock.
        var added = password.useUtf8(utf8 -> types.keys(stored(name), now, kvno, utf8, salted));
        try {
            update(present -> with(present.length == 0 ? new Keytab(List.of()) : decoded(present), added));
        } finally {
            added.wipe();
        }
        return shown(added.entries());
    }

    private static LockedFile.Change with(Keytab keytab, Keytab added) {
        try {
            var changed = keytab;
            for (var entry : added.entries()) {
                changed = changed.with(entry);
            }
            return new LockedFile.Replace(changed.encode());
        } finally {
            keytab.wipe();
        }
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
            var keytab = decoded(present);
            try {
                removed = shown(keytab.entries().stream().filter(this::fits).toList());
                return removed.isEmpty()
                        ? new LockedFile.Append(new byte[0])
                        : new LockedFile.Replace(keytab.without(this::fits).encode());
            } finally {
                keytab.wipe();
            }
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

    private static Principal parsed(String text) throws SspiException {
        try {
            var principal = Principal.parse(Objects.requireNonNull(text, "principal"), "");
            if (principal.realm().isEmpty()) {
                throw unknown(text, "its realm is missing, write it as in " + text + "@EXAMPLE.COM", null);
            }
            return principal;
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

    /** With the name type that MIT krb5 writes, whatever the name; nobody compares it. */
    private static StoredPrincipal stored(Principal principal) {
        return new StoredPrincipal(principal.name().nameString(), principal.realm(), NameType.NT_PRINCIPAL);
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

    private Keytab decoded(byte[] bytes) throws SspiException {
        try {
            return Keytab.decode(bytes);
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
