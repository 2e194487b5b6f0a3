package org.sspi4j.ntlm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks through a dump of a heap for secrets, in the forms that arrays of a JVM have them: as bytes, as chars, as the words that a digest
 * keeps, as the pads of an HMAC, as the state of RC4. Dumps have numbers with the highest byte first.
 */
final class HeapScan {
    /** Half a key: so much of it is found in nothing else, also of a copy that was cut. */
    private static final int SHORTEST = 8;
    private static final int STATE = 256;
    /** Bytes of a key stream that a context uses here at most. */
    private static final int LONGEST_STREAM = 160;
    private static final int BEGINS = 1 << 22;

    private final Map<Long, List<Form>> forms = new HashMap<>();
    private final BitSet begins = new BitSet(BEGINS);

    /** A secret as it may look. */
    private record Form(String name, byte[] bytes) {}

    /** A password of ASCII characters, and the capitals that LM makes of it. */
    void password(String name, String password) {
        form(name + " in UTF-16LE", password.getBytes(StandardCharsets.UTF_16LE));
        form(name + " in chars", password.getBytes(StandardCharsets.UTF_16BE));
        form(name + " in bytes", password.getBytes(StandardCharsets.US_ASCII));
        byte[] upper = Arrays.copyOf(password.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII), 14);
        form(name + " in capitals", Arrays.copyOf(upper, SHORTEST));
        form(name + " as a key of DES", spread(upper, 0));
        form(name + " as a key of DES", spread(upper, 7));
    }

    /** A key or a hash of 16 bytes; each half counts. */
    void key(String name, byte[] key) {
        for (int half = 0; half < key.length; half += SHORTEST) {
            byte[] bytes = Arrays.copyOfRange(key, half, half + SHORTEST);
            form(name, bytes);
            form(name + " as words", words(bytes));
            var digits = HexFormat.of().formatHex(bytes);
            for (var charset : List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                form(name + " in digits", digits.getBytes(charset));
            }
            form(name + " as an inner pad", padded(bytes, 0x36));
            form(name + " as an outer pad", padded(bytes, 0x5C));
        }
    }

    /** A hash of which responses of version 1 are made: its parts, too, as keys of DES. */
    void hash(String name, byte[] hash) {
        key(name, hash);
        form(name + " as a key of DES", spread(hash, 0));
        form(name + " as a key of DES", spread(hash, 7));
    }

    /** A key of RC4, and the states that it has. */
    void sealingKey(String name, byte[] key) {
        key(name, key);
        int[] state = new int[STATE];
        Arrays.setAll(state, i -> i);
        int j = 0;
        for (int i = 0; i < STATE; i++) {
            j = j + state[i] + key[i % key.length] & 0xFF;
            swap(state, i, j);
        }
        j = 0;
        for (int position = 0; position <= LONGEST_STREAM; position++) {
            state(name + " as a state of RC4", state);
            int i = position + 1 & 0xFF;
            j = j + state[i] & 0xFF;
            swap(state, i, j);
        }
    }

    private static void swap(int[] state, int i, int j) {
        int swapped = state[i];
        state[i] = state[j];
        state[j] = swapped;
    }

    private void state(String name, int[] state) {
        for (int at = 0; at < STATE; at += STATE / 4) {
            byte[] chars = new byte[2 * SHORTEST];
            byte[] bytes = new byte[SHORTEST];
            for (int i = 0; i < SHORTEST; i++) {
                bytes[i] = (byte) state[at + i];
                chars[2 * i + 1] = bytes[i];
            }
            form(name, chars);
            form(name, bytes);
        }
    }

    private static byte[] words(byte[] bytes) {
        byte[] words = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            words[i] = bytes[i ^ 3];
        }
        return words;
    }

    private static byte[] padded(byte[] bytes, int pad) {
        byte[] padded = bytes.clone();
        for (int i = 0; i < padded.length; i++) {
            padded[i] ^= (byte) pad;
        }
        return padded;
    }

    /** Seven bits in each byte, the eighth of which is for parity and zero. */
    private static byte[] spread(byte[] key, int from) {
        byte[] spread = new byte[SHORTEST];
        for (int bit = 0; bit < 56; bit++) {
            int value = key[from + bit / 8] >> 7 - bit % 8 & 1;
            spread[bit / 7] |= (byte) (value << 7 - bit % 7);
        }
        return spread;
    }

    private void form(String name, byte[] bytes) {
        long begin = 0;
        for (int i = 0; i < SHORTEST; i++) {
            begin = begin << 8 | bytes[i] & 0xFF;
        }
        begins.set(place(begin));
        forms.computeIfAbsent(begin, any -> new ArrayList<>()).add(new Form(name, bytes));
    }

    private static int place(long begin) {
        return (int) (begin * 0x9E3779B97F4A7C15L >>> 42);
    }

    /** The names of those that are in the dump. */
    Set<String> found(Path dump) throws IOException {
        byte[] heap = Files.readAllBytes(dump);
        var found = new TreeSet<String>();
        long window = 0;
        for (int end = 0; end < heap.length; end++) {
            window = window << 8 | heap[end] & 0xFF;
            if (begins.get(place(window))) {
                int begin = end + 1 - SHORTEST;
                for (var form : forms.getOrDefault(window, List.of())) {
                    int length = form.bytes.length;
                    if (begin >= 0 && begin + length <= heap.length
                            && Arrays.equals(heap, begin, begin + length, form.bytes, 0, length)) {
                        found.add(form.name);
                    }
                }
            }
        }
        return found;
    }
}
