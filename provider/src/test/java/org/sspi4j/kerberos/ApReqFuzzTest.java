package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.fixture.Edits;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.Ticket;

/**
 * A client's first token, live: edited on its way, or made by somebody who has the keys and puts into the ticket or the
 * authenticator what the fuzzer wants. Without the keys nobody becomes anybody but alice.
 */
class ApReqFuzzTest {
    private static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN,
            SecurityStatus.SEC_E_MESSAGE_ALTERED,
            SecurityStatus.SEC_E_WRONG_PRINCIPAL,
            SecurityStatus.SEC_E_NO_CREDENTIALS,
            SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
            SecurityStatus.SEC_E_TIME_SKEW,
            SecurityStatus.SEC_E_CONTEXT_EXPIRED,
            SecurityStatus.SEC_E_LOGON_DENIED,
            SecurityStatus.SEC_E_BAD_BINDINGS,
            SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE,
            SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
            SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY);

    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void accept(byte[] input) throws Exception {
        var edits = new Edits(input);
        var acceptance = new Acceptance();
        var good = acceptance.forge.apReq();
        int inside = edits.number(2);
        try {
            if (inside == 0) {
                byte[] token = GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, good.wire()).wire();
                assertEquals("alice@EXAMPLE.COM", acceptance.accepts(edits.of(token)).client());
                return;
            }
            var ticket = inside == 1 ? ticket(good, edits) : good.ticket();
            var authenticator = inside == 2 ? authenticator(good, edits) : good.authenticator();
            var apReq = ApReq.of(good.apOptions(), ticket, authenticator);
            acceptance.accepts(GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, apReq.wire()).wire());
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
        }
    }

    private static Ticket ticket(ApReq good, Edits edits) throws Exception {
        var key = Forge.key(Forge.AES256, "service");
        byte[] plain = key.decrypt(KeyUsage.TICKET, good.ticket().encPart().cipher());
        byte[] cipher = key.encrypt(KeyUsage.TICKET, edits.of(plain), RandomSource.system());
        return Ticket.of(
                good.ticket().realm(),
                good.ticket().sname(),
                new EncryptedData(Forge.AES256.number(), good.ticket().encPart().kvno(), cipher));
    }

    private static EncryptedData authenticator(ApReq good, Edits edits) throws Exception {
        var key = Forge.key(Forge.AES256, "session");
        byte[] plain = key.decrypt(KeyUsage.AP_REQ_AUTHENTICATOR, good.authenticator().cipher());
        byte[] cipher = key.encrypt(KeyUsage.AP_REQ_AUTHENTICATOR, edits.of(plain), RandomSource.system());
        return new EncryptedData(Forge.AES256.number(), OptionalLong.empty(), cipher);
    }
}
