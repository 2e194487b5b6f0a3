package org.sspi4j.kerberos.message;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/** The names of a registry's constants, for messages to people. */
final class Names {
    private final Map<Integer, String> names = new HashMap<>();

    Names(Class<?> registry) {
        try {
            for (Field constant : registry.getFields()) {
                names.put(constant.getInt(null), constant.getName());
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The constant's name, or the number itself. */
    String of(int value) {
        return names.getOrDefault(value, Integer.toString(value));
    }

    /** The names of the bits that are set, from bit 0 on. */
    String ofFlags(int flags) {
        var text = new StringBuilder("[");
        for (int left = flags; left != 0; left &= ~Integer.highestOneBit(left)) {
            int bit = Integer.highestOneBit(left);
            text.append(text.length() > 1 ? ", " : "").append(names.getOrDefault(bit, "bit " + Integer.numberOfLeadingZeros(bit)));
        }
        return text.append(']').toString();
    }
}
