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
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kerby.kerberos.kerb.keytab.KeytabEntry;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

class KeytabTest {
    private static final List<String> FILES =
            List.of("keytab/by-hand.txt", "keytab/kadmin.txt", "keytab/holes.txt", "keytab/ktutil.txt");

    @Nested
    @DisplayName("files of MIT krb5")
    class FilesOfMit {
        @Test
        void whatKadminWrote() throws DecodeException {
            var entries = decode("keytab/kadmin.txt").entries();
            assertEquals(List.of(
                    "HTTP/web.example.com@EXAMPLE.COM 2 18 32 1795169236",
                    "HTTP/web.example.com@EXAMPLE.COM 2 17 16 1795169236",
                    "HTTP/web.example.com@EXAMPLE.COM 2 19 16 1795169236",
                    "host/web.example.com@EXAMPLE.COM 2 18 32 1795169236",
                    "host/web.example.com@EXAMPLE.COM 2 17 16 1795169236",
                    "host/web.example.com@EXAMPLE.COM 2 19 16 1795169236"), entries.stream().map(KeytabTest::line).toList());
            assertArrayEquals(HexFormat.of().parseHex("93c453f087154f4e19d595dda1a98a3a4993f35a4f01fdedb366deb9a3959123"),
                    entries.get(0).key().value());
        }

        @Test
        void holesAreSkippedAndWhatRemainsOfThemIsNotRead() throws DecodeException {
            assertEquals(List.of("a@EXAMPLE.COM 2 17 16", "host/web.example.com@EXAMPLE.COM 2 18 32",
                    "host/web.example.com@EXAMPLE.COM 2 17 16", "host/web.example.com@EXAMPLE.COM 2 19 16"),
                    decode("keytab/holes.txt").entries().stream().map(e -> line(e).replaceAll(" \\d+$", "")).toList());
        }

        @Test
        void aKeyVersionAbove255IsThe32BitOneAndSeparatorsInPartsAreQuoted() throws DecodeException {
            assertEquals(List.of("HTTP/old.example.com@EXAMPLE.COM 300 18 32", "u@EXAMPLE.COM 1 26 32",
                    "a\\/b/c\\@d@EXAMPLE.COM 255 23 16"),
                    decode("keytab/ktutil.txt").entries().stream().map(e -> line(e).replaceAll(" \\d+$", "")).toList());
        }

        @Test
        void aKeyIsReplacedByOneOfTheSameNameVersionAndType() throws DecodeException {
            var keytab = decode("keytab/kadmin.txt");
            var first = keytab.entries().get(0);
            var changed = new Keytab.Entry(first.principal(), 1, first.kvno(), new StoredKey(first.key().etype(), new byte[32]));
            var next = keytab.with(changed);
            assertEquals(6, next.entries().size());
            assertEquals(changed, next.entries().get(5));
            assertEquals(7, keytab.with(new Keytab.Entry(first.principal(), 1, 3, first.key())).entries().size());
            assertEquals(3, keytab.without(entry -> entry.principal().names(first.principal())).entries().size());
        }

        @Test
        void version1HasTheByteOrderOfItsMachineAndCountsTheRealm() throws DecodeException {
            byte[] little = HexFormat.of().parseHex(
                    "0501" + "1f000000" + "0200" + "0b00" + "4558414d504c452e434f4d" + "0100" + "61" + "00000060" + "07" + "1200" + "0400"
                    + "00010203");
            assertEquals("[a@EXAMPLE.COM 7 18 4 1610612736]",
                    Keytab.decode(little, ByteOrder.LITTLE_ENDIAN).entries().stream().map(KeytabTest::line).toList().toString());
            byte[] big = HexFormat.of().parseHex(
                    "0501" + "0000001f" + "0002" + "000b" + "4558414d504c452e434f4d" + "0001" + "61" + "60000000" + "07" + "0012" + "0004"
                    + "00010203");
            assertArrayEquals(
                    Keytab.decode(little, ByteOrder.LITTLE_ENDIAN).encode(), Keytab.decode(big, ByteOrder.BIG_ENDIAN).encode());
            byte[] uncounted = HexFormat.of().parseHex("0501" + "00000004" + "0000" + "0000");
            assertEquals("count of components",
                    assertThrows(DecodeException.class, () -> Keytab.decode(uncounted, ByteOrder.BIG_ENDIAN)).field());
        }

        @Test
        void writtenAgainTheyAreTheSameBytes() throws DecodeException {
            for (String file : List.of("keytab/kadmin.txt", "keytab/ktutil.txt")) {
                assertArrayEquals(StoreVectors.bytes(file), decode(file).encode(), file);
            }
        }
    }

    @Nested
    @DisplayName("Key entry format")
    class KeyEntryFormat {
        @Test
        void oneOfEach() throws DecodeException {
            assertEquals(List.of(
                    "HTTP/web.example.com@EXAMPLE.COM 200 32752 4 1610612736",
                    "a@EXAMPLE.COM 7 -128 4 4026531840",
                    "b/c/d@EXAMPLE.COM 2147483649 18 4 1610612736",
                    "\u00fc@EXAMPLE.COM 9 18 4 1610612736"),
                    decode("keytab/by-hand.txt").entries().stream().map(KeytabTest::line).toList());
            assertEquals(3, decode("keytab/by-hand.txt").entries().get(0).principal().nameType());
        }

        @Test
        void aFileWithoutEntriesIsAnEmptyKeytab() throws DecodeException {
            assertEquals(List.of(), Keytab.decode(new byte[] {5, 2}).entries());
        }
    }

    @Nested
    @DisplayName("files of Apache Kerby")
    class FilesOfKerby {
        @Test
        void weReadWhatKerbyWrites() throws Exception {
            var key = new EncryptionKey(17, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 3);
            var kerby = new org.apache.kerby.kerberos.kerb.keytab.Keytab();
            kerby.addEntry(new KeytabEntry(new PrincipalName("HTTP/web.example.com@EXAMPLE.COM"),
                    new KerberosTime(1_700_000_000_000L), 3, key));
            var out = new ByteArrayOutputStream();
            kerby.store(out);

            var entry = Keytab.decode(out.toByteArray()).entries().get(0);
            assertEquals("HTTP/web.example.com@EXAMPLE.COM 3 17 16 1700000000", line(entry));
            assertArrayEquals(key.getKeyData(), entry.key().value());
        }

        /** But for type 19, which Kerby does not have. */
        @ParameterizedTest
        @ValueSource(strings = {"keytab/kadmin.txt", "keytab/ktutil.txt"})
        void kerbyAndWeReadTheSame(String file) throws DecodeException, IOException {
            Set<String> kerby = new HashSet<>();
            var judge = org.apache.kerby.kerberos.kerb.keytab.Keytab.loadKeytab(new ByteArrayInputStream(StoreVectors.bytes(file)));
            for (PrincipalName principal : judge.getPrincipals()) {
                for (KeytabEntry entry : judge.getKeytabEntries(principal)) {
                    if (entry.getKey() == null) {
                        continue;
                    }
                    kerby.add(principal.getName() + " " + entry.getKvno() + " " + entry.getKey().getKeyType().getValue() + " "
                            + HexFormat.of().formatHex(entry.getKey().getKeyData()));
                }
            }
            Set<String> ours = new HashSet<>();
            for (Keytab.Entry entry : decode(file).entries()) {
                if (entry.key().etype() == 19) {
                    continue;
                }
                ours.add(String.join("/", entry.principal().components()) + "@" + entry.principal().realm() + " " + entry.kvno()
                        + " " + entry.key().etype() + " " + HexFormat.of().formatHex(entry.key().value()));
            }
            assertEquals(kerby, ours);
            assertFalse(ours.isEmpty());
        }
    }

    @Nested
    @DisplayName("what is refused")
    class Refusals {
        static Stream<StoreVectors.Refused> refused() {
            return StoreVectors.refused("keytab/refused.txt");
        }

        @ParameterizedTest
        @MethodSource
        void refused(StoreVectors.Refused vector) {
            StoreVectors.isRefused(vector, Keytab::decode);
        }

        @Test
        void aPrefixIsRefusedUnlessItEndsBehindARecord() {
            for (String file : List.of("keytab/kadmin.txt", "keytab/ktutil.txt", "keytab/holes.txt")) {
                byte[] whole = StoreVectors.bytes(file);
                var ends = ends(whole);
                for (int length = 0; length < whole.length; length++) {
                    byte[] prefix = Arrays.copyOf(whole, length);
                    if (ends.contains(length)) {
                        StoreVectors.bounded(prefix, Keytab::decode);
                    } else {
                        assertThrows(DecodeException.class, () -> Keytab.decode(prefix), file + " to " + length);
                    }
                }
            }
        }

        @Test
        void aChangedFileIsReadOrRefusedInBoundedTimeAndMemory() {
            assertTimeout(Duration.ofSeconds(30), () ->
                    FILES.forEach(file -> StoreVectors.mutate(StoreVectors.bytes(file), 5000, Keytab::decode)));
        }

        private static Set<Integer> ends(byte[] whole) {
            Set<Integer> ends = new HashSet<>();
            for (int at = 2; at <= whole.length; ) {
                ends.add(at);
                at += 4 + (at < whole.length ? Math.abs(java.nio.ByteBuffer.wrap(whole).getInt(at)) : 0);
            }
            return ends;
        }
    }

    @Nested
    @DisplayName("keys stay secret")
    class Secrets {
        @Test
        void nothingPrintsAKey() throws DecodeException {
            var keytab = decode("keytab/kadmin.txt");
            String printed = keytab.toString();
            for (Keytab.Entry entry : keytab.entries()) {
                assertFalse(printed.contains(HexFormat.of().formatHex(entry.key().value())));
                assertFalse(printed.contains(Arrays.toString(entry.key().value())));
            }
            assertTrue(printed.contains("StoredKey[etype 18, 32 bytes]"), printed);
        }

        @Test
        void wipingLeavesZeros() throws DecodeException {
            var keytab = decode("keytab/kadmin.txt");
            keytab.wipe();
            keytab.entries().forEach(entry -> assertArrayEquals(new byte[entry.key().value().length], entry.key().value()));
        }
    }

    @Nested
    @DisplayName("RFC 4120 6.2 principal names")
    class Names {
        @Test
        void theNameTypeIsNotPartOfTheName() {
            var user = new StoredPrincipal(List.of("a"), "R", 1);
            assertTrue(user.names(new StoredPrincipal(List.of("a"), "R", 0)));
            assertFalse(user.names(new StoredPrincipal(List.of("a"), "r", 1)));
            assertFalse(user.names(new StoredPrincipal(List.of("A"), "R", 1)));
            assertFalse(user.names(new StoredPrincipal(List.of("a", ""), "R", 1)));
        }
    }

    private static Keytab decode(String file) throws DecodeException {
        return Keytab.decode(StoreVectors.bytes(file));
    }

    private static String line(Keytab.Entry entry) {
        return entry.principal() + " " + entry.kvno() + " " + entry.key().etype() + " " + entry.key().value().length + " "
                + entry.timestamp();
    }
}
