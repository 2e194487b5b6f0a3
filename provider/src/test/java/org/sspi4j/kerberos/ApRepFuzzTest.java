package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.fixture.Edits;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;

/** A server's answer, live: edited on its way, or made by somebody who has the session key. */
class ApRepFuzzTest {
    /** A KRB-ERROR in its place may say anything that one can say. */
    private static final Set<SecurityStatus> IMPOSSIBLE =
            EnumSet.of(SecurityStatus.SEC_E_INTERNAL_ERROR, SecurityStatus.SEC_E_INVALID_HANDLE);

    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "1m")
    void initiate(byte[] input) throws Exception {
        var edits = new Edits(input);
        var initiation = new Initiation();
        byte[] good = initiation.goodReply();
        boolean inside = edits.number(1) == 1;
        try {
            if (inside) {
                initiation.completes(GssToken.of(GssToken.KERBEROS, GssToken.AP_REP, apRep(good, edits)).wire());
            } else {
                var session = initiation.completes(edits.of(good));
                assertEquals(Forge.hex(Forge.key(Forge.AES256, "acceptor's sub-key").copyOfValue()),
                        Forge.hex(session.query(ContextAttribute.SESSION_KEY).key()));
            }
        } catch (SspiException e) {
            assertTrue(!IMPOSSIBLE.contains(e.status()), e::toString);
        }
    }

    private static byte[] apRep(byte[] good, Edits edits) throws Exception {
        var key = Forge.key(Forge.AES256, "session");
        byte[] cipher = ApRep.decode(GssToken.decode(good).inner()).encPart().cipher();
        byte[] edited = edits.of(key.decrypt(KeyUsage.AP_REP_ENC_PART, cipher));
        return ApRep.of(new EncryptedData(
                        Forge.AES256.number(),
                        OptionalLong.empty(),
                        key.encrypt(KeyUsage.AP_REP_ENC_PART, edited, RandomSource.system())))
                .wire();
    }
}
