package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapathsTest {
    @Nested
    @DisplayName("RFC 4120 1.2 hierarchical")
    class Hierarchical {
        @ParameterizedTest
        @CsvSource({
            "EU.EXAMPLE.COM, US.EXAMPLE.COM, [EXAMPLE.COM]",
            "A.B.EXAMPLE.COM, C.D.EXAMPLE.COM, '[B.EXAMPLE.COM, EXAMPLE.COM, D.EXAMPLE.COM]'",
            "A.EXAMPLE.COM, EXAMPLE.COM, []",
            "EXAMPLE.COM, A.EXAMPLE.COM, []",
            "EXAMPLE.COM, A.B.EXAMPLE.COM, [B.EXAMPLE.COM]",
            "A.B.EXAMPLE.COM, EXAMPLE.COM, [B.EXAMPLE.COM]",
            "BC.EXAMPLE.COM, ABC.EXAMPLE.COM, [EXAMPLE.COM]",
            "EXAMPLE.COM, EXAMPLE.ORG, '[COM, ORG]'",
            "A, B, []",
            "A, X.B, [B]",
            "A, A, []",
        })
        void isTheDefault(String client, String server, String between) {
            assertEquals(between, KerberosConfig.builder().build().capath(client, server).toString());
        }
    }

    @Nested
    @DisplayName("[capaths]")
    class Configured {
        private final KerberosConfig config = KerberosConfig.builder()
                .capath("ANL.EXAMPLE", "NERSC.EXAMPLE", "ES.EXAMPLE")
                .capath("ANL.EXAMPLE", "HAL.EXAMPLE", "K5.MOON", "K5.JUPITER")
                .capath("ANL.EXAMPLE", "ES.EXAMPLE", ".")
                .build();

        @Test
        void intermediatesStandInTheOrderFromClientToServer() {
            assertEquals(List.of("K5.MOON", "K5.JUPITER"), config.capath("ANL.EXAMPLE", "HAL.EXAMPLE"));
        }

        @Test
        void aDotMeansADirectWay() {
            assertEquals(List.of(), config.capath("ANL.EXAMPLE", "ES.EXAMPLE"));
            assertEquals(List.of("EXAMPLE"), KerberosConfig.builder().build().capath("ANL.EXAMPLE", "ES.EXAMPLE"));
        }

        @Test
        void theWayBackIsAnother() {
            assertEquals(List.of("EXAMPLE"), config.capath("NERSC.EXAMPLE", "ANL.EXAMPLE"));
        }

        @Test
        void whatIsNoRealmIsRefused() {
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().capath("A", "B", "C D"));
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().capath("A", "", "C"));
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().capath("", "B", "C"));
        }

        @Test
        void aBuilderMayGoOnWithoutChangingWhatItMade() {
            var builder = config.toBuilder();
            var first = builder.build();
            builder.capath("ANL.EXAMPLE", "NERSC.EXAMPLE", "ANOTHER");
            assertEquals(List.of("ES.EXAMPLE"), first.capath("ANL.EXAMPLE", "NERSC.EXAMPLE"));
            assertEquals(List.of("ES.EXAMPLE", "ANOTHER"), builder.build().capath("ANL.EXAMPLE", "NERSC.EXAMPLE"));
        }
    }
}
