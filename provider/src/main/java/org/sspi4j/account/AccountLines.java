package org.sspi4j.account;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.file.UnfitFileException;

/**
 * The text of an account file: entries, comments and empty lines, which stay what and where they are when an entry changes. The text
 * is kept as bytes, which can be wiped: all of it, or {@linkplain #keepNames all but names}. Hashes are looked at and not kept; where they
 * are is known, and {@link #ntHash} takes one out of what is read there again.
 */
final class AccountLines {
    /** Of a hash. */
    private static final int DIGITS = 2 * AccountEntry.HASH_LENGTH;

    private final byte[] text;
    private final List<Line> lines;
    private final Map<AccountName, Line> byName = new HashMap<>();
    /** Folded, of the entries that are not of any domain. */
    private final Set<String> ofOne = new HashSet<>();
    private Optional<Line> any = Optional.empty();

    /**
     * A line with its end.
     *
     * @param hashAt where the hash is; of a comment, which has none, the end
     * @param entry empty for a comment
     */
    record Line(int from, int hashAt, int to, Optional<AccountEntry> entry) {
        /** The line end before it belongs to what is read again: without it another name's end could be taken for this one. */
        private int readFrom() {
            return Math.max(from - 1, 0);
        }

        /** And what ends the hash. */
        private int readTo() {
            return hashAt + DIGITS + 1;
        }
    }

    /** Some of a file, as it is now. */
    @FunctionalInterface
    interface Piece {
        /** For the caller to wipe; fewer bytes if the file ends before. */
        byte[] read(int from, int length) throws IOException;
    }

    private AccountLines(byte[] text, List<Line> lines) {
        this.text = text;
        this.lines = lines;
    }

    /**
     * @param text kept, to be wiped with {@link #wipe}
     * @throws UnfitFileException naming the first line that cannot be read
     */
    static AccountLines parse(byte[] text) throws UnfitFileException {
        var read = new AccountLines(text, new ArrayList<>());
        boolean done = false;
        try {
            read.parse();
            done = true;
            return read;
        } finally {
            if (!done) {
                read.wipe();
            }
        }
    }

    private void parse() throws UnfitFileException {
        int from = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                add(from, at + 1);
                from = at + 1;
            }
        }
        if (from < text.length) {
            throw new UnfitFileException("was cut off in line " + (lines.size() + 1) + ": it has no line end");
        }
    }

    private void add(int from, int to) throws UnfitFileException {
        try {
            int end = to - 1 > from && text[to - 2] == '\r' ? to - 2 : to - 1;
            if (from == end || text[from] == '#') {
                lines.add(new Line(from, to, to, Optional.empty()));
            } else {
                var line = entry(from, end, to);
                index(line);
                lines.add(line);
            }
        } catch (IllegalArgumentException e) {
            throw new UnfitFileException("cannot be read: line " + (lines.size() + 1) + " " + e.getMessage(), e);
        }
    }

    private Line entry(int from, int end, int to) {
        int first = colon(from, end);
        if (first == end) {
            throw new IllegalArgumentException("is no entry: write NAME:HASH or NAME:HASH:GROUP,GROUP");
        }
        int second = colon(first + 1, end);
        var name = AccountName.parse(text(from, first));
        requireHash(first + 1, second);
        var groups = second == end ? List.<String>of() : List.of(text(second + 1, end).split(",", -1));
        return new Line(from, first + 1, to, Optional.of(AccountEntry.of(name, groups)));
    }

    private int colon(int from, int end) {
        int at = from;
        while (at < end && text[at] != ':') {
            at++;
        }
        return at;
    }

    private void requireHash(int from, int end) {
        var hash = new byte[AccountEntry.HASH_LENGTH];
        try {
            if (end - from != DIGITS || !isRead(text, from, hash)) {
                throw new IllegalArgumentException("has no NT hash: 32 hexadecimal digits");
            }
            AccountEntry.fault(hash).ifPresent(fault -> {
                throw new IllegalArgumentException(fault);
            });
        } finally {
            Arrays.fill(hash, (byte) 0);
        }
    }

    /** Whether there are digits, which are in the hash then. */
    private static boolean isRead(byte[] text, int from, byte[] hash) {
        boolean right = true;
        for (int i = 0; i < hash.length; i++) {
            int high = digit(text[from + 2 * i]);
            int low = digit(text[from + 2 * i + 1]);
            right &= high >= 0 && low >= 0;
            hash[i] = (byte) (high << 4 | low);
        }
        return right;
    }

    private static int digit(byte character) {
        return HexFormat.isHexDigit(character) ? HexFormat.fromHexDigit(character) : -1;
    }

    private String text(int from, int end) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, end - from)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        }
    }

    /** Which of two entries is meant is no question that a file leaves open. */
    private void index(Line line) {
        var entry = line.entry.orElseThrow();
        var name = entry.name().folded();
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("has " + entry.name() + " once more");
        }
        boolean several = name.isOfAnyDomain() ? ofOne.contains(name.user()) : byName.containsKey(name.ofAnyDomain());
        if (several) {
            throw new IllegalArgumentException(
                    "has " + entry.name() + ", and another line has the same user: of any domain there is only one");
        }
        byName.put(name, line);
        any = Optional.of(line);
        if (!name.isOfAnyDomain()) {
            ofOne.add(name.user());
        }
    }

    /** Whom a client means; the line has an entry. */
    Optional<Line> find(String domain, String user) {
        var name = new AccountName(domain, user).folded();
        // Both, whether the first is there or not: the time would tell who is.
        var of = byName.get(name);
        var ofAny = byName.get(name.ofAnyDomain());
        return Optional.ofNullable(of == null ? ofAny : of);
    }

    /** Some entry's; empty if there is none. */
    Optional<Line> any() {
        return any;
    }

    /**
     * The hash that an entry's line has in the file now; empty if the line is not there any more, and the file another one.
     *
     * @param file of which this is the text, or was
     */
    Optional<Secret> ntHash(Line line, Piece file) throws IOException {
        byte[] now = file.read(line.readFrom(), line.readTo() - line.readFrom());
        var hash = new byte[AccountEntry.HASH_LENGTH];
        try {
            boolean same = now.length == line.readTo() - line.readFrom()
                    && isSame(line, now)
                    && isRead(now, line.hashAt - line.readFrom(), hash)
                    && AccountEntry.fault(hash).isEmpty();
            return same ? Optional.of(Secret.key(hash)) : Optional.empty();
        } finally {
            Arrays.fill(now, (byte) 0);
            Arrays.fill(hash, (byte) 0);
        }
    }

    private boolean isSame(Line line, byte[] now) {
        int name = line.from - line.readFrom();
        int end = now[now.length - 1];
        return (name == 0 || now[0] == '\n')
                && Arrays.mismatch(now, name, line.hashAt - line.readFrom(), text, line.from, line.hashAt) < 0
                && (end == ':' || end == '\n' || end == '\r');
    }

    Stream<AccountEntry> entries() {
        return lines.stream().map(Line::entry).flatMap(Optional::stream);
    }

    boolean has(AccountName name) {
        return byName.containsKey(name.folded());
    }

    /** The text with this entry, in the place of the one of the same name or at the end; for the caller to wipe. */
    byte[] with(AccountEntry entry, Secret ntHash) throws SspiException {
        byte[] added = bytes(entry, ntHash);
        try {
            return text(Optional.of(entry.name().folded()), added, !has(entry.name()));
        } finally {
            Arrays.fill(added, (byte) 0);
        }
    }

    /** The text without the entry of this name; for the caller to wipe. */
    byte[] without(AccountName name) {
        return text(Optional.of(name.folded()), new byte[0], false);
    }

    private byte[] text(Optional<AccountName> replaced, byte[] by, boolean atTheEnd) {
        // As long as it can become, so that no copy is left behind.
        var result = ByteBuffer.allocate(text.length + by.length);
        for (var line : lines) {
            boolean same = line.entry.map(AccountEntry::name).map(AccountName::folded).equals(replaced);
            result.put(same ? ByteBuffer.wrap(by) : ByteBuffer.wrap(text, line.from, line.to - line.from));
        }
        if (atTheEnd) {
            result.put(by);
        }
        var changed = Arrays.copyOf(result.array(), result.position());
        Arrays.fill(result.array(), (byte) 0);
        return changed;
    }

    private static byte[] bytes(AccountEntry entry, Secret ntHash) throws SspiException {
        var name = entry.name().toString().getBytes(StandardCharsets.UTF_8);
        var groups = (entry.groups().isEmpty() ? "" : ":" + String.join(",", entry.groups())).getBytes(StandardCharsets.UTF_8);
        var line = ByteBuffer.allocate(name.length + 1 + DIGITS + groups.length + 1);
        return ntHash.use(hash -> {
            line.put(name).put((byte) ':');
            var digits = HexFormat.of();
            for (byte b : hash) {
                line.put((byte) digits.toHighHexDigit(b)).put((byte) digits.toLowHexDigit(b));
            }
            return line.put(groups).put((byte) '\n').array();
        });
    }

    /** Wipes all else, comments too: an account that is one for now has its hash there. */
    void keepNames() {
        for (var line : lines) {
            Arrays.fill(text, line.entry.isPresent() ? line.hashAt : line.from, line.to, (byte) 0);
        }
    }

    void wipe() {
        Arrays.fill(text, (byte) 0);
    }

    @Override
    public String toString() {
        return Objects.toString(byName.keySet());
    }
}
