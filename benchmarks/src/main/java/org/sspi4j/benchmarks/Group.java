package org.sspi4j.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Rows that the gate measures in one place, and the baseline has under one name. */
enum Group {
    /** What every connection and every message goes through. */
    AES256_SHA1(EncryptionType.AES256_CTS_HMAC_SHA1_96,
            "context", "context-negotiate", "acceptor", "acceptor-stranger", "encrypt-64", "decrypt-64", "encrypt-1024", "decrypt-1024",
            "encrypt-16384", "decrypt-16384", "wrap-64", "unwrap-64", "sign-64", "verify-64"),
    /** What the second family of types does in its own way. */
    AES128_SHA256(EncryptionType.AES128_CTS_HMAC_SHA256_128, "context", "acceptor", "encrypt-64", "decrypt-64"),
    /** TLS of the JDK, which needs no realm. */
    SUN_JSSE("SunJSSE",
            "tls-handshake-1.3", "tls-handshake-1.2", "tls-handshake-1.3-rsa", "tls-handshake-1.2-rsa", "tls-resume-1.3",
            "tls-resume-1.2", "tls-bulk-16384", "tls-bulk-1024", "tls-bulk-64"),
    /** NTLM, which needs no realm. */
    NTLM("NTLM", "ntlm-initiator", "ntlm-acceptor", "gss-spnego", "ntlm-encrypt-16384", "ntlm-decrypt-16384");

    private final String title;
    private final Optional<EncryptionType> type;
    private final List<String> rows;

    Group(EncryptionType type, String... rows) {
        this.title = type.toString();
        this.type = Optional.of(type);
        this.rows = List.of(rows);
    }

    Group(String title, String... rows) {
        this.title = title;
        this.type = Optional.empty();
        this.rows = List.of(rows);
    }

    /** By its name in the baseline. */
    static Group of(String title) {
        return Stream.of(values())
                .filter(group -> group.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rows are measured under the name " + title));
    }

    /** Of the realm that they are measured in; empty if they need none. */
    Optional<EncryptionType> type() {
        return type;
    }

    /** Their ids. */
    List<String> rows() {
        return rows;
    }

    /** Its name in the baseline. */
    @Override
    public String toString() {
        return title;
    }
}
