package org.sspi4j.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of worked examples: {@code name = value} lines, examples separated by empty lines, {@code #} comments. */
public final class CryptoVectors {
    private final Map<String, String> fields = new LinkedHashMap<>();

    private CryptoVectors() {}

    /** @param file below {@code vectors/}, such as {@code rfc3962/B-cbc-cts.txt} */
    public static List<CryptoVectors> read(String file) {
        var all = new ArrayList<CryptoVectors>();
        var current = new CryptoVectors();
        for (String line : (contents(file) + "\n\n").lines().toList()) {
            if (line.isBlank()) {
                if (!current.fields.isEmpty()) {
                    all.add(current);
                }
                current = new CryptoVectors();
            } else if (!line.startsWith("#")) {
                int equals = line.indexOf('=');
                current.fields.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        if (all.isEmpty()) {
            throw new IllegalStateException("no examples in " + file);
        }
        return all;
    }

    public String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + this);
        }
        return value;
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public byte[] hex(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    @Override
    public String toString() {
        return fields.toString();
    }

    private static String contents(String file) {
        try (InputStream in = CryptoVectors.class.getResourceAsStream("/vectors/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
