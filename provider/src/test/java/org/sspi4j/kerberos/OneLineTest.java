package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedEngine;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.PrincipalName;

/** Names that come from outside, at every door: whoever logs messages and decisions gets one line for each of them. */
@DisplayName("CWE-117 no name forges a line of a log")
class OneLineTest {
    /** The end of a line of ASCII, of Unicode, of a terminal's; and what turns the direction of what follows. */
    private static final String[] ODD = {"\n", "\r", "\u0085", "\u2028", "\u2029", "\u202E", "\u001B[2K", "\u009B", "\0", "\uD800",
            "\uDB40\uDC41"};

    /** A KerberosString has no control characters (RFC 4120 5.2.1), and these all the same. */
    private static final List<String> NO_CONTROLS = List.of("\u2028", "\u202E", "\uDB40\uDC41");

    @TempDir
    private Path folder;

    private final MovingFacilities facilities = new MovingFacilities();
    private final ScriptedKdc kdc = new ScriptedKdc(facilities);
    private final KerberosConfig config = ScriptedKdc.config().build();
    private final Engine engine = ScriptedEngine.of(kdc, facilities);

    @Test
    void ofAPackage() {
        forEachOdd(odd -> told(() -> engine.acquire("Ker" + odd + "beros", CredentialUse.OUTBOUND, Identity.ccache(folder), config)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"al%sice@EXAMPLE.COM", "alice@EXA%sMPLE.COM", "EXA%sMPLE\\alice", "EXAMPLE\\al%sice", "%s", "al%sice@up.n/x/@"})
    void ofAUser(String form) {
        forEachOdd(odd -> {
            String user = form.formatted(odd);
            tells(() -> logon(Identity.password(user, Secret.password("secret".toCharArray()))));
            tells(() -> logon(Identity.keytab(user, aliceKeytab())));
            tells(() -> engine.changePassword(
                    "Kerberos", "", user, Secret.password("secret".toCharArray()), Secret.password("x".toCharArray()), config));
            tells(() -> engine.changePassword(
                    "Kerberos", "EXA" + odd + "MPLE", "alice", Secret.password("secret".toCharArray()), Secret.password("x".toCharArray()),
                    config));
        });
    }

    @Test
    void ofAFile() {
        forEachOdd(odd -> {
            tells(() -> logon(Identity.ccache("FILE:/none" + odd)));
            tells(() -> logon(Identity.ccache("DIR:/none" + odd)));
            tells(() -> logon(Identity.ccache("MEMORY:none" + odd)));
            tells(() -> logon(Identity.ccache("NO" + odd + "NE:none")));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/we%sb.example.com", "HT%sTP/web.example.com", "HTTP/web.example.com@EXA%sMPLE.COM", "%s", "HTTP@we%sb"})
    void ofATarget(String form) throws Exception {
        var alice = logon(Identity.password("alice@EXAMPLE.COM", Secret.password("secret".toCharArray())));
        forEachOdd(odd -> tells(() -> {
            var begun = engine.initialize(alice, null, form.formatted(odd), Set.of(), List.of()).context();
            assertOneLine(begun.decisions().toString());
            begun.close();
        }));
    }

    @Test
    void ofAKdc() {
        forEachOdd(odd -> {
            var unknown = kdc.error(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN, Optional.of("because" + odd + "of"), Optional.empty());
            kdc.script(request -> Optional.of(unknown));
            told(() -> logon(Identity.password("alice@EXAMPLE.COM", Secret.password("secret".toCharArray()))));
        });
        for (String odd : NO_CONTROLS) {
            var elsewhere = kdc.wrongRealm(Optional.of("EXA" + odd + "MPLE.COM"));
            kdc.script(request -> Optional.of(elsewhere));
            told(() -> logon(Identity.password("alice@EXAMPLE.COM", Secret.password("secret".toCharArray()))));
        }
    }

    @Test
    void ofAPasswordServer() {
        var server = new PasswordServer(kdc);
        forEachOdd(odd -> {
            server.lie = answer -> answer.userData = PasswordServer.result(4, ("no" + odd + "pe").getBytes(StandardCharsets.UTF_8));
            told(() -> engine.changePassword(
                    "Kerberos", "", "alice@EXAMPLE.COM", Secret.password("secret".toCharArray()), Secret.password("x".toCharArray()),
                    config));
        });
    }

    @Test
    void ofAClientsTicket() throws Exception {
        var keytab = Files.write(
                folder.resolve("web"), new Forge.KeytabBytes().with(3, Forge.key(Forge.AES256, "service")).bytes());
        var web = engine.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), config);
        for (String odd : NO_CONTROLS) {
            var accepts = new Forge(facilities.now());
            accepts.ticket.cname = PrincipalName.of(1, "al" + odd + "ice");
            accepts.authenticator.cname = accepts.ticket.cname;
            accepts.authenticator.time = facilities.now().plusSeconds(odd.hashCode() & 63);
            tells(() -> {
                var accepted = engine.accept(web, null, Set.of(), List.of(SecBuffer.token(accepts.apReqToken()))).context();
                assertOneLine(accepted.decisions().toString());
                accepted.close();
            });
            var refused = new Forge(facilities.now());
            refused.ticket.sname = PrincipalName.of(2, "HTTP", "we" + odd + "b");
            told(() -> engine.accept(web, null, Set.of(), List.of(SecBuffer.token(refused.apReqToken()))));
        }
    }

    @Test
    void whatIsNoneOfThemStays() {
        assertEquals("SEC_E_NO_CREDENTIALS: Jürgen 𝒜 ☃ \"x\"", new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "Jürgen 𝒜 ☃ \"x\"").getMessage());
    }

    private Path aliceKeytab() throws Exception {
        return Files.write(
                folder.resolve("alice"), StoredFiles.keytab(StoredFiles.alice(EncryptionType.AES256_CTS_HMAC_SHA1_96)));
    }

    private CredHandle logon(Identity identity) throws SspiException {
        var credential = engine.acquire("Kerberos", CredentialUse.OUTBOUND, identity, config);
        credential.logon();
        assertOneLine(credential.decisions().toString());
        assertOneLine(credential.toString());
        return credential;
    }

    private interface OfOdd {
        void with(String odd) throws Exception;
    }

    private static void forEachOdd(OfOdd test) {
        for (String odd : ODD) {
            try {
                test.with(odd);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** It may succeed: then what it tells was looked at. */
    private static void tells(Executable action) {
        try {
            action.execute();
        } catch (SspiException e) {
            check(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void told(Executable action) {
        check(assertThrows(SspiException.class, action));
    }

    private static void check(SspiException failure) {
        assertTrue(failure.getMessage().length() > failure.status().name().length() + 2);
        for (Throwable cause = failure; cause != null && isOurs(cause); cause = cause.getCause()) {
            assertOneLine(String.valueOf(cause.getMessage()));
        }
        assertOneLine(failure.decisions().toString());
    }

    /** The JDK's exceptions have the paths that they were given. */
    private static boolean isOurs(Throwable cause) {
        return cause.getClass().getName().startsWith("org.sspi4j.");
    }

    private static void assertOneLine(String text) {
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR || type == Character.SURROGATE;
            assertTrue(!steers, () -> "U+%04X in: %s".formatted(c, text));
        });
    }
}
