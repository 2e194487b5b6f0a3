package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.apache.kerby.kerberos.kerb.crypto.util.Nfold;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.crypto.CryptoVectors;
import org.sspi4j.crypto.Scattering;

@DisplayName("RFC 3961 5.1 n-fold")
class NFoldTest {
    static List<CryptoVectors> examples() {
        return CryptoVectors.read("rfc3961/A.1-n-fold.txt");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesTheOutputsOfAppendixA1(CryptoVectors example) {
        byte[] input = example.text("input").getBytes(US_ASCII);
        assertArrayEquals(example.hex("output"), NFold.fold(input, example.number("bits") / 8));
    }

    @Test
    void agreesWithKerbyForInputsOfManyLengths() {
        var some = new Scattering(3961);
        for (int length = 1; length <= 40; length++) {
            for (int n = 1; n <= 40; n++) {
                byte[] input = some.bytes(length);
                assertArrayEquals(Nfold.nfold(input, n), NFold.fold(input, n), length + " bytes to " + n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(KeyUsage.class)
    void theTableOfCommonUsagesAndWhatIsBeyondItAreFoldedAlike(KeyUsage purpose) {
        for (int usage : new int[] {-1, 0, 1, 24, 63, 64, 512, Integer.MAX_VALUE}) {
            assertArrayEquals(NFold.fold(purpose.constant(usage), 16), purpose.folded(usage));
        }
    }
}
