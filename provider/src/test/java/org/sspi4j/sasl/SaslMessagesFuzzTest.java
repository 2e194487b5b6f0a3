package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Mutations;

/** What strangers send is read or refused. What was read is written the same way again. */
class SaslMessagesFuzzTest {
    private static final long SEED = 5801;

    static Stream<byte[]> headers() {
        var good = Stream.of("n,,", "y,a=bob,", "p=tls-server-end-point,a=a=2Cb=3D2C,\u0001\u0000", "n,a=J\u00FCrgen,")
                .map(text -> text.getBytes(UTF_8)).toList();
        return Stream.concat(good.stream(), Mutations.of(good, SEED, 2000));
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "1m")
    void gs2Header(byte[] input) {
        try {
            var header = Gs2Header.decode(input);
            assertArrayEquals(Arrays.copyOf(input, header.wire().length), header.wire());
            var bindings = header.flag() == 'n'
                    ? Optional.<ChannelBindings>empty()
                    : Optional.of(ChannelBindings.of((header.bindingName().orElse("any") + ":").getBytes(UTF_8)));
            var mechanism = header.flag() == 'p' ? Mechanism.GS2_KRB5_PLUS : Mechanism.GS2_KRB5;
            assertArrayEquals(header.wire(), Gs2Header.of(mechanism, bindings, header.authorizationId()).wire());
        } catch (SspiException e) {
            assertEquals(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, e.status());
        }
    }

    static Stream<byte[]> tokens() {
        var good = Stream.of(3, 200, 400).map(length -> InitialContextToken.framed(new byte[length])).toList();
        return Stream.concat(good.stream(), Mutations.of(good, SEED, 2000));
    }

    @MethodSource("tokens")
    @FuzzTest(maxDuration = "1m")
    void initialContextToken(byte[] input) {
        try {
            var inner = InitialContextToken.unframed(input);
            assertArrayEquals(inner, InitialContextToken.unframed(InitialContextToken.framed(inner)));
            assertTrue(inner.length < input.length);
        } catch (SspiException e) {
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, e.status());
        }
    }

    static Stream<byte[]> choices() {
        var good = List.of(
                new LayerChoice(QualityOfProtection.AUTH, 0, "").encode(),
                new LayerChoice(QualityOfProtection.AUTH_CONF, 0xFFFFFF, "J\u00FCrgen").encode());
        return Stream.concat(good.stream(), Mutations.of(good, SEED, 2000));
    }

    @MethodSource("choices")
    @FuzzTest(maxDuration = "1m")
    void layerChoice(byte[] input) {
        Set<QualityOfProtection> offered = EnumSet.of(QualityOfProtection.AUTH, QualityOfProtection.AUTH_CONF);
        try {
            var choice = LayerChoice.decode(input, offered);
            assertTrue(offered.contains(choice.layer()));
            assertArrayEquals(input, choice.encode());
        } catch (SspiException e) {
            assertTrue(Set.of(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, SecurityStatus.SEC_E_QOP_NOT_SUPPORTED).contains(e.status()));
        }
    }
}
