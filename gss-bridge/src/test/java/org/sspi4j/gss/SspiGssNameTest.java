package org.sspi4j.gss;

import static org.ietf.jgss.GSSName.NT_ANONYMOUS;
import static org.ietf.jgss.GSSName.NT_EXPORT_NAME;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.ietf.jgss.GSSName.NT_USER_NAME;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.gss.Managers.failure;
import static org.sspi4j.gss.Oids.KERBEROS;
import static org.sspi4j.gss.Oids.KRB5_PRINCIPAL_NAME;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SspiGssNameTest {
    private final Settings settings = Managers.kerberosNames();

    private SspiGssName name(String text, Oid type) throws GSSException {
        return SspiGssName.imported(settings, text, type);
    }

    @Nested
    @DisplayName("targets")
    class Targets {
        @ParameterizedTest
        @CsvSource({
            "HTTP@web.example.com, HTTP/web.example.com",
            "HTTP@WEB.Example.COM, HTTP/web.example.com",
            "MSSQLSvc@db.example.com:1433, MSSQLSvc/db.example.com:1433",
        })
        void aHostsServiceIsServiceSlashHost(String text, String target) throws GSSException {
            assertEquals(target, name(text, NT_HOSTBASED_SERVICE).target());
        }

        @Test
        void lettersOutsideAsciiAreNotFoldedIntoOthers() throws GSSException {
            assertEquals("HTTP/web.\u212Aelvin.example", name("HTTP@WEB.\u212Aelvin.example", NT_HOSTBASED_SERVICE).target());
        }

        @Test
        void otherNamesAreTargetsAsTheyAre() throws GSSException {
            assertEquals("bob@EXAMPLE.COM", name("bob@EXAMPLE.COM", NT_USER_NAME).target());
            assertEquals("HTTP/web@EXAMPLE.COM", name("HTTP/web@EXAMPLE.COM", KRB5_PRINCIPAL_NAME).target());
        }

        @Test
        void aServiceWithoutAHostIsNoTarget() {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name("HTTP", NT_HOSTBASED_SERVICE).target()));
        }

        @Test
        void nobodyAnonymousIsATarget() {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name(null, NT_ANONYMOUS).target()));
        }
    }

    @Nested
    @DisplayName("import")
    class Import {
        @ParameterizedTest
        @ValueSource(strings = {"@host", "HTTP@", "HTTP@a@b", "HT/TP@host", "HTTP@ho/st", "HTTP@ho\\st", "HTTP@ho\nst"})
        void aHostsServiceHasOneServiceAndOneHost(String text) {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name(text, NT_HOSTBASED_SERVICE)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP@ho\nst", "HTTP@a@b\u2028", "HTTP@a@b\u202E"})
        void whatIsNoneIsToldInOneLine(String text) {
            var failure = assertThrows(GSSException.class, () -> name(text, NT_HOSTBASED_SERVICE));
            assertTrue(failure.getMessage().contains("?"), failure.getMessage());
            assertTrue(failure.getMessage().chars().noneMatch(c -> c == '\n' || c == '\u2028' || c == '\u202E'), failure.getMessage());
        }

        @ParameterizedTest
        @ValueSource(strings = {"@REALM", "alice@", "alice@A@B", "alice\\", "al\\ice", "ali\0ce"})
        void aPrincipalHasANameAndAtMostOneRealm(String text) {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name(text, KRB5_PRINCIPAL_NAME)));
        }

        @Test
        void aBackslashTakesTheMeaningFromASeparator() throws GSSException {
            assertEquals(
                    "al\\@ice@EXAMPLE.COM", name("al\\@ice", KRB5_PRINCIPAL_NAME).canonicalize(KERBEROS).toString());
        }

        @Test
        void withoutATypeANameIsThatOfTheDefaultMechanism() throws GSSException {
            assertEquals(KRB5_PRINCIPAL_NAME, name("alice", null).getStringNameType());
        }

        @Test
        void anEmptyNameIsABadOne() {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name("", NT_USER_NAME)));
            assertEquals(GssStatus.BAD_NAME, failure(() -> name(null, NT_USER_NAME)));
        }

        @Test
        void numbersOfUsersAreNotSupported() {
            assertEquals(GssStatus.BAD_NAMETYPE, failure(() -> name("0", GSSName.NT_STRING_UID_NAME)));
            assertEquals(GssStatus.BAD_NAMETYPE, failure(() -> name("0", GSSName.NT_MACHINE_UID_NAME)));
        }

        @Test
        void bytesAreUtf8() throws GSSException {
            var bytes = "al\u00efce".getBytes(StandardCharsets.UTF_8);
            assertEquals("al\u00efce", SspiGssName.imported(settings, bytes, NT_USER_NAME).toString());
            var latin = "al\u00efce".getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(GssStatus.BAD_NAME, failure(() -> SspiGssName.imported(settings, latin, NT_USER_NAME)));
        }

        @Test
        void anotherManagersNameIsMadeAnew() throws GSSException {
            var theirs = GSSManager.getInstance().createName("HTTP/web@EXAMPLE.COM", KRB5_PRINCIPAL_NAME);
            assertEquals("HTTP/web@EXAMPLE.COM", SspiGssName.of(settings, theirs).target());
        }
    }

    @Nested
    @DisplayName("canonicalize")
    class Canonicalize {
        @Test
        void aUserGetsTheDefaultRealm() throws GSSException {
            var alice = name("alice", NT_USER_NAME).canonicalize(KERBEROS);
            assertEquals("alice@EXAMPLE.COM", alice.toString());
            assertTrue(alice.isMN());
            assertEquals(KRB5_PRINCIPAL_NAME, alice.getStringNameType());
        }

        @Test
        void aUserMayBeWrittenAsOnWindows() throws GSSException {
            assertEquals("bob@OTHER", name("OTHER\\bob", NT_USER_NAME).canonicalize(KERBEROS).toString());
            assertEquals(GssStatus.BAD_NAME, failure(() -> name("OTHER\\", NT_USER_NAME).canonicalize(KERBEROS)));
        }

        @Test
        void aHostsServiceGetsTheRealmOfTheHost() throws GSSException {
            assertEquals(
                    "HTTP/web.example.com@EXAMPLE.COM",
                    name("HTTP@web.example.com", NT_HOSTBASED_SERVICE).canonicalize(KERBEROS).toString());
        }

        @Test
        void aRealmThatIsThereStays() throws GSSException {
            assertEquals("alice@OTHER", name("alice@OTHER", NT_USER_NAME).canonicalize(KERBEROS).toString());
        }

        @Test
        void whatIsCanonicalStaysAsItIs() throws GSSException {
            var alice = name("alice", NT_USER_NAME).canonicalize(KERBEROS);
            assertSame(alice, alice.canonicalize(KERBEROS));
        }

        @Test
        void theNameOfOneMechanismIsNoneOfAnother() {
            assertEquals(
                    GssStatus.BAD_NAMETYPE,
                    failure(() -> name("alice", NT_USER_NAME).canonicalize(KERBEROS).canonicalize(ToyPackage.OID)));
        }

        @Test
        void anUnknownMechanismIsABadOne() {
            assertEquals(GssStatus.BAD_MECH, failure(() -> name("alice", NT_USER_NAME).canonicalize(Oids.of("2.999.77"))));
        }

        @Test
        void nobodyAnonymousHasAName() {
            assertEquals(GssStatus.BAD_NAMETYPE, failure(() -> name(null, NT_ANONYMOUS).canonicalize(KERBEROS)));
        }
    }

    @Nested
    @DisplayName("RFC 2743 3.2 exported names")
    class Export {
        // 04 01, length and DER of 1.2.840.113554.1.2.2, length and text of alice@EXAMPLE.COM
        private final byte[] alice = HexFormat.of()
                .parseHex("0401" + "000b" + "06092a864886f712010202" + "00000011" + "616c696365404558414d504c452e434f4d");

        @Test
        void aMechanismsOwnNameIsExportedWithTheMechanism() throws GSSException {
            assertArrayEquals(alice, name("alice", NT_USER_NAME).canonicalize(KERBEROS).export());
        }

        @Test
        void itIsTheJdksExport() throws GSSException {
            var theirs = GSSManager.getInstance()
                    .createName("alice@EXAMPLE.COM", NT_USER_NAME, KERBEROS)
                    .export();
            assertArrayEquals(theirs, alice);
        }

        @Test
        void importingItGivesTheSameName() throws GSSException {
            var again = SspiGssName.imported(settings, alice, NT_EXPORT_NAME);
            assertTrue(again.isMN());
            assertEquals(name("alice", NT_USER_NAME).canonicalize(KERBEROS), again);
            assertArrayEquals(alice, again.export());
        }

        @Test
        void aNameOfNoMechanismIsNotExported() {
            assertEquals(GssStatus.NAME_NOT_MN, failure(() -> name("alice", NT_USER_NAME).export()));
        }

        @Test
        void everyPrefixIsABadName() {
            for (int i = 0; i < alice.length; i++) {
                var prefix = Arrays.copyOf(alice, i);
                assertEquals(GssStatus.BAD_NAME, failure(() -> SspiGssName.imported(settings, prefix, NT_EXPORT_NAME)), "" + i);
            }
        }

        @Test
        void nothingFollowsIt() {
            var longer = Arrays.copyOf(alice, alice.length + 1);
            assertEquals(GssStatus.BAD_NAME, failure(() -> SspiGssName.imported(settings, longer, NT_EXPORT_NAME)));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "0402" + "000b" + "06092a864886f712010202" + "00000001" + "61",
            "0401" + "ffff" + "06092a864886f712010202" + "00000001" + "61",
            "0401" + "000b" + "04092a864886f712010202" + "00000001" + "61",
            "0401" + "000c" + "06092a864886f71201020200" + "00000001" + "61",
            "0401" + "000c" + "0681092a864886f712010202" + "00000001" + "61",
            "0401" + "0000" + "00000001" + "61",
            "0401" + "000b" + "06092a864886f712010202" + "ffffffff" + "61",
            "0401" + "000b" + "06092a864886f712010202" + "00000000" + "61",
        })
        void whatIsMalformedIsABadName(String hex) {
            var token = HexFormat.of().parseHex(hex);
            assertEquals(GssStatus.BAD_NAME, failure(() -> SspiGssName.imported(settings, token, NT_EXPORT_NAME)));
        }

        @Test
        void anUnknownMechanismIsABadOne() {
            var token = HexFormat.of().parseHex("0401" + "0005" + "0603883704" + "00000001" + "61");
            assertEquals(GssStatus.BAD_MECH, failure(() -> SspiGssName.imported(settings, token, NT_EXPORT_NAME)));
        }

        @Test
        void textIsNoExportedName() {
            assertEquals(GssStatus.BAD_NAME, failure(() -> name("alice", NT_EXPORT_NAME)));
        }
    }

    @Nested
    @DisplayName("RFC 2743 2.4.3 comparison")
    class Comparison {
        @Test
        void namesOfOneTypeAreEqualIfTheirTextIs() throws GSSException {
            assertEquals(name("alice", NT_USER_NAME), name("alice", NT_USER_NAME));
            assertNotEquals(name("alice", NT_USER_NAME), name("Alice", NT_USER_NAME));
        }

        @Test
        void hostsAreEqualWhateverTheirCase() throws GSSException {
            assertEquals(name("HTTP@WEB", NT_HOSTBASED_SERVICE), name("HTTP@web", NT_HOSTBASED_SERVICE));
            assertNotEquals(name("http@web", NT_HOSTBASED_SERVICE), name("HTTP@web", NT_HOSTBASED_SERVICE));
        }

        @Test
        void namesOfDifferentTypesAreNotEqual() throws GSSException {
            assertNotEquals(name("alice", NT_USER_NAME), name("alice", KRB5_PRINCIPAL_NAME));
        }

        @Test
        void aNameIsEqualToWhatItsMechanismCallsIt() throws GSSException {
            var mn = name("HTTP@web.example.com", NT_HOSTBASED_SERVICE).canonicalize(KERBEROS);
            for (var other : new SspiGssName[] {
                name("HTTP@Web.example.com", NT_HOSTBASED_SERVICE),
                name("HTTP/web.example.com", KRB5_PRINCIPAL_NAME),
                name("HTTP/web.example.com@EXAMPLE.COM", KRB5_PRINCIPAL_NAME)
            }) {
                assertEquals(mn, other);
                assertEquals(other, mn);
                assertEquals(mn.hashCode(), other.hashCode());
            }
            assertNotEquals(mn, name("HTTP/web.example.com@OTHER", KRB5_PRINCIPAL_NAME));
        }

        @Test
        void namesOfDifferentMechanismsAreNotEqual() throws GSSException {
            assertNotEquals(
                    name("alice", NT_USER_NAME).canonicalize(KERBEROS),
                    name("alice", NT_USER_NAME).canonicalize(ToyPackage.OID));
        }

        @Test
        void nobodyAnonymousEqualsAnybody() throws GSSException {
            assertFalse(name(null, NT_ANONYMOUS).equals((GSSName) name(null, NT_ANONYMOUS)));
            assertFalse(name(null, NT_ANONYMOUS).equals((GSSName) name("ANONYMOUS", NT_USER_NAME)));
            assertTrue(name(null, NT_ANONYMOUS).isAnonymous());
        }
    }

    @Nested
    @DisplayName("names that a package wrote")
    class Fulfilled {
        private Mechanism kerberos() throws GSSException {
            return settings.mechanisms().of(KERBEROS);
        }

        @ParameterizedTest
        @CsvSource({
            "HTTP/web.example.com@EXAMPLE.COM, true",
            "HTTP/web.example.com@OTHER, false",
            "HTTP/other.example.com@EXAMPLE.COM, false",
            "HTTP/web.example.com.evil@EXAMPLE.COM, false",
        })
        void aHostsServiceIsThatHosts(String principal, boolean expected) throws GSSException {
            assertEquals(expected, name("HTTP@web.example.com", NT_HOSTBASED_SERVICE).isFulfilledBy(principal, kerberos()));
        }

        @ParameterizedTest
        @CsvSource({"HTTP/a@EXAMPLE.COM, true", "HTTP/b@OTHER, true", "HTTPS/a@EXAMPLE.COM, false", "HTTP@EXAMPLE.COM, false"})
        void aServiceWithoutAHostIsThatOfAnyHost(String principal, boolean expected) throws GSSException {
            assertEquals(expected, name("HTTP", NT_HOSTBASED_SERVICE).isFulfilledBy(principal, kerberos()));
        }
    }
}
