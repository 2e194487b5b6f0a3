package org.sspi4j.tools.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.tools.exchange.Party.Role;

class ExchangeTest {
    private static final Identity ADA = Identity.keytab("ada", Path.of("ada.keytab"));
    private static final Set<ContextFlag> FLAGS = EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.CONFIDENTIALITY);

    @Nested
    @DisplayName("step")
    class Steps {
        @Test
        void legsGoToAndFroUntilBothSidesAreOk() {
            var initiator = initiator("web");
            var acceptor = acceptor();
            assertEquals("SEC_I_CONTINUE_NEEDED token=" + b64("HELO ada/web"), initiator.answer("step -"));
            assertEquals("SEC_E_OK token=" + b64("EHLO"), acceptor.answer("step " + b64("HELO ada/web")));
            assertEquals("SEC_E_OK token=-", initiator.answer("step " + b64("EHLO")));
        }

        @Test
        void withoutATokenIsTheSameAsWithADash() {
            assertEquals(initiator("web").answer("step -"), initiator("web").answer("step"));
        }

        @Test
        void blanksAroundAndBetweenDoNotMatter() {
            assertEquals(initiator("web").answer("step -"), initiator("web").answer("  step  \t -\r"));
        }

        @Test
        void saysHowManyBytesAreMissingAndGoesOn() {
            var initiator = initiator("web");
            initiator.answer("step");
            assertEquals("SEC_E_INCOMPLETE_MESSAGE token=- missing=2", initiator.answer("step " + b64("EH")));
            assertEquals("SEC_E_OK token=-", initiator.answer("step " + b64("EHLO")));
        }

        @Test
        void saysHowManyBytesAreLeftOver() {
            var initiator = initiator("web");
            initiator.answer("step");
            assertEquals("SEC_E_OK token=- extra=3", initiator.answer("step " + b64("EHLOxyz")));
        }

        @Test
        void aFailureOfTheFirstLegHasItsTokenAndEndsTheExchange() {
            var initiator = initiator("unknown");
            assertEquals("SEC_E_TARGET_UNKNOWN token=" + b64("SORRY") + " text=\"Nobody knows it\"", initiator.answer("step"));
            var after = "SEC_E_INVALID_HANDLE token=- text=\"There is no context: the exchange came to SEC_E_TARGET_UNKNOWN\"";
            assertEquals(after, initiator.answer("step"));
        }

        @Test
        void aFailureOfALaterLegEndsTheExchange() {
            var initiator = initiator("web");
            initiator.answer("step");
            assertEquals("SEC_E_INVALID_TOKEN token=- text=\"This is no EHLO\"", initiator.answer("step " + b64("What?")));
            assertTrue(initiator.answer("step " + b64("EHLO")).startsWith("SEC_E_INVALID_HANDLE token=- text="));
            assertTrue(initiator.answer("key").startsWith("SEC_E_INVALID_HANDLE text="));
        }

        @Test
        void aCredentialThatIsNotThereIsAnAnswerOfTheFirstStepWithEverySignEscaped() {
            var exchange = new Exchange(new Party(
                    ScriptedPackage.NAME, Role.initiator, "web", FLAGS, Optional.empty(),
                    Optional.of(Identity.ccache(Path.of("none"))), config()));
            assertEquals(
                    "SEC_E_NO_CREDENTIALS token=- text=\"There is nobody?in \\\"here\\\"\\\\\"", exchange.answer("step"));
        }

        @Test
        void aPackageThatIsNotThereIsAnAnswerToo() {
            var exchange = new Exchange(new Party(
                    "Nonesuch", Role.initiator, "web", FLAGS, Optional.empty(), Optional.of(ADA), config()));
            assertTrue(exchange.answer("step").startsWith("SEC_E_SECPKG_NOT_FOUND token=- text=\"No security package"));
        }

        @Test
        void aFaultOfThePackageIsAnInternalError() {
            assertTrue(initiator("broken").answer("step").startsWith("SEC_E_INTERNAL_ERROR token=- text="));
        }

        @Test
        void channelBindingsOfTheCommandLineComeWithEveryStep() {
            var bound = new Exchange(new Party(
                    ScriptedPackage.NAME, Role.initiator, "web", FLAGS,
                    Optional.of(ChannelBindings.of("line".getBytes(UTF_8))), Optional.of(ADA), config()));
            assertEquals("SEC_I_CONTINUE_NEEDED token=" + b64("HELO ada/web/line"), bound.answer("step"));
        }

        @Test
        void channelBindingsOfAStepTakeTheirPlace() {
            var bound = new Exchange(new Party(
                    ScriptedPackage.NAME, Role.initiator, "web", FLAGS,
                    Optional.of(ChannelBindings.of("line".getBytes(UTF_8))), Optional.of(ADA), config()));
            var own = Base64.getEncoder().encodeToString(ChannelBindings.of("step".getBytes(UTF_8)).toBytes());
            assertEquals(
                    "SEC_I_CONTINUE_NEEDED token=" + b64("HELO ada/web/step"), bound.answer("step - channel_bindings=" + own));
        }

        @Test
        void aBufferMayBeNamedWithoutAToken() {
            var own = Base64.getEncoder().encodeToString(ChannelBindings.of("step".getBytes(UTF_8)).toBytes());
            assertEquals(
                    "SEC_I_CONTINUE_NEEDED token=" + b64("HELO ada/web/step"),
                    initiator("web").answer("step channel_bindings=" + own));
        }
    }

    @Nested
    @DisplayName("messages")
    class Messages {
        @ParameterizedTest
        @ValueSource(strings = {"", "x", "Guten Tag, Frau Lovelace"})
        void whatOneSideWrapsTheOtherUnwraps(String text) {
            var wrapped = data(initiated().answer("wrap " + b64(text)));
            assertEquals("SEC_E_OK data=" + b64(text) + " conf=1", accepted().answer("unwrap " + wrapped));
        }

        @Test
        void wrapSaysThatItEncryptedAndTheBlobIsTokenThenData() {
            var answer = initiated().answer("wrap " + b64("a"));
            assertTrue(answer.matches("SEC_E_OK data=\\S+ conf=1"), answer);
            var blob = Base64.getDecoder().decode(data(answer));
            assertEquals('E', blob[0]);
            assertEquals((byte) ~'a', blob[5]);
        }

        @Test
        void withoutConfidentialityTheTextCanBeRead() {
            var answer = initiated().answer("wrap " + b64("abc") + " conf=0");
            assertTrue(answer.endsWith(" conf=0"), answer);
            assertTrue(new String(Base64.getDecoder().decode(data(answer)), UTF_8).endsWith("abc"));
            assertEquals("SEC_E_OK data=" + b64("abc") + " conf=0", accepted().answer("unwrap " + data(answer)));
        }

        @Test
        void theTwoPiecesOfWrapiovAreTheOneOfWrap() {
            var pieces = initiated().answer("wrapiov " + b64("abc")).split(" ");
            assertEquals("SEC_E_OK", pieces[0]);
            var token = pieces[1].substring("token=".length());
            var data = pieces[2].substring("data=".length());
            assertEquals("SEC_E_OK data=" + b64("abc"), accepted().answer("unwrapiov " + token + " " + data));
            assertEquals(
                    data(initiated().answer("wrap " + b64("abc"))),
                    Base64.getEncoder().encodeToString(joined(token, data)));
        }

        @Test
        void whatOneSideSignsTheOtherVerifies() {
            var signature = data(initiated().answer("sign " + b64("abc")));
            assertEquals("SEC_E_OK", accepted().answer("verify " + b64("abc") + " " + signature));
            assertEquals(
                    "SEC_E_MESSAGE_ALTERED text=\"The CRC is another\"",
                    accepted().answer("verify " + b64("abd") + " " + signature));
        }

        @Test
        void anAlteredMessageIsRefusedAndTheContextLivesOn() {
            var acceptor = accepted();
            var wrapped = Base64.getDecoder().decode(data(initiated().answer("wrap " + b64("abc"))));
            wrapped[wrapped.length - 1] ^= 1;
            var altered = Base64.getEncoder().encodeToString(wrapped);
            assertEquals("SEC_E_MESSAGE_ALTERED text=\"The CRC is another\"", acceptor.answer("unwrap " + altered));
            assertEquals("SEC_E_OK data=" + b64("abc") + " conf=1",
                    acceptor.answer("unwrap " + data(initiated().answer("wrap " + b64("abc")))));
        }

        @Test
        void aMessageThatIsNotWholeSaysWhatIsMissing() {
            assertEquals("SEC_E_INCOMPLETE_MESSAGE missing=3 data=- conf=1", accepted().answer("unwrap " + b64("xy")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"wrap -", "unwrap -", "sign -", "verify - -", "wrapiov -", "unwrapiov - -", "key", "info"})
        void withoutAContextEveryCommandIsAnInvalidHandle(String line) {
            assertEquals(
                    "SEC_E_INVALID_HANDLE text=\"There is no context: begin with step\"", initiator("web").answer(line));
        }

        @ParameterizedTest
        @ValueSource(strings = {"wrap -", "unwrap -", "sign -", "verify - -", "wrapiov -", "unwrapiov - -", "key"})
        void halfWayMessagesAreAnInvalidHandle(String line) {
            var initiator = initiator("web");
            initiator.answer("step");
            var answer = initiator.answer(line);
            assertTrue(answer.startsWith("SEC_E_INVALID_HANDLE text="), answer);
        }

        @Test
        void aSizeThatMakesNoSenseIsAnInternalErrorAndNoStackTrace() {
            var exchange = new Exchange(new Party(
                    ScriptedPackage.NAME, Role.initiator, "web", Set.of(ContextFlag.CONFIDENTIALITY), Optional.empty(),
                    Optional.of(ADA), config()));
            exchange.answer("step");
            exchange.answer("step " + b64("EHLO"));
            var answer = exchange.answer("sign YWJj");
            assertTrue(answer.startsWith("SEC_E_INTERNAL_ERROR text=\"java.lang.IllegalArgumentException"), answer);
            assertTrue(exchange.answer("wrap YWJj").startsWith("SEC_E_OK "));
        }

        @Test
        void whatWasNotGrantedIsRefused() {
            var exchange = new Exchange(new Party(
                    ScriptedPackage.NAME, Role.initiator, "web", Set.of(), Optional.empty(), Optional.of(ADA), config()));
            exchange.answer("step");
            exchange.answer("step " + b64("EHLO"));
            assertEquals("SEC_E_QOP_NOT_SUPPORTED text=\"CONFIDENTIALITY was not granted\"", exchange.answer("wrap " + b64("a")));
        }
    }

    @Nested
    @DisplayName("key and info")
    class KeyAndInfo {
        @Test
        void keyIsTheSessionKeyInHex() {
            var hex = HexFormat.of().formatHex(ScriptedPackage.KEY.getBytes(UTF_8));
            assertEquals("SEC_E_OK hex=" + hex, initiated().answer("key"));
        }

        @Test
        void infoIsJsonInOneLine() throws Exception {
            var answer = initiated().answer("info");
            assertFalse(answer.contains("\n"));
            assertTrue(answer.startsWith("SEC_E_OK {"), answer);
            var info = JSON.std.mapFrom(answer.substring("SEC_E_OK ".length()));
            assertEquals(List.of("package", "role", "status", "flags", "client", "target", "expiry", "decisions"),
                    List.copyOf(info.keySet()));
            assertEquals(
                    Arrays.asList("Scripted", "initiator", "SEC_E_OK", List.of("CONFIDENTIALITY", "INTEGRITY"),
                            "EXAMPLE\\ada \"the first\"", "web", "2030-01-02T03:04:05Z",
                            List.of("TARGET web is asked for")),
                    List.copyOf(info.values()));
        }

        @Test
        void halfWayInfoSaysWhatIsKnown() throws Exception {
            var initiator = initiator("web");
            initiator.answer("step");
            var info = JSON.std.mapFrom(initiator.answer("info").substring("SEC_E_OK ".length()));
            assertEquals(
                    Arrays.asList("Scripted", "initiator", "SEC_I_CONTINUE_NEEDED", List.of(), null, "web", null,
                            List.of("TARGET web is asked for")),
                    new ArrayList<>(info.values()));
        }
    }

    @Nested
    @DisplayName("info of an exchange that failed")
    class InfoOfAFailure {
        @Test
        void saysWhyTheFirstStepFailed() throws Exception {
            var initiator = initiator("unknown");
            initiator.answer("step");
            assertEquals(
                    Map.of("package", "Scripted", "role", "initiator", "status", "SEC_E_TARGET_UNKNOWN",
                            "text", "Nobody knows it", "decisions", List.of("TARGET nobody knows unknown")),
                    info(initiator));
        }

        @Test
        void saysWhatALaterStepCameToFirst() throws Exception {
            var initiator = initiator("web");
            initiator.answer("step");
            initiator.answer("step " + b64("OHNO"));
            initiator.answer("step " + b64("EHLO"));
            assertEquals(
                    Map.of("package", "Scripted", "role", "initiator", "status", "SEC_E_INVALID_TOKEN",
                            "text", "This is no EHLO", "decisions", List.of("TARGET web is asked for")),
                    info(initiator));
        }

        @Test
        void aStepThatComesTooLateIsNoFailureOfTheContext() throws Exception {
            var initiator = initiated();
            assertTrue(initiator.answer("step").startsWith("SEC_E_OUT_OF_SEQUENCE"));
            assertEquals("SEC_E_OK", info(initiator).get("status"));
        }

        private Map<String, Object> info(Exchange exchange) throws Exception {
            return JSON.std.mapFrom(exchange.answer("info").substring("SEC_E_OK ".length()));
        }
    }

    @Nested
    @DisplayName("anything else is BAD")
    class Bad {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "''|The line is empty",
            "STEP|There is no command STEP; there are step, wrap, unwrap, sign, verify, wrapiov, unwrapiov, key, info",
            "complete -|There is no command complete; there are step, wrap, unwrap, sign, verify, wrapiov, unwrapiov, key, info",
            "step - -|step takes 0 or 1 operand and got 2",
            "step a|The operand 1 is not base64: its length is no multiple of 4",
            "step - nonesuch=QQ==|There is no type of buffer named nonesuch",
            "step - token=QQ==|The token is the operand of step, and has no name",
            "step - stream=QQ== stream=QQ==|stream is given twice",
            "step stream=QQ== -|Operands come before name=value: -",
            "wrap|wrap takes 1 operand and got 0",
            "wrap QQ== conf=2|conf is 0 or 1",
            "wrap QQ== sign=1|wrap takes no sign=",
            "unwrap QQ== conf=1|unwrap takes no conf=",
            "verify QQ==|verify takes 2 operands and got 1",
            "unwrapiov QQ==|unwrapiov takes 2 operands and got 1",
            "key QQ==|key takes no operand and got 1",
            "info all=1|info takes no all=",
        })
        void andSaysWhy(String line, String why) {
            assertEquals("BAD " + why, initiated().answer(line));
        }

        @Test
        void aBadLineChangesNothing() {
            var initiator = initiator("web");
            initiator.answer("step");
            assertTrue(initiator.answer("step ?").startsWith("BAD "));
            assertEquals("SEC_E_OK token=-", initiator.answer("step " + b64("EHLO")));
        }

        @Test
        void whatItRepeatsStaysInOneLine() {
            assertEquals(
                    "BAD There is no command \\u001b[31m\\u2028; "
                            + "there are step, wrap, unwrap, sign, verify, wrapiov, unwrapiov, key, info",
                    initiated().answer("\u001b[31m\u2028"));
        }
    }

    private static Exchange initiator(String target) {
        return new Exchange(new Party(
                ScriptedPackage.NAME, Role.initiator, target, FLAGS, Optional.empty(), Optional.of(ADA), config()));
    }

    private static Exchange acceptor() {
        return new Exchange(new Party(
                ScriptedPackage.NAME, Role.acceptor, "", FLAGS, Optional.empty(), Optional.of(ADA), config()));
    }

    private static Exchange initiated() {
        var initiator = initiator("web");
        initiator.answer("step");
        assertEquals("SEC_E_OK token=-", initiator.answer("step " + b64("EHLO")));
        return initiator;
    }

    private static Exchange accepted() {
        var acceptor = acceptor();
        assertEquals("SEC_E_OK token=" + b64("EHLO"), acceptor.answer("step " + b64("HELO")));
        return acceptor;
    }

    private static Optional<KerberosConfig> config() {
        return Optional.of(KerberosConfig.builder().build());
    }

    private static String b64(String text) {
        return text.isEmpty() ? "-" : Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String data(String answer) {
        assertTrue(answer.startsWith("SEC_E_OK data="), answer);
        return answer.substring("SEC_E_OK data=".length()).split(" ")[0];
    }

    private static byte[] joined(String token, String data) {
        var first = Base64.getDecoder().decode(token);
        var second = Base64.getDecoder().decode(data);
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
