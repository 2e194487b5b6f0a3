package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.wire.DecodeException;

/** The tokens of SPNEGO, and a live negotiation between real packages, one of whose tokens is edited. */
class NegotiateFuzzTest {
    /** What a token of the peer's can lead to. */
    static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN,
            SecurityStatus.SEC_E_MESSAGE_ALTERED,
            SecurityStatus.SEC_E_DOWNGRADE_DETECTED,
            SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
            SecurityStatus.SEC_E_LOGON_DENIED,
            SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
            SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
            SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
            SecurityStatus.SEC_E_WRONG_PRINCIPAL,
            SecurityStatus.SEC_E_NO_CREDENTIALS,
            SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
            SecurityStatus.SEC_E_TIME_SKEW,
            SecurityStatus.SEC_E_BAD_BINDINGS);

    static Stream<byte[]> everyGoodToken() {
        return Stream.concat(
                MessagesTest.good().stream(),
                Stream.of("rfc4178/tokens.txt", "rfc4178/gss-sample.txt").flatMap(file -> Vectors.hex(file).values().stream()));
    }

    @MethodSource("everyGoodToken")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        try {
            byte[] written = MessagesTest.again(input);
            assertArrayEquals(written, MessagesTest.again(written));
        } catch (DecodeException e) {
            // The one way to be refused.
        }
    }

    /** Either both ends are alice's and the server's, with the same package, or it is refused. */
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void oneTokenEdited(byte[] input) throws Exception {
        var edits = new Edits(input);
        try (var negotiation = new Negotiation()) {
            switch (edits.number(2)) {
                case 0 -> negotiation.server = Negotiation.ntlmAlone();
                case 1 -> negotiation.server = Identity.keytab(Negotiation.TARGET, negotiation.keytab);
                default -> negotiation.serverBegins = true;
            }
            negotiation.changes.put(edits.number(5), edits::of);
            try (var ends = negotiation.establish()) {
                assertTrue(ends.server().context().accessToken().userName().toLowerCase().contains("alice"));
                var client = ends.client().context().query(ContextAttribute.PACKAGE_INFO);
                assertEquals(client, ends.server().context().query(ContextAttribute.PACKAGE_INFO));
                Negotiation.talk(ends);
            } catch (SspiException e) {
                assertTrue(REFUSALS.contains(e.status()), e::toString);
            } catch (Negotiation.Stuck e) {
                // One side has been talked into believing that nothing more comes; nobody is in.
            }
        }
    }
}
