package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvenClientTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "ldap/dc.example.com,                  dc.example.com",
        "ldap/dc.example.com/example.com,      dc.example.com",
        "ldap/dc.example.com:636/,             dc.example.com:636",
        "ldap,",
        "ldap/,",
        "ldap//example.com,",
        "'',",
    })
    void theHostStandsBehindTheFirstSlash(String service, String host) {
        assertEquals(Optional.ofNullable(host), new ProvenClient(Set.of(), "alice", service).host());
    }

    @ParameterizedTest
    @CsvSource({
        "ldap/dc,      ldap/dc",
        "LDAP/DC,      ldap/dc",
        "ldap/dC.a-Z,  ldap/dc.a-z",
        "@[`{,         @[`{",
        "\u212AOST,    \u212Aost",
        "\u0130A,      \u0130a",
    })
    void capitalsAreThoseOfAsciiAlone(String name, String folded) {
        assertEquals(folded, ProvenClient.lower(name));
    }
}
