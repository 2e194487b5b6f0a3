package org.sspi4j.account;

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
import org.sspi4j.api.SspiException;
import org.sspi4j.file.UnfitFileException;

/**
 * The text of an account file: entries, comments and empty lines, which stay what and where they are when an entry changes. The text
 * is kept as bytes, which can be wiped.
 */
final class AccountLines {
    private final byte[] text;
    private final List<Line> lines;
    private final Map<AccountName, AccountEntry> byName = new HashMap<>();
    /** Folded, of the entries that are not of any domain. */
    private final Set<String> ofOne = new HashSet<>();

    /**
     * A line with its end.
     *
     * @param entry empty for a comment
     */
    private record Line(int from, int to, Optional<AccountEntry> entry) {}

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
            var entry = from == end || text[from] == '#' ? Optional.<AccountEntry>empty() : Optional.of(entry(from, end));
            if (entry.isPresent()) {
                index(entry.get());
            }
            lines.add(new Line(from, to, entry));
        } catch (IllegalArgumentException e) {
            throw new UnfitFileException("cannot be read: line " + (lines.size() + 1) + " " + e.getMessage(), e);
        }
    }

    private AccountEntry entry(int from, int end) {
        int first = colon(from, end);
        if (first == end) {
            throw new IllegalArgumentException("is no entry: write NAME:HASH or NAME:HASH:GROUP,GROUP");
        }
        int second = colon(first + 1, end);
        var name = AccountName.parse(text(from, first));
        var hash = hash(first + 1, second);
        try {
            return AccountEntry.of(name, hash, second == end ? List.of() : List.of(text(second + 1, end).split(",", -1)));
        } finally {
            Arrays.fill(hash, (byte) 0);
        }
    }

    private int colon(int from, int end) {
        int at = from;
        while (at < end && text[at] != ':') {
            at++;
        }
        return at;
    }

    private byte[] hash(int from, int end) {
        var hash = new byte[AccountEntry.HASH_LENGTH];
        boolean right = end - from == 2 * hash.length;
        for (int i = 0; right && i < hash.length; i++) {
            int high = digit(text[from + 2 * i]);
            int low = digit(text[from + 2 * i + 1]);
            right = high >= 0 && low >= 0;
            hash[i] = (byte) (high << 4 | low);
        }
        if (!right) {
            Arrays.fill(hash, (byte) 0);
            throw new IllegalArgumentException("has no NT hash: 32 hexadecimal digits");
        }
        return hash;
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
    private void index(AccountEntry entry) {
        var name = entry.name().folded();
        if (byName.containsKey(name)) {
            entry.wipe();
            throw new IllegalArgumentException("has " + entry.name() + " once more");
        }
        boolean several = name.isOfAnyDomain() ? ofOne.contains(name.user()) : byName.containsKey(name.ofAnyDomain());
        if (several) {
            entry.wipe();
            throw new IllegalArgumentException(
                    "has " + entry.name() + ", and another line has the same user: of any domain there is only one");
        }
        byName.put(name, entry);
        if (!name.isOfAnyDomain()) {
            ofOne.add(name.user());
        }
    }

    /** Whom a client means. */
    Optional<AccountEntry> find(String domain, String user) {
        var name = new AccountName(domain, user).folded();
        // Both, whether the first is there or not: the time would tell who is.
        var of = byName.get(name);
        var ofAny = byName.get(name.ofAnyDomain());
        return Optional.ofNullable(of == null ? ofAny : of);
    }

    Stream<AccountEntry> entries() {
        return lines.stream().map(Line::entry).flatMap(Optional::stream);
    }

    boolean has(AccountName name) {
        return byName.containsKey(name.folded());
    }

    /** The text with this entry, in the place of the one of the same name or at the end; for the caller to wipe. */
    byte[] with(AccountEntry entry) throws SspiException {
        byte[] added = bytes(entry);
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

    private static byte[] bytes(AccountEntry entry) throws SspiException {
        var name = entry.name().toString().getBytes(StandardCharsets.UTF_8);
        var groups = (entry.groups().isEmpty() ? "" : ":" + String.join(",", entry.groups())).getBytes(StandardCharsets.UTF_8);
        var line = ByteBuffer.allocate(name.length + 1 + 2 * AccountEntry.HASH_LENGTH + groups.length + 1);
        return entry.ntHash().use(hash -> {
            line.put(name).put((byte) ':');
            var digits = HexFormat.of();
            for (byte b : hash) {
                line.put((byte) digits.toHighHexDigit(b)).put((byte) digits.toLowHexDigit(b));
            }
            return line.put(groups).put((byte) '\n').array();
        });
    }

    /** Of the text: what was read of it is in the entries. */
    void wipeText() {
        Arrays.fill(text, (byte) 0);
    }

    void wipe() {
        wipeText();
        lines.stream().map(Line::entry).flatMap(Optional::stream).forEach(AccountEntry::wipe);
    }

    @Override
    public String toString() {
        return Objects.toString(byName.keySet());
    }
}
