package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Der;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.kerberos.message.AdType;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.GssToken;

/** What a line or an attacker makes of good tokens. */
class BadInputTest {
    /** Behind a field's name: the octet is no text any more, which is noticed before anybody looks for the name. */
    private static final String NO_TEXT = ", no text";

    @Nested
    @DisplayName("RFC 4120 5.5.1 AP-REQ")
    class AnApReq {
        private final byte[] good = new Acceptance().forge.apReqToken();

        @Test
        void isAccepted() throws Exception {
            assertEquals("alice@EXAMPLE.COM", new Acceptance().accepts(good).client());
        }

        @Test
        @Tag("S110")
        void cutShortIsNoToken() {
            Mutations.prefixes(good).forEach(
                    cut -> assertEquals(SEC_E_INVALID_TOKEN, new Acceptance().statusOf(cut), cut.length + " octets"));
        }

        @Test
        @Tag("S110")
        void withSomethingBehindItIsNoToken() {
            byte[] longer = Arrays.copyOf(good, good.length + 1);
            assertEquals(SEC_E_INVALID_TOKEN, new Acceptance().statusOf(longer));
        }

        /** The whole table: every field of the token, and what comes of each bit of it turned over. */
        @Test
        @Tag("S110")
        void withABitTurnedOverIsRefusedOrTheSame() throws Exception {
            var expected = new TreeMap<String, Set<SecurityStatus>>(Map.ofEntries(
                    Map.entry("framing", Set.of(SEC_E_INVALID_TOKEN)),
                    // Windows 2000's misprint is one bit away, and the same mechanism.
                    Map.entry("OID", Set.of(SEC_E_INVALID_TOKEN, SEC_E_OK)),
                    Map.entry("TOK_ID", Set.of(SEC_E_INVALID_TOKEN)),
                    Map.entry("pvno", Set.of(SEC_E_INVALID_TOKEN)),
                    Map.entry("msg-type", Set.of(SEC_E_INVALID_TOKEN)),
                    // Unprotected: MUTUAL-REQUIRED may be missing, the checksum in the authenticator decides.
                    Map.entry("ap-options", Set.of(SEC_E_INVALID_TOKEN, SEC_E_OK)),
                    Map.entry("tkt-vno", Set.of(SEC_E_INVALID_TOKEN)),
                    Map.entry("realm", Set.of(SEC_E_WRONG_PRINCIPAL)),
                    Map.entry("realm" + NO_TEXT, Set.of(SEC_E_INVALID_TOKEN)),
                    // Unprotected, and a hint that nobody heeds (RFC 4120 6.2).
                    Map.entry("sname name-type", Set.of(SEC_E_OK)),
                    Map.entry("sname strings", Set.of(SEC_E_WRONG_PRINCIPAL)),
                    Map.entry("sname strings" + NO_TEXT, Set.of(SEC_E_INVALID_TOKEN)),
                    Map.entry("ticket etype", Set.of(SEC_E_NO_CREDENTIALS)),
                    Map.entry("ticket kvno", Set.of(SEC_E_NO_CREDENTIALS)),
                    Map.entry("ticket cipher", Set.of(SEC_E_WRONG_PRINCIPAL)),
                    Map.entry("authenticator etype", Set.of(SEC_E_INVALID_TOKEN)),
                    Map.entry("authenticator cipher", Set.of(SEC_E_MESSAGE_ALTERED))));
            var fields = TokenFields.ofApReq(good);
            var tolerated = new TreeMap<String, Integer>();
            assertEquals(expected, outcomes(good, fields, token -> {
                var accepted = new Acceptance().accepts(token);
                assertSameAs(new Acceptance().accepts(good), accepted);
                tolerated.merge(fields.at(Math.max(0, Arrays.mismatch(good, token))), 1, Integer::sum);
            }));
            // The good token itself counts as framing.
            assertEquals(Map.of("framing", 1, "OID", 1, "ap-options", 1, "sname name-type", 8), tolerated);
        }

        @Test
        void ofAnyVersionOpensWithAKeyThatHasNone() throws Exception {
            var acceptance = new Acceptance();
            acceptance.keytab = new Forge.KeytabBytes().with(0, Forge.key(Forge.AES256, "service"));
            int kvno = TokenFields.ofApReq(good).starts().get("ticket kvno");
            byte[] changed = good.clone();
            changed[kvno] ^= 1;
            assertSameAs(new Acceptance().accepts(good), acceptance.accepts(changed));
        }

        private void assertSameAs(Acceptance.Accepted one, Acceptance.Accepted other) throws SspiException {
            assertEquals(one.client(), other.client());
            assertEquals(one.server(), other.server());
            assertEquals(one.session().flags(), other.session().flags());
            assertEquals(Forge.hex(one.key().key()), Forge.hex(other.key().key()));
        }

        @Test
        @Tag("S110")
        void ofAnotherMechanismIsNoToken() {
            var acceptance = new Acceptance();
            acceptance.forge.mech = GssToken.USER_TO_USER;
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void withoutItsFramingIsNoToken() {
            var acceptance = new Acceptance();
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.statusOf(acceptance.forge.apReq().wire()));
        }

        @Test
        void asLongAsATokenMayBeIsTakenAndAnOctetMoreIsNot() throws Exception {
            var acceptance = new Acceptance();
            byte[] shorter = ofSize(acceptance, 60_000);
            int rest = KerberosPackage.MAX_TOKEN - shorter.length;
            byte[] longest = ofSize(acceptance, 60_000 + rest);
            assertEquals(KerberosPackage.MAX_TOKEN, longest.length);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts(longest).client());
            var refusal = acceptance.refuses(ofSize(acceptance, 60_001 + rest));
            assertEquals(SEC_E_INVALID_TOKEN, refusal.status());
            assertTrue(refusal.getMessage().contains("65535"), refusal.getMessage());
        }

        /** With a ticket that holds so many octets of optional data. */
        private byte[] ofSize(Acceptance acceptance, int octets) {
            var entry = new AuthorizationData.Entry(AdType.AD_IF_RELEVANT, new byte[octets]);
            acceptance.forge.ticket.authorizationData = Optional.of(AuthorizationData.of(entry));
            return acceptance.forge.apReqToken();
        }

        @Test
        @DisplayName("CVE-2020-28196: SEQUENCEs nested without end are no token, and no stack overflow")
        void nestedWithoutEndIsNoToken() {
            byte[] indefinite = new byte[60_000];
            for (int i = 0; i < indefinite.length; i += 2) {
                indefinite[i] = 0x30;
                indefinite[i + 1] = (byte) 0x80;
            }
            byte[] definite = {};
            for (int i = 0; i < 2_000; i++) {
                definite = Der.bytes(Der.octets(definite));
                definite[0] = 0x30;
            }
            for (byte[] nested : new byte[][] {indefinite, definite}) {
                byte[] token = GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, nested).wire();
                assertEquals(SEC_E_INVALID_TOKEN, new Acceptance().statusOf(token));
                byte[] apReq = GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, apReqAround(nested)).wire();
                assertEquals(SEC_E_INVALID_TOKEN, new Acceptance().statusOf(apReq));
            }
        }

        private byte[] apReqAround(byte[] ticket) {
            byte[] filler = Der.bytes(Der.sequence(
                    Der.tagged(0, Der.integer(5)), Der.tagged(1, Der.integer(14)), Der.tagged(2, Der.flags(0)),
                    Der.tagged(3, Der.octets(ticket))));
            return Der.bytes(Der.application(14, Der.element(filler)));
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.5.2 AP-REP")
    class AnApRep {
        @Test
        @Tag("S110")
        void cutShortIsNoToken() throws Exception {
            byte[] good = new Initiation().goodReply();
            for (int length = 0; length < good.length; length++) {
                var initiation = new Initiation();
                byte[] cut = Arrays.copyOf(initiation.goodReply(), length);
                assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(cut).status(), length + " octets");
            }
        }

        @Test
        @Tag("S110")
        void withABitTurnedOverIsRefused() throws Exception {
            byte[] good = new Initiation().goodReply();
            var expected = new TreeMap<String, Set<SecurityStatus>>(Map.of(
                    "framing", Set.of(SEC_E_INVALID_TOKEN),
                    "OID", Set.of(SEC_E_INVALID_TOKEN),
                    "TOK_ID", Set.of(SEC_E_INVALID_TOKEN),
                    "pvno", Set.of(SEC_E_INVALID_TOKEN),
                    "msg-type", Set.of(SEC_E_INVALID_TOKEN),
                    "enc-part etype", Set.of(SEC_E_INVALID_TOKEN),
                    "enc-part cipher", Set.of(SEC_E_MESSAGE_ALTERED)));
            // The clock stands and the random numbers are the same each time, so the reply fits every one of them.
            assertEquals(
                    expected, outcomes(good, TokenFields.ofApRep(good), token -> new Initiation().completes(token)));
        }
    }

    private interface Taking {
        void take(byte[] token) throws SspiException;
    }

    private static Map<String, Set<SecurityStatus>> outcomes(byte[] good, TokenFields fields, Taking taking) throws SspiException {
        taking.take(good);
        var outcomes = new TreeMap<String, Set<SecurityStatus>>();
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            var field = fields.at(bit / 8);
            boolean isText = flipped[bit / 8] >= ' ' && flipped[bit / 8] != 0x7F;
            if (!isText && (field.equals("realm") || field.equals("sname strings"))) {
                field += NO_TEXT;
            }
            outcomes.computeIfAbsent(field, none -> new TreeSet<>()).add(outcome(flipped, taking));
        }
        return outcomes;
    }

    private static SecurityStatus outcome(byte[] token, Taking taking) {
        try {
            taking.take(token);
            return SEC_E_OK;
        } catch (SspiException e) {
            return e.status();
        }
    }
}
