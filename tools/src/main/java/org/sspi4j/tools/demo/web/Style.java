package org.sspi4j.tools.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the pages look. It stands in the page itself, which names its hash: no other style counts. */
final class Style {
    static final String CSS = css();
    /** For style-src. */
    static final String SOURCE = "'sha256-" + Base64.getEncoder().encodeToString(sha256(CSS)) + "'";

    private Style() {}

    private static String css() {
        try (var in = Style.class.getResourceAsStream("page.css")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
