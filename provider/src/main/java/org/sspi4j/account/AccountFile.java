package org.sspi4j.account;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.UnreadableFile;
import org.sspi4j.config.XdgFolder;
import org.sspi4j.crypto.Md4;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;

/**
 * Users and their NT hashes in a text file, in UTF-8:
 *
 * <pre>
 * # comments have a # in front
 * alice:8846f7eaee8fb117ad06bdd830b7586c
 * EXAMPLE\bob:0cb6948805f797bf2a82807973b89537:staff,printing
 * *\carol:259745cb123a52aa2e693aaacca2db52
 * </pre>
 *
 * <p>An entry is a name, the NT hash in hexadecimal, and perhaps groups, which become {@link org.sspi4j.api.GroupPrincipal}s. No domain
 * that a client writes is dropped to find somebody (CVE-2020-25717): {@code EXAMPLE\bob} is who says that he is of EXAMPLE; {@code alice}
 * is who names no domain, and so is {@code alice@example.com}; {@code *\carol} is carol whatever domain she names, for clients that
 * put their own machine or workgroup there. Then no other line has that user. Capitals count as small letters.
 *
 * <p>Whoever can read the file can log on as its users. So it counts only if it is the user's of this process and its mode is 600 or
 * stricter; on Windows, if its access list lets nobody else in. The same is demanded of its folder, mode 700 or stricter: whoever may
 * rename there may put back a file of yesterday, with a user who was removed since. Neither may be a link. The folders above, and those
 * that links on the way lie in and lead through, are root's or the user's, and nobody else may write in them unless they are sticky:
 * whoever may could put another folder there. A line that cannot be read, a name that is there twice, the hash of the empty password or one
 * of zeros, and a last line without an end make the whole file unreadable: then, as without a file, nobody is let in, with
 * SEC_E_NO_AUTHENTICATING_AUTHORITY and a sentence that names the line.
 *
 * <p>It is looked at when a second has gone by since the last look, and read again when it has changed: a user who was removed gets in for
 * a second more at most. No hash stays in memory: names, groups and where each hash is are kept, and a look-up reads the one hash that it
 * is about, which whoever asked wipes, or another one where there is no such user, since the time would tell. So a dump of a server's
 * memory has the hashes of those users alone who are logging on. It costs a look-up to open the file and to read a line of it, some tens of
 * microseconds, however large the file is. A line that is not where it was has the file read again at once. To a thread that is interrupted
 * it is unreadable. Changes are made whole, under a lock beside the file, for which ten seconds are waited, and keep comments and order;
 * {@code sspi account} makes them from the command line.
 */
public final class AccountFile implements AccountStore {
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);
    /** Somebody may change it between two reads; not for ever. */
    private static final int MOST_TRIES = 16;
    private static final AccountFile OF_USER =
            new AccountFile(Optional.empty(), OwnerOnly.ofProcess(), System::nanoTime, Clock.systemUTC());

    private final Optional<Path> named;
    private final OwnerOnly access;
    private final LongSupplier nanoTime;
    private final Clock clock;
    /** null before the first. */
    private volatile Look last;

    AccountFile(Optional<Path> named, OwnerOnly access, LongSupplier nanoTime, Clock clock) {
        this.named = named;
        this.access = access;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** What a look at the file found. */
    private sealed interface Look {
        long at();
    }

    private record Found(long at, OwnFile.Stamp stamp, boolean settled, AccountLines lines) implements Look {}

    private record Unusable(long at, String why, Exception cause) implements Look {}

    /**
     * Who is in the file.
     *
     * @param name as the file writes it
     * @param groups in the order of the file
     */
    public record Entry(String name, List<String> groups) {}

    /**
     * The file of this path; it is not looked at before it is needed.
     *
     * @throws IllegalArgumentException if the path names no file, as {@code /} does
     */
    public static AccountFile at(Path path) {
        if (path.getFileName() == null || path.toAbsolutePath().getParent() == null) {
            throw new IllegalArgumentException(path + " names no file");
        }
        return new AccountFile(Optional.of(path.toAbsolutePath()), OwnerOnly.ofProcess(), System::nanoTime, Clock.systemUTC());
    }

    /**
     * The user's own: {@code sspi4j/accounts} in the folder that the environment variable {@code XDG_CONFIG_HOME} names, else in
     * {@code .config} of the user's home, which the JVM knows as {@code user.home}.
     */
    public static AccountFile ofUser() {
        return OF_USER;
    }

    /** @throws ConfigException if the user has no home, or the variable is no path */
    public Path path() throws ConfigException {
        return named.isPresent() ? named.get() : XdgFolder.XDG_CONFIG_HOME.file("accounts", "AccountFile.at");
    }

    @Override
    public CompletionStage<Optional<StoredAccount>> find(String domain, String user) throws SspiException {
        for (int i = 0; i < MOST_TRIES; i++) {
            var found = current();
            var asked = found.lines.find(domain, user);
            var read = asked.or(found.lines::any);
            if (read.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            var ntHash = ntHash(found.lines, read.get());
            if (ntHash.isPresent()) {
                return CompletableFuture.completedFuture(account(asked, ntHash.get()));
            }
            lookAgain(found);
        }
        throw refusal("is changed by others again and again", null);
    }

    private Optional<Secret> ntHash(AccountLines lines, AccountLines.Line line) throws SspiException {
        try {
            return lines.ntHash(line, new OwnFile(path(), access)::read);
        } catch (IOException | ConfigException e) {
            throw refusal(why(e), e);
        }
    }

    private static Optional<StoredAccount> account(Optional<AccountLines.Line> asked, Secret ntHash) {
        if (asked.isEmpty()) {
            ntHash.close();
        }
        return asked.flatMap(AccountLines.Line::entry).map(entry -> entry.account(ntHash));
    }

    /**
     * Who is in the file now, in its order.
     *
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY if it cannot be read
     */
    public List<Entry> entries() throws SspiException {
        try {
            var lines = AccountLines.parse(new OwnFile(path(), access).read().bytes());
            var entries = lines.entries().map(entry -> new Entry(entry.name().toString(), entry.groups())).toList();
            lines.wipe();
            return entries;
        } catch (IOException | ConfigException e) {
            throw refusal(why(e), e);
        }
    }

    /**
     * Adds an account, in the place of the one of the same name if there is one. The file is made if it is not there.
     *
     * @param name as the file writes it: a user, or a domain, a backslash and a user
     * @param secret kept as an NT hash; the caller's, to be closed
     * @return whether there was one
     * @throws IllegalArgumentException for a name, a group or a hash that no line can say, and for a name beside which one in the file
     *     may not stand
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY if the file cannot be read or changed
     */
    public boolean add(String name, AccountSecret secret, Collection<String> groups) throws SspiException {
        var entry = AccountEntry.of(accountName(name), groups);
        try (var ntHash = ntHash(secret)) {
            var replaced = new boolean[1];
            change(lines -> {
                replaced[0] = lines.has(entry.name());
                return Optional.of(lines.with(entry, ntHash));
            });
            return replaced[0];
        }
    }

    /**
     * Removes the account of this name; its comments stay.
     *
     * @return whether there was one
     * @throws IllegalArgumentException for what is no name
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY if the file cannot be read or changed
     */
    public boolean remove(String name) throws SspiException {
        var removed = accountName(name);
        var done = new boolean[1];
        change(lines -> {
            done[0] = lines.has(removed);
            return done[0] ? Optional.of(lines.without(removed)) : Optional.empty();
        });
        return done[0];
    }

    @Override
    public String toString() {
        return named.map(Path::toString).orElse("the user's account file");
    }

    private Found current() throws SspiException {
        var look = last;
        if (isDue(look)) {
            synchronized (this) {
                if (isDue(last)) {
                    look(last);
                }
                look = last;
            }
        }
        if (look instanceof Unusable unusable) {
            throw refusal(unusable.why, unusable.cause);
        }
        return (Found) look;
    }

    private boolean isDue(Look look) {
        return look == null || nanoTime.getAsLong() - look.at() >= BETWEEN_LOOKS;
    }

    /** At once, unless somebody else has: a line was not where it had been found. */
    private synchronized void lookAgain(Found found) {
        if (last == found) {
            look(null);
        }
    }

    /** @param before what is known of the file; null for nothing */
    private void look(Look before) {
        long at = nanoTime.getAsLong();
        try {
            last = looked(before, at);
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            // It says nothing of the file, and the next caller looks again.
            last = new Unusable(at - BETWEEN_LOOKS, why(e), e);
        } catch (IOException | ConfigException e) {
            last = new Unusable(at, why(e), e);
        }
    }

    private Found looked(Look before, long at) throws IOException, ConfigException {
        var file = new OwnFile(path(), access);
        var stamp = file.stamp();
        if (before instanceof Found known && known.settled && known.stamp.equals(stamp)) {
            return new Found(at, stamp, true, known.lines);
        }
        var now = clock.instant();
        var content = file.read();
        var lines = AccountLines.parse(content.bytes());
        lines.keepNames();
        return new Found(at, content.stamp(), content.stamp().isSettled(now), lines);
    }

    /** Makes the text of what is there; empty for no change. */
    @FunctionalInterface
    private interface Edit {
        Optional<byte[]> of(AccountLines lines) throws SspiException;
    }

    private void change(Edit edit) throws SspiException {
        try {
            new OwnFile(path(), access).<SspiException>change(present -> {
                var lines = AccountLines.parse(present.clone());
                try {
                    var next = edit.of(lines);
                    if (next.isPresent()) {
                        requireReadable(next.get());
                    }
                    return next.orElse(present);
                } finally {
                    lines.wipe();
                }
            });
        } catch (IOException | ConfigException e) {
            throw refusal(why(e), e);
        }
    }

    /** What is written lets others in as before: an entry beside which another one may not stand is not added. */
    private static void requireReadable(byte[] text) {
        try {
            AccountLines.parse(text.clone()).wipe();
        } catch (IOException e) {
            throw new IllegalArgumentException("The file stays as it is: with this change it " + e.getMessage(), e);
        }
    }

    private static Secret ntHash(AccountSecret secret) throws SspiException {
        return secret.secret().use(bytes -> {
            byte[] hash = secret.kind() == AccountSecret.Kind.NT_HASH ? bytes.clone() : Md4.of(bytes);
            try {
                AccountEntry.fault(hash).ifPresent(fault -> {
                    throw new IllegalArgumentException(fault);
                });
                return Secret.key(hash);
            } finally {
                Arrays.fill(hash, (byte) 0);
            }
        });
    }

    private static AccountName accountName(String name) {
        try {
            return AccountName.parse(Objects.requireNonNull(name, "name"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + OneLine.of(name) + "\" " + e.getMessage(), e);
        }
    }

    private String why(Exception e) {
        if (e instanceof ConfigException || e instanceof UnfitFileException) {
            return e.getMessage();
        }
        return e instanceof NoSuchFileException
                ? "does not exist: make it with sspi account add"
                : UnreadableFile.why(named.orElse(Path.of("accounts")), (IOException) e);
    }

    private SspiException refusal(String why, Exception cause) {
        return new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "Nobody is let in: the account file " + shown() + " " + why, cause);
    }

    private String shown() {
        try {
            return path().toString();
        } catch (ConfigException e) {
            return "of this user";
        }
    }
}
