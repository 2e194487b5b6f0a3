package org.sspi4j.wire.asn1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.wire.DecodeException;

/** Any element, whatever its tag, down to the last one. What is accepted, Bouncy Castle reads too, and writes the same. */
class DerReaderFuzzTest {
    static Stream<byte[]> worksOfOthers() {
        return Vectors.hex("rfc4120/mit-reference-encodings.txt").values().stream();
    }

    @MethodSource("worksOfOthers")
    @FuzzTest(maxDuration = "1m")
    void read(byte[] input) throws IOException {
        try {
            var in = DerReader.of(input, "input").next("element");
            element(in);
            in.end();
        } catch (DecodeException e) {
            return;
        }
        assertArrayEquals(input, ASN1Primitive.fromByteArray(input).getEncoded(ASN1Encoding.DER));
    }

    private static void element(DerReader in) throws DecodeException {
        for (int n = 0; n < 31; n++) {
            if (in.has(n)) {
                element(in.tagged(n, "tagged"));
                return;
            }
            if (in.hasApplication(n)) {
                element(in.application(n));
                return;
            }
            if (in.hasImplicit(n)) {
                in.implicit(n, "implicit");
                return;
            }
        }
        if (in.hasTag(DerReader.SEQUENCE)) {
            var inside = in.sequence();
            while (inside.more()) {
                element(inside.next("element"));
            }
            inside.end();
        } else if (in.hasTag(DerReader.INTEGER)) {
            in.int64();
        } else if (in.hasTag(DerReader.ENUMERATED)) {
            in.enumerated(0, Integer.MAX_VALUE);
        } else if (in.hasTag(DerReader.OCTET_STRING)) {
            in.octetString();
        } else if (in.hasTag(DerReader.BIT_STRING)) {
            in.flags();
        } else if (in.hasTag(DerReader.OBJECT_IDENTIFIER)) {
            in.oid();
        } else if (in.hasTag(DerReader.GENERALIZED_TIME)) {
            in.generalizedTime();
        } else if (in.hasTag(DerReader.GENERAL_STRING)) {
            in.generalString();
        } else if (in.hasTag(DerReader.UTF8_STRING)) {
            in.utf8String();
        } else {
            in.bool();
        }
    }
}
