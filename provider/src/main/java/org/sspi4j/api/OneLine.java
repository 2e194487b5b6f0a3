package org.sspi4j.api;

/**
 * A sentence that stays one line wherever it is logged: names that users, peers and KDCs chose stand in it, and none of them is to
 * end the line, begin another one, or turn its direction (CWE-117).
 *
 * <p>The messages of {@link SspiException} and the sentences of {@link Decision} are made so. Whoever logs a name beside them does it
 * too.
 */
public final class OneLine {
    private OneLine() {}

    /** With {@code ?} for each character that is none to show. */
    public static String of(String sentence) {
        return sentence.codePoints().noneMatch(OneLine::steers)
                ? sentence
                : sentence.codePoints()
                        .map(c -> steers(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean steers(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
