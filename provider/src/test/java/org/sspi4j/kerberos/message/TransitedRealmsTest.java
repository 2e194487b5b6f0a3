package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

@DisplayName("RFC 4120 3.3.3.2 Encoding the Transited Field")
class TransitedRealmsTest {
    private static List<String> expanded(String contents, String client, String server) throws DecodeException {
        return TransitedRealms.expand(contents.getBytes(StandardCharsets.UTF_8), client, server);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(delimiter = ';', textBlock = """
            EDU,MIT.,ATHENA.,WASHINGTON.EDU,CS.; EDU MIT.EDU ATHENA.MIT.EDU WASHINGTON.EDU CS.WASHINGTON.EDU
            EDU,MIT.,WASHINGTON.EDU; EDU MIT.EDU WASHINGTON.EDU
            /COM,/HP,/APOLLO, /COM/DEC; /COM /COM/HP /COM/HP/APOLLO /COM/DEC
            /COM,/HP; /COM /COM/HP
            """)
    void theExamplesOfTheSpecification(String contents, String realms) throws Exception {
        assertEquals(List.of(realms.split(" ")), expanded(contents, "X", "Y"));
    }

    @ParameterizedTest(name = "\"{0}\" from {1} to {2}")
    @CsvSource(delimiter = ';', textBlock = """
            ,            ; ATHENA.MIT.EDU ; CS.WASHINGTON.EDU ; MIT.EDU EDU WASHINGTON.EDU
            ,EDU         ; ATHENA.MIT.EDU ; X                 ; MIT.EDU EDU
            ,EDU, /COM,  ; ATHENA.MIT.EDU ; /COM/HP/APOLLO    ; MIT.EDU EDU /COM /COM/HP
            EDU,         ; X              ; CS.WASHINGTON.EDU ; EDU WASHINGTON.EDU
            EDU,,CS.MIT.EDU ; X           ; Y                 ; EDU MIT.EDU CS.MIT.EDU
            ,,           ; A.B            ; B                 ; ''
            """)
    void aNullSubfieldIsTheHierarchyBetween(String contents, String client, String server, String realms) throws Exception {
        var expected = realms.isEmpty() ? List.of() : List.of(realms.split(" "));
        assertEquals(expected, expanded(contents, client, server));
    }

    @Test
    void aBackslashTakesTheMeaningOfWhatFollows() throws Exception {
        assertEquals(List.of("A,B"), expanded("A\\,B", "X", "Y"));
        assertEquals(List.of("EDU", "MIT."), expanded("EDU,MIT\\.", "X", "Y"));
        assertEquals(List.of("A\\B"), expanded("A\\\\B", "X", "Y"));
        assertEquals(List.of("A", " B"), expanded("A,\\ B", "X", "Y"));
        assertEquals(List.of("A", "/B"), expanded("A,\\/B", "X", "Y"));
    }

    @Test
    void nothingIsNothing() throws Exception {
        assertEquals(List.of(), expanded("", "X", "Y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A\\", "MIT.", ",", ",EDU", " ", "EDU, "})
    void whatMeansNothingIsRefused(String contents) {
        assertThrows(DecodeException.class, () -> expanded(contents, "X.COM", "Y.ORG"));
    }

    @Test
    void manyRealmsAreNobodysWay() throws Exception {
        assertEquals(64, expanded("A" + ",A".repeat(63), "X", "Y").size());
        assertThrows(DecodeException.class, () -> expanded("A" + ",A".repeat(64), "X", "Y"));
        assertThrows(DecodeException.class, () -> expanded("A,,B." + "C.".repeat(10_000) + "A", "X", "Y"));
    }
}
