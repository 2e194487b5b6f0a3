package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.gss.Managers.failure;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.PackageInfo;

@DisplayName("RFC 2743 3.1 mechanism-independent token format")
class InitialTokenTest {
    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Nested
    @DisplayName("the mechanism")
    class TheMechanism {
        private final Mechanisms mechanisms = Managers.kerberosNames().mechanisms();

        @ParameterizedTest
        @ValueSource(strings = {
            "600d" + "06092a864886f712010202" + "0100",
            "60810d" + "06092a864886f712010202" + "0100",
            "6082000d" + "06092a864886f712010202" + "0100",
            "600d" + "06092a864882f712010202" + "0100",
        })
        void isTheOneThatTheTokenNames(String token) throws GSSException {
            assertEquals(Oids.KERBEROS, mechanisms.ofToken(hex(token)).oid());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "60",
            "600d",
            "600d06",
            "600d0609",
            "600d06092a864886f7120102",
            "600d04092a864886f712010202",
            "600d0689",
            "60ff06092a864886f712010202",
            "60020600",
            "6003060180"
        })
        void cannotBeTold(String token) {
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> mechanisms.ofToken(hex(token))));
        }

        @Test
        void isABadOneIfNoPackageHasIt() {
            assertEquals(GssStatus.BAD_MECH, failure(() -> mechanisms.ofToken(hex("60050603883707"))));
        }

        @Test
        void isTheDefaultIfTheTokenHasNoFrame() throws GSSException {
            assertEquals(Oids.KERBEROS, mechanisms.ofToken(hex("6e00")).oid());
            assertEquals(Oids.KERBEROS, mechanisms.ofToken(hex("")).oid());
        }

        @Test
        void isNtlmIfTheTokenBeginsLikeThose() throws GSSException {
            var ntlm = new PackageInfo("NTLM", "", java.util.Set.of(), 1, 10, 1, List.of("1.3.6.1.4.1.311.2.2.10"));
            var negotiate = hex("4e544c4d53535000" + "01000000");
            assertEquals(Oids.NTLM, new Mechanisms(List.of(ntlm)).ofToken(negotiate).oid());
            assertEquals(GssStatus.BAD_MECH, failure(() -> mechanisms.ofToken(negotiate)));
            assertEquals(GssStatus.BAD_MECH, failure(() -> mechanisms.ofToken(hex("4e544c4d53535000"))));
            assertEquals(Oids.KERBEROS, mechanisms.ofToken(hex("4e544c4d535350")).oid());
        }

        @Test
        void isTheFirstThereIsWithoutKerberos() throws GSSException {
            assertEquals(ToyPackage.OID, Managers.toy().getMechs()[0]);
            assertEquals(GssStatus.BAD_MECH, failure(() -> new Mechanisms(List.of()).of((org.ietf.jgss.Oid) null)));
        }
    }

    @Nested
    @DisplayName("in a stream")
    class InAStream {
        private byte[] read(ByteArrayInputStream in) throws Exception {
            return InitialToken.read(in, 1000);
        }

        @ParameterizedTest
        @ValueSource(strings = {"6003010203", "608103010203", "6084000000030a0b0c"})
        void endsWhereItSays(String token) throws Exception {
            var in = new ByteArrayInputStream(hex(token + "ff"));
            assertArrayEquals(hex(token), read(in));
            assertEquals(1, in.available());
        }

        @Test
        void withoutAFrameIsAllThereIs() throws Exception {
            assertArrayEquals(hex("0504010203"), read(new ByteArrayInputStream(hex("0504010203"))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "60", "6003", "60030102", "60810", "6082 00", "6080", "608500000000010a", "6084ffffffff00"})
        void thatEndsTooEarlyOrHasNoLengthIsDefective(String token) {
            var bytes = hex(token.replace(" ", "").substring(0, token.replace(" ", "").length() / 2 * 2));
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> read(new ByteArrayInputStream(bytes))));
        }

        @Test
        void thatIsTooLongIsDefective() throws Exception {
            var framed = hex("608203e8");
            assertEquals(1004, read(new ByteArrayInputStream(Arrays.copyOf(framed, 1004))).length);
            framed[3]++;
            var longer = Arrays.copyOf(framed, 1005);
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> read(new ByteArrayInputStream(longer))));
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> read(new ByteArrayInputStream(new byte[1001]))));
        }
    }
}
