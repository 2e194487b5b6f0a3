package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.key;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.Qop;
import org.sspi4j.kerberos.etype.EncryptionType;

/** GSS_Wrap_size_limit of every encryption type: what it says fits, and one byte more does not. */
class WrapSizeLimitTest {
    @ParameterizedTest
    @EnumSource
    void theLimitIsExactWithAndWithoutConfidentiality(EncryptionType type) throws Exception {
        var initiator = EstablishedPair.of(key(type), true, ALL, 100, 200).initiator();
        var sizes = IntStream.concat(IntStream.range(0, 400), IntStream.range(65_500, 65_700));
        for (int largest : sizes.toArray()) {
            check(largest, initiator.wrapSizeLimit(Qop.DEFAULT, largest), limit -> sealed(initiator, new byte[limit]));
            check(largest, initiator.wrapSizeLimit(Qop.WRAP_NO_ENCRYPT, largest), limit -> signed(initiator, new byte[limit]));
        }
    }

    private interface Wrap {
        byte[] of(int length) throws Exception;
    }

    private static void check(int largest, int limit, Wrap wrap) throws Exception {
        if (limit > 0) {
            assertTrue(wrap.of(limit).length <= largest, () -> limit + " does not fit into " + largest);
        } else {
            assertEquals(0, limit);
        }
        assertTrue(wrap.of(limit + 1).length > largest, () -> limit + " is not the most that fits into " + largest);
    }
}
