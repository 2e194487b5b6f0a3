package org.sspi4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names that configurations use for encryption types. Whether we have a type is not known here.
 *
 * @spec MIT krb5 kdc.conf(5) "Encryption types"
 */
final class Enctypes {
    /**
     * As MIT krb5 1.20 and the JDK prefer them, but without DES, RC4 and Camellia: AES with SHA-1 first, which every KDC has.
     * Camellia and RC4 are had by their own names only, one by one.
     */
    static final List<Integer> DEFAULT = List.of(18, 17, 20, 19);
    /** As MIT's allow_weak_crypto: single DES, and RC4 with 40 bits. */
    private static final Set<Integer> WEAK = Set.of(1, 2, 3, 24);

    private static final Map<String, List<Integer>> BY_NAME = new LinkedHashMap<>();
    /** Families that can be taken away and not had: their types are had by their own names. */
    private static final Map<String, List<Integer>> ONE_BY_ONE = new LinkedHashMap<>();
    private static final Map<Integer, String> BY_NUMBER = new LinkedHashMap<>();

    static {
        type(18, "aes256-cts-hmac-sha1-96", "aes256-cts", "aes256-sha1");
        type(17, "aes128-cts-hmac-sha1-96", "aes128-cts", "aes128-sha1");
        type(20, "aes256-cts-hmac-sha384-192", "aes256-sha2");
        type(19, "aes128-cts-hmac-sha256-128", "aes128-sha2");
        type(23, "arcfour-hmac", "rc4-hmac", "arcfour-hmac-md5");
        type(24, "arcfour-hmac-exp", "rc4-hmac-exp", "arcfour-hmac-md5-exp");
        type(16, "des3-cbc-sha1", "des3-hmac-sha1", "des3-cbc-sha1-kd");
        type(25, "camellia128-cts-cmac", "camellia128-cts");
        type(26, "camellia256-cts-cmac", "camellia256-cts");
        type(1, "des-cbc-crc");
        type(2, "des-cbc-md4");
        type(3, "des-cbc-md5", "des");
        BY_NAME.put("default", DEFAULT);
        BY_NAME.put("aes", List.of(18, 17, 20, 19));
        BY_NAME.put("des3", List.of(16));
        ONE_BY_ONE.put("rc4", List.of(23));
        ONE_BY_ONE.put("camellia", List.of(26, 25));
    }

    private final List<Integer> chosen = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private Enctypes() {}

    /** A list with commas or blanks between names, families, {@code DEFAULT} or numbers; {@code -} takes away. */
    static Enctypes parse(String list) {
        var enctypes = new Enctypes();
        for (String word : list.split("[\\s,]+")) {
            if (!word.isEmpty()) {
                enctypes.apply(word);
            }
        }
        return enctypes;
    }

    static String name(int number) {
        return BY_NUMBER.getOrDefault(number, "encryption type " + number);
    }

    static boolean isWeak(int number) {
        return WEAK.contains(number);
    }

    List<Integer> chosen() {
        return chosen;
    }

    /** What is wrong with one of the {@link #unknown} words. */
    static String problem(String word) {
        var family = ONE_BY_ONE.get(withoutSign(word).toLowerCase(Locale.ROOT));
        return family == null
                ? word + " is not the name of an encryption type"
                : word + " stands for encryption types that are off: write those that are needed by name, "
                        + String.join(" ", family.stream().map(Enctypes::name).toList());
    }

    /** Words that are neither a number nor the name of what can be had by it. */
    List<String> unknown() {
        return unknown;
    }

    private void apply(String word) {
        boolean isNumber = word.matches("-?\\d{1,9}");
        boolean away = word.startsWith("-") && !isNumber;
        String name = withoutSign(word).toLowerCase(Locale.ROOT);
        var numbers = isNumber ? List.of(Integer.valueOf(word)) : BY_NAME.get(name);
        if (away && numbers == null) {
            numbers = ONE_BY_ONE.get(name);
        }
        if (numbers == null) {
            unknown.add(word);
        } else if (away) {
            chosen.removeAll(numbers);
        } else {
            numbers.stream().filter(number -> !chosen.contains(number)).forEach(chosen::add);
        }
    }

    private static String withoutSign(String word) {
        return word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
    }

    private static void type(int number, String name, String... aliases) {
        BY_NUMBER.put(number, name);
        BY_NAME.put(name, List.of(number));
        for (String alias : aliases) {
            BY_NAME.put(alias, List.of(number));
        }
    }
}
