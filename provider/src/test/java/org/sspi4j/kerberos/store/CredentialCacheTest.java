package org.sspi4j.kerberos.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

class CredentialCacheTest {
    private static final List<String> FILES = List.of(
            "ccache/by-hand.txt", "ccache/kinit.txt", "ccache/version3.txt", "ccache/addresses.txt", "ccache/user-to-user.txt");
    /** RFC 4120 5.3. */
    private static final int FORWARDABLE = 0x40000000;
    private static final int RENEWABLE = 0x00800000;
    private static final int INITIAL = 0x00400000;
    /** RFC 6806 11. */
    private static final int ENC_PA_REP = 0x00010000;
    private static final int TRANSITED_POLICY_CHECKED = 0x00080000;

    @Nested
    @DisplayName("files of MIT krb5")
    class FilesOfMit {
        @Test
        void whatKinitAndKvnoWrote() throws DecodeException {
            var cache = decode("ccache/kinit.txt");
            assertEquals("alice@EXAMPLE.COM", cache.defaultPrincipal().toString());
            assertEquals(Duration.ZERO, cache.kdcTimeOffset());
            assertEquals(List.of("krbtgt/EXAMPLE.COM@EXAMPLE.COM", "HTTP/web.example.com@EXAMPLE.COM"),
                    cache.credentials().stream().map(c -> c.server().toString()).toList());
            var tgt = cache.credentials().get(0);
            assertEquals("alice@EXAMPLE.COM", tgt.client().toString());
            assertEquals(18, tgt.key().etype());
            assertEquals(32, tgt.key().value().length);
            assertEquals(1795169237, tgt.authtime());
            assertEquals(1795169237 + 86400, tgt.endtime());
            assertEquals(0, tgt.renewTill());
            assertEquals(FORWARDABLE | INITIAL | ENC_PA_REP, tgt.ticketFlags());
            assertEquals(FORWARDABLE | TRANSITED_POLICY_CHECKED | ENC_PA_REP, cache.credentials().get(1).ticketFlags());
            assertEquals(0x61, tgt.ticket()[0], "Ticket ::= [APPLICATION 1]");
            assertFalse(tgt.isSkey());
            assertEquals(0, tgt.secondTicket().length);
        }

        @Test
        void configurationEntriesAreNotCredentials() throws DecodeException {
            var fast = decode("ccache/kinit.txt").configuration().get(0);
            assertEquals("fast_avail", fast.key());
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", fast.principal().orElseThrow());
            assertEquals("yes", new String(fast.value(), StandardCharsets.US_ASCII));
        }

        @Test
        void version3HasTheEncryptionTypeTwiceAndNoHeader() throws DecodeException {
            var tgt = decode("ccache/version3.txt").credentials().get(0);
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", tgt.server().toString());
            assertEquals(18, tgt.key().etype());
            assertEquals(32, tgt.key().value().length);
            assertEquals(0x61, tgt.ticket()[0]);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void theFirstVersionsHaveTheByteOrderOfTheirMachine(int version) throws DecodeException {
            byte[] wire = StoreVectors.bytes("ccache/version" + version + ".txt");
            var cache = CredentialCache.decode(wire, ByteOrder.LITTLE_ENDIAN);
            var tgt = cache.credentials().get(0);
            assertEquals("alice@EXAMPLE.COM", cache.defaultPrincipal().toString());
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", tgt.server().toString());
            assertEquals(18, tgt.key().etype());
            assertEquals(32, tgt.key().value().length);
            assertEquals(86400, tgt.endtime() - tgt.authtime());
            assertEquals(0x61, tgt.ticket()[0]);
            assertEquals(version == 1 ? 0 : 1, cache.defaultPrincipal().nameType());
            assertThrows(DecodeException.class, () -> CredentialCache.decode(wire, ByteOrder.BIG_ENDIAN));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ccache/kinit.txt", "ccache/addresses.txt"})
        void whatIsWrittenIsWhatMitWrote(String file) throws DecodeException {
            assertArrayEquals(StoreVectors.bytes(file), decode(file).encode());
        }

        @Test
        void aRealmThatIsNotCountedIsNoVersion1() {
            byte[] wire = HexFormat.of().parseHex("0501" + "00000000" + "0000000152");
            assertEquals("default principal count of components",
                    assertThrows(DecodeException.class, () -> CredentialCache.decode(wire, ByteOrder.BIG_ENDIAN)).field());
        }

        @Test
        void addressesAndARenewableTicket() throws DecodeException {
            var tgt = decode("ccache/addresses.txt").credentials().get(0);
            assertEquals(List.of(2, 24), tgt.addresses().stream().map(StoredCredential.TypedData::type).toList());
            assertArrayEquals(new byte[] {(byte) 192, 0, 2, 2}, tgt.addresses().get(0).contents());
            assertEquals(16, tgt.addresses().get(1).contents().length);
            assertEquals(tgt.starttime() + 7 * 86400, tgt.renewTill());
            assertTrue((tgt.ticketFlags() & RENEWABLE) != 0);
        }

        @Test
        void aUserToUserTicketHasASecondTicket() throws DecodeException {
            var bob = decode("ccache/user-to-user.txt").credentials().get(1);
            assertEquals("bob@EXAMPLE.COM", bob.server().toString());
            assertTrue(bob.isSkey(), "MIT writes 8, not 1");
            assertEquals(0x61, bob.secondTicket()[0]);
        }
    }

    @Nested
    @DisplayName("Credential format")
    class CredentialFormat {
        @Test
        void oneOfEach() throws DecodeException {
            var cache = decode("ccache/by-hand.txt");
            assertEquals(Duration.ofMillis(-4750), cache.kdcTimeOffset());
            assertEquals(2, cache.credentials().size());
            assertEquals(3, cache.removed());
            var tgt = cache.credentials().get(0);
            assertEquals(0x7fffffffL, tgt.authtime());
            assertEquals(0x80000000L, tgt.starttime());
            assertEquals(0xf0000000L, tgt.endtime());
            assertEquals(0xffffffffL, tgt.renewTill());
            assertTrue(tgt.isSkey());
            assertEquals(0x40e10000, tgt.ticketFlags());
            assertEquals(List.of(1, -5), tgt.authdata().stream().map(StoredCredential.TypedData::type).toList());
            assertArrayEquals(new byte[] {0x30, 0}, tgt.authdata().get(0).contents());
            assertEquals("ticket", new String(tgt.ticket(), StandardCharsets.US_ASCII));
            assertEquals("second", new String(tgt.secondTicket(), StandardCharsets.US_ASCII));
            assertEquals(0x7ff0, cache.credentials().get(1).key().etype());
        }

        @Test
        void configurationMayBeAboutTheCacheOrAPrincipal() throws DecodeException {
            assertEquals("[Configuration[refresh_time, 10 bytes], "
                    + "Configuration[pa_type of krbtgt/EXAMPLE.COM@EXAMPLE.COM, 1 bytes]]",
                    decode("ccache/by-hand.txt").configuration().toString());
        }

        @Test
        void aTicketTakesThePlaceOfThatForTheSameService() throws DecodeException {
            var cache = decode("ccache/kinit.txt");
            var web = cache.credentials().get(1);
            assertTrue(cache.isReplacedBy(List.of(web)));
            assertFalse(cache.isReplacedBy(List.of(decode("ccache/user-to-user.txt").credentials().get(1))));
            var next = cache.with(List.of(web));
            assertEquals(cache.credentials(), next.credentials());
            assertEquals(cache.configuration(), next.configuration());
        }

        @Test
        void aPrincipalAloneIsACacheWithoutTickets() throws DecodeException {
            byte[] wire = HexFormat.of().parseHex("05040000" + "00000001" + "00000001" + "0000000152" + "0000000161");
            assertEquals("a@R", CredentialCache.decode(wire).defaultPrincipal().toString());
            assertEquals(List.of(), CredentialCache.decode(wire).credentials());
        }

        @ParameterizedTest
        @ValueSource(strings = {"ccache/by-hand.txt", "ccache/addresses.txt", "ccache/user-to-user.txt", "ccache/version3.txt"})
        void writtenAndReadAgainItIsTheSame(String file) throws DecodeException {
            byte[] written = decode(file).encode();
            assertArrayEquals(written, CredentialCache.decode(written).encode());
            assertEquals(decode(file).credentials().toString(), CredentialCache.decode(written).credentials().toString());
        }
    }

    @Nested
    @DisplayName("files of Apache Kerby")
    class FilesOfKerby {
        @Test
        void kerbyAndWeReadTheSame() throws DecodeException, IOException {
            var kerby = new org.apache.kerby.kerberos.kerb.ccache.CredentialCache();
            kerby.load(new ByteArrayInputStream(StoreVectors.bytes("ccache/user-to-user.txt")));
            var theirs = kerby.getCredentials().stream().filter(c -> !c.getServerName().getRealm().equals("X-CACHECONF:")).toList();
            var ours = decode("ccache/user-to-user.txt").credentials();
            assertEquals(theirs.size(), ours.size());
            for (int i = 0; i < ours.size(); i++) {
                assertEquals(theirs.get(i).getServerName().getName(), ours.get(i).server().toString());
                assertArrayEquals(theirs.get(i).getKey().getKeyData(), ours.get(i).key().value());
                assertEquals(theirs.get(i).getEndTime().getTimeInSeconds(), ours.get(i).endtime());
                assertEquals(theirs.get(i).getTicketFlags().getFlags(), ours.get(i).ticketFlags());
                assertArrayEquals(theirs.get(i).getTicket().encode(), ours.get(i).ticket());
            }
        }

        @Test
        void weReadWhatKerbyWrites() throws DecodeException, IOException {
            var kerby = new org.apache.kerby.kerberos.kerb.ccache.CredentialCache();
            kerby.load(new ByteArrayInputStream(StoreVectors.bytes("ccache/addresses.txt")));
            kerby.getCredentials().removeIf(c -> c.getKey() == null); // configuration, which Kerby cannot write
            var out = new ByteArrayOutputStream();
            kerby.store(out);
            assertEquals(3, out.toByteArray()[1], "Kerby writes version 3");
            var read = CredentialCache.decode(out.toByteArray());
            assertEquals(decode("ccache/addresses.txt").defaultPrincipal(), read.defaultPrincipal());
            assertArrayEquals(decode("ccache/addresses.txt").encodeCredentials(), read.encodeCredentials());
        }
    }

    @Nested
    @DisplayName("what is refused")
    class Refusals {
        static Stream<StoreVectors.Refused> refused() {
            return StoreVectors.refused("ccache/refused.txt");
        }

        @ParameterizedTest
        @MethodSource
        void refused(StoreVectors.Refused vector) {
            StoreVectors.isRefused(vector, CredentialCache::decode);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ccache/by-hand.txt", "ccache/kinit.txt", "ccache/version3.txt", "ccache/addresses.txt"})
        void aPrefixIsRefusedUnlessItEndsBehindACredential(String file) throws DecodeException {
            byte[] whole = StoreVectors.bytes(file);
            int records = records(decode(file));
            int wholeFiles = 0;
            int last = -1;
            for (int length = 0; length <= whole.length; length++) {
                try {
                    int found = records(CredentialCache.decode(Arrays.copyOf(whole, length)));
                    assertEquals(last + 1, found, "one record more than the shorter prefix");
                    last = found;
                    wholeFiles++;
                } catch (DecodeException expected) {
                    assertTrue(expected.offset() <= length);
                }
            }
            assertEquals(records + 1, wholeFiles);
        }

        @Test
        void aChangedFileIsReadOrRefusedInBoundedTimeAndMemory() {
            assertTimeout(Duration.ofSeconds(30), () ->
                    FILES.forEach(file -> StoreVectors.mutate(StoreVectors.bytes(file), 5000, CredentialCache::decode)));
        }

        private static int records(CredentialCache cache) {
            return cache.credentials().size() + cache.configuration().size() + cache.removed();
        }
    }

    @Nested
    @DisplayName("keys stay secret")
    class Secrets {
        @Test
        void nothingPrintsAKeyOrWhatAMechanismRemembers() throws DecodeException {
            var cache = decode("ccache/kinit.txt");
            String printed = cache.toString();
            for (StoredCredential credential : cache.credentials()) {
                assertFalse(printed.contains(HexFormat.of().formatHex(credential.key().value())));
                assertFalse(printed.contains(Arrays.toString(credential.key().value())));
            }
            assertFalse(printed.contains("yes"), printed);
            assertTrue(printed.contains("StoredKey[etype 18, 32 bytes]"), printed);
        }

        @Test
        void wipingLeavesZeros() throws DecodeException {
            var cache = decode("ccache/kinit.txt");
            cache.wipe();
            cache.credentials().forEach(c -> assertArrayEquals(new byte[32], c.key().value()));
        }
    }

    private static CredentialCache decode(String file) throws DecodeException {
        return CredentialCache.decode(StoreVectors.bytes(file));
    }
}
