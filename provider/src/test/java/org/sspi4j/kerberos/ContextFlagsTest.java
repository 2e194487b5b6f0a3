package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.ContextFlag.CONFIDENTIALITY;
import static org.sspi4j.api.ContextFlag.IDENTIFY;
import static org.sspi4j.api.ContextFlag.INTEGRITY;
import static org.sspi4j.api.ContextFlag.MUTUAL_AUTH;
import static org.sspi4j.api.ContextFlag.NO_INTEGRITY;
import static org.sspi4j.api.ContextFlag.NULL_SESSION;
import static org.sspi4j.api.ContextFlag.REPLAY_DETECT;
import static org.sspi4j.api.ContextFlag.SEQUENCE_DETECT;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Move;

/** A flag in a result is a fact. */
class ContextFlagsTest {
    private static final Set<ContextFlag> NOT_POSSIBLE =
            Set.of(ContextFlag.USE_DCE_STYLE, ContextFlag.DATAGRAM, ContextFlag.USE_SESSION_KEY);

    @Nested
    @DisplayName("RFC 4121 4.1.1.1 what an initiator gets and announces, flag by flag")
    class AnInitiator {
        /** What is not listed is neither granted nor announced. */
        @ParameterizedTest
        @EnumSource(ContextFlag.class)
        void hasWhatItIsTold(ContextFlag asked) throws Exception {
            if (NOT_POSSIBLE.contains(asked)) {
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION,
                        assertThrows(SspiException.class, () -> ContextFlags.wanted(Set.of(asked))).status());
                return;
            }
            var wanted = ContextFlags.wanted(Set.of(asked));
            assertEquals(granted(asked), wanted);
            assertEquals(announced(wanted), ContextFlags.onTheWire(wanted));
        }

        @Test
        void nothingIsDetectedWhereNothingCanBeSigned() throws Exception {
            assertEquals(Set.of(MUTUAL_AUTH), ContextFlags.wanted(Set.of(MUTUAL_AUTH, REPLAY_DETECT, SEQUENCE_DETECT, NO_INTEGRITY)));
            assertEquals(
                    Set.of(CONFIDENTIALITY, INTEGRITY, REPLAY_DETECT),
                    ContextFlags.wanted(Set.of(CONFIDENTIALITY, REPLAY_DETECT, NO_INTEGRITY)));
        }

        @Test
        void withoutIntegrityHasNoneButWhereItCannotBeLeftOut() throws Exception {
            assertEquals(Set.of(), ContextFlags.wanted(Set.of(INTEGRITY, NO_INTEGRITY)));
            assertEquals(
                    Set.of(INTEGRITY, CONFIDENTIALITY), ContextFlags.wanted(Set.of(INTEGRITY, CONFIDENTIALITY, NO_INTEGRITY)));
        }

        private Set<ContextFlag> granted(ContextFlag asked) {
            return switch (asked) {
                case MUTUAL_AUTH, INTEGRITY, IDENTIFY, CONNECTION, ALLOCATE_MEMORY -> Set.of(asked);
                case REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY -> Set.of(asked, INTEGRITY);
                default -> Set.of();
            };
        }

        private int announced(Set<ContextFlag> wanted) {
            return wanted.stream()
                    .mapToInt(flag -> switch (flag) {
                        case MUTUAL_AUTH -> 2;
                        case REPLAY_DETECT -> 4;
                        case SEQUENCE_DETECT -> 8;
                        case CONFIDENTIALITY -> 16;
                        case INTEGRITY -> 32;
                        case IDENTIFY -> 0x2000;
                        default -> 0;
                    })
                    .sum();
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.1.1.1 what an acceptor gets")
    class AnAcceptor {
        @ParameterizedTest(name = "of a client that announces {0}: {1}")
        @CsvSource({
            "0x0000, ''",
            "0x0001, ''",
            "0x0002, MUTUAL_AUTH",
            "0x0004, REPLAY_DETECT",
            "0x0008, SEQUENCE_DETECT",
            "0x0010, CONFIDENTIALITY",
            "0x0020, INTEGRITY",
            "0x0040, ''",
            "0x0080, ''",
            "0x1000, ''",
            "0x2000, IDENTIFY",
            "0x4000, ''",
            "0x8000, ''",
            "0x203E, MUTUAL_AUTH REPLAY_DETECT SEQUENCE_DETECT CONFIDENTIALITY INTEGRITY IDENTIFY",
        })
        void whatTheClientAnnounced(String announced, String granted) {
            Set<ContextFlag> expected = Arrays.stream(granted.split(" "))
                    .filter(name -> !name.isEmpty())
                    .map(ContextFlag::valueOf)
                    .collect(Collectors.toSet());
            assertEquals(expected, ContextFlags.granted(Integer.decode(announced), Set.of(), false));
        }

        /** Asking does not make it so, except where the acceptor decides alone. */
        @ParameterizedTest
        @EnumSource(ContextFlag.class)
        void whatItAskedForOnlyIfItIsTrue(ContextFlag asked) {
            var alone = EnumSet.of(IDENTIFY, ContextFlag.CONNECTION, ContextFlag.ALLOCATE_MEMORY);
            assertEquals(alone.contains(asked) ? Set.of(asked) : Set.of(), ContextFlags.granted(0, Set.of(asked), false));
        }

        @Test
        void anAnonymousClient() {
            assertEquals(Set.of(NULL_SESSION), ContextFlags.granted(0, Set.of(NULL_SESSION), true));
        }

        @Test
        void noOtherExchangeOfMessages() {
            for (var flag : NOT_POSSIBLE) {
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION,
                        assertThrows(SspiException.class, () -> ContextFlags.checkPossible(Set.of(flag))).status());
            }
        }
    }

    @Nested
    @DisplayName("Both sides of a context")
    class BothSides {
        @Test
        void haveTheSameFlags() throws Exception {
            var initiation = new Initiation();
            var acceptance = new Acceptance();
            for (var asked : EnumSet.of(MUTUAL_AUTH, REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY, INTEGRITY, IDENTIFY)) {
                initiation.asks = EnumSet.of(asked, MUTUAL_AUTH);
                var started = (Move.Reply) initiation.starts();
                var accepted = acceptance.accepts(started.token());
                var established = initiation.completes(started.next(), accepted.token());
                assertEquals(established.flags(), accepted.session().flags(), "asked for " + asked);
            }
        }
    }
}
