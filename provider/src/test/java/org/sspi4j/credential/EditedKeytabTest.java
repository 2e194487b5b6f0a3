package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Keytabs;
import org.sspi4j.api.KeytabFile.Entry;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.KeytabLayout;

@DisplayName("A keytab file")
@Timeout(60)
class EditedKeytabTest {
    private static final Instant OF_KTUTIL = Instant.ofEpochSecond(0x6b001be6L);
    private static final String WEB = "HTTP/web.example.com@EXAMPLE.COM";
    private static final String AES256 = "aes256-cts-hmac-sha1-96";

    @TempDir
    private Path folder;

    private final Secret password = Secret.password("throw-away".toCharArray());
    private Path file;
    private EditedKeytab keytab;

    @BeforeEach
    void noFile() {
        file = folder.resolve("keytab");
        keytab = new EditedKeytab(file, Clock.fixed(OF_KTUTIL, ZoneOffset.UTC));
    }

    @AfterEach
    void wiped() {
        password.close();
    }

    private List<Entry> add(String principal, long kvno, String... etypes) throws SspiException {
        return keytab.add(principal, kvno, List.of(etypes), password, Optional.empty());
    }

    private List<Entry> remove(String principal) throws SspiException {
        return keytab.remove(principal, OptionalLong.empty(), Optional.empty());
    }

    private List<String> kept() throws SspiException {
        return keytab.entries().stream().map(entry -> entry.principal() + " " + entry.kvno() + " " + entry.etype()).toList();
    }

    private byte[] key(int index) throws Exception {
        return Keytab.decode(Files.readAllBytes(file)).entries().get(index).key().value();
    }

    private static byte[] vector(String name) throws Exception {
        try (var in = EditedKeytabTest.class.getResourceAsStream("/vectors/mit/keytab/" + name)) {
            var hex = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.replaceAll("#.*|\\s", ""));
            return HexFormat.of().parseHex(String.join("", hex.toList()));
        }
    }

    private static void refused(SecurityStatus status, String says, Callable<?> action) {
        var refusal = assertThrows(SspiException.class, action::call);
        assertEquals(status, refusal.status(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(says), refusal.getMessage());
    }

    @Nested
    @DisplayName("add")
    class Add {
        /** The very commands that the vector names. */
        @Test
        void writesWhatKtutilWrites() throws Exception {
            add("HTTP/old.example.com@EXAMPLE.COM", 300, AES256);
            add("u@EXAMPLE.COM", 1, "camellia256-cts-cmac");
            add("a\\/b/c\\@d@EXAMPLE.COM", 255, "arcfour-hmac");
            assertArrayEquals(vector("ktutil.txt"), Files.readAllBytes(file));
        }

        @Test
        void makesAFileForItsOwnerAlone() throws Exception {
            add(WEB, 1, AES256);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(List.of(file), Files.list(folder).toList());
        }

        @Test
        void tellsWhatItAdded() throws Exception {
            assertEquals(List.of(new Entry(WEB, 4, 18, AES256, Optional.of(OF_KTUTIL))), add(WEB, 4, AES256));
        }

        @Test
        void aFamilyIsAllOfItsTypesOnceEach() throws Exception {
            add(WEB, 1, "aes", "aes128-cts");
            assertEquals(List.of(WEB + " 1 18", WEB + " 1 17", WEB + " 1 20", WEB + " 1 19"), kept());
        }

        @Test
        void replacesTheKeyOfTheSameNameVersionAndTypeAndNoOther() throws Exception {
            add(WEB, 1, "aes128-cts");
            add(WEB, 1, AES256);
            byte[] former = key(1);
            add(WEB, 2, AES256);
            add("HTTP/other.example.com@EXAMPLE.COM", 1, AES256);
            keytab.add(WEB, 1, List.of(AES256), password, Optional.of("salt of its own"));
            assertEquals(List.of(WEB + " 1 17", WEB + " 2 18", "HTTP/other.example.com@EXAMPLE.COM 1 18", WEB + " 1 18"), kept());
            assertNotEquals(HexFormat.of().formatHex(former), HexFormat.of().formatHex(key(3)));
        }

        /** The default salt is realm and name: said to be so, the key is the same. */
        @Test
        void theSaltMayBeGiven() throws Exception {
            add(WEB, 1, AES256);
            keytab.add(WEB, 2, List.of(AES256), password, Optional.of("EXAMPLE.COMHTTPweb.example.com"));
            assertArrayEquals(key(0), key(1));
        }

        @Test
        void keepsWhoMayReadTheFile() throws Exception {
            add(WEB, 1, AES256);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            add(WEB, 2, AES256);
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }

        @Test
        void aFileOfFormat1BecomesOneOfFormat2() throws Exception {
            Files.write(file, format1());
            add(WEB, 1, AES256);
            assertEquals(List.of("u@R 3 18", WEB + " 1 18"), kept());
            assertEquals(2, Files.readAllBytes(file)[1]);
        }

        /** Every name that is listed is one to add more keys to, and to remove. */
        @ParameterizedTest
        @ValueSource(strings = {
            WEB, "a\\/b/c\\@d@EXAMPLE.COM", "a\\nb\\tc\\bd\\0@E\\nX", "a\\\\n@R",
            "\\u001b\\u202e@R", "\\udb40\\udc01@R", "\u00fc@O=Example\\/C=DE",
            "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17@R"
        })
        void takesANameAsItIsListed(String listed) throws Exception {
            add(listed, 1, AES256);
            assertEquals(List.of(listed + " 1 18"), kept());
            assertEquals(1, remove(listed).size());
            assertEquals(List.of(), kept());
        }

        /** RFC 4120 4: of the characters, not of how they are written. */
        @Test
        void theDefaultSaltIsOfTheNameItself() throws Exception {
            add("a\\tb/c@R", 1, AES256);
            keytab.add("a\\tb/c@R", 2, List.of(AES256), password, Optional.of("Ra\tbc"));
            assertArrayEquals(key(0), key(1));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "@EXAMPLE.COM", "HTTP/web.example.com", "web@", "a\\", "HTTP/@EXAMPLE.COM", "a\n@R", "a@R\n", "\\ud800@R", "a@\\udc00",
            "a\\u12@R", "a@b@R"
        })
        void aNameThatIsNoneIsRefused(String principal) {
            refused(SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "no name of a principal", () -> add(principal, 1, AES256));
            assertFalse(Files.exists(file));
        }

        @Test
        void anUnknownTypeIsRefusedAndTheOthersAreNamed() {
            refused(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "aes128-cts-hmac-sha1-96", () -> add(WEB, 1, AES256, "des-cbc-crc"));
            assertFalse(Files.exists(file));
        }

        @Test
        void aVersionThatFitsNoFileIsRefused() throws Exception {
            assertThrows(IllegalArgumentException.class, () -> add(WEB, -1, AES256));
            assertThrows(IllegalArgumentException.class, () -> add(WEB, 1L << 32, AES256));
            add(WEB, (1L << 32) - 1, AES256);
            assertEquals(List.of(WEB + " 4294967295 18"), kept());
        }

        @Test
        void noTypeAtAllIsRefused() {
            assertThrows(IllegalArgumentException.class, () -> add(WEB, 1));
        }

        @Test
        void whatIsNoKeytabIsRefusedAndStays() throws Exception {
            Files.writeString(file, "a letter");
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "file format version", () -> add(WEB, 1, AES256));
            assertEquals("a letter", Files.readString(file));
        }

        @Test
        void waitsForWhoeverChangesTheFile() throws Exception {
            add(WEB, 1, AES256);
            var task = new FutureTask<>(() -> add(WEB, 2, AES256));
            var thread = new Thread(task);
            try (var other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                assertTrue(other.lock().isValid());
                thread.start();
                while (thread.getState() != Thread.State.TIMED_WAITING) {
                    assertFalse(task.isDone(), "it does not wait");
                    Thread.onSpinWait();
                }
            }
            task.get(20, TimeUnit.SECONDS);
            assertEquals(List.of(WEB + " 1 18", WEB + " 2 18"), kept());
        }
    }

    @Nested
    @DisplayName("in its place")
    class InPlace {
        private Object inode;

        @BeforeEach
        void two() throws Exception {
            add(WEB, 1, AES256);
            add("u@EXAMPLE.COM", 1, AES256);
            inode = inode();
        }

        private Object inode() throws Exception {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        }

        /** As krb5_ktfileint_delete_entry: the length is negative, and nothing is left of the entry. */
        @Test
        void removalLeavesAHoleOfZeros() throws Exception {
            byte[] before = Files.readAllBytes(file);
            remove(WEB);
            var expected = ByteBuffer.wrap(before.clone());
            int size = expected.getInt(2);
            expected.putInt(2, -size).position(6).put(new byte[size]);
            assertArrayEquals(expected.array(), Files.readAllBytes(file));
            assertEquals(inode, inode());
        }

        @Test
        void entriesAreAddedAtTheEndAndNotIntoHoles() throws Exception {
            remove(WEB);
            byte[] before = Files.readAllBytes(file);
            add(WEB, 2, AES256);
            byte[] after = Files.readAllBytes(file);
            assertArrayEquals(before, Arrays.copyOf(after, before.length));
            assertEquals(List.of("u@EXAMPLE.COM 1 18", WEB + " 2 18"), kept());
            assertEquals(inode, inode());
        }

        /** Somebody reads without the lock, or the disk is full. */
        @Test
        void atNoTimeIsTheFileWithoutAnEntryOrWithHalfOfOne() throws Exception {
            byte[] before = Files.readAllBytes(file);
            var layout = KeytabLayout.decode(before);
            var next = new Keytab(layout.keytab().entries());
            var sizes = new ArrayList<Integer>();
            for (var part : EditedKeytab.parts(before.length, layout, next)) {
                try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(part.bytes()), part.offset());
                }
                sizes.add(kept().size());
            }
            assertEquals(List.of(2, 4, 3, 2), sizes);
        }

        @Test
        void theKeyThatIsReplacedIsOverwritten() throws Exception {
            var former = HexFormat.of().formatHex(key(0));
            keytab.add(WEB, 1, List.of(AES256), password, Optional.of("salt of its own"));
            assertFalse(HexFormat.of().formatHex(Files.readAllBytes(file)).contains(former));
            assertEquals(inode, inode());
        }

        /** ktutil waits for the lock of the file that it has opened, and writes into that one. */
        @Test
        void whoeverHasOpenedTheFileWritesIntoTheSame() throws Exception {
            byte[] last = new Keytab(List.of(Keytab.decode(Files.readAllBytes(file)).entries().get(1))).encodeEntries();
            try (var ktutil = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                remove("u@EXAMPLE.COM");
                ktutil.write(ByteBuffer.wrap(last));
            }
            assertEquals(List.of(WEB + " 1 18", "u@EXAMPLE.COM 1 18"), kept());
        }

        /** Of a file that ends before its last byte: at a length of 0. What is behind it does not become entries. */
        @ParameterizedTest
        @ValueSource(ints = {4, 5, 72, 73, 75, 76, 200})
        void whatIsBehindTheEndCountsForNothing(int behind) throws Exception {
            byte[] before = Files.readAllBytes(file);
            byte[] more = Arrays.copyOf(before, before.length + behind);
            Arrays.fill(more, before.length + 4, more.length, (byte) 1);
            Files.write(file, more);
            add("u@EXAMPLE.COM", 2, AES256);
            assertEquals(List.of(WEB + " 1 18", "u@EXAMPLE.COM 1 18", "u@EXAMPLE.COM 2 18"), kept());
        }

        @Test
        void entriesOfFormat1AreRemovedInTheByteOrderOfTheMachine() throws Exception {
            Files.write(file, format1());
            remove("u@R");
            var expected = ByteBuffer.allocate(format1().length).put((byte) 5).put((byte) 1).order(ByteOrder.nativeOrder()).putInt(-18);
            assertArrayEquals(expected.array(), Files.readAllBytes(file));
            assertEquals(List.of(), kept());
        }
    }

    /** In the byte order of this machine, so built here: one entry of the realm R, component u, a key of one byte. */
    private static byte[] format1() {
        var version1 = ByteBuffer.allocate(64).put((byte) 5).put((byte) 1).order(ByteOrder.nativeOrder());
        version1.putInt(18).putShort((short) 2).putShort((short) 1).put((byte) 'R').putShort((short) 1).put((byte) 'u');
        version1.putInt(9).put((byte) 3).putShort((short) 18).putShort((short) 1).put((byte) 7);
        return Arrays.copyOf(version1.array(), version1.position());
    }

    @Nested
    @DisplayName("remove")
    class Remove {
        @BeforeEach
        void some() throws Exception {
            add(WEB, 1, AES256, "aes128-cts");
            add(WEB, 2, AES256, "aes128-cts");
            add("u@EXAMPLE.COM", 1, AES256);
        }

        @Test
        void allOfAName() throws Exception {
            assertEquals(4, remove(WEB).size());
            assertEquals(List.of("u@EXAMPLE.COM 1 18"), kept());
        }

        @Test
        void aVersion() throws Exception {
            assertEquals(2, keytab.remove(WEB, OptionalLong.of(1), Optional.empty()).size());
            assertEquals(List.of(WEB + " 2 18", WEB + " 2 17", "u@EXAMPLE.COM 1 18"), kept());
        }

        @ParameterizedTest
        @ValueSource(strings = {"17", "aes128-cts"})
        void aType(String etype) throws Exception {
            assertEquals(2, keytab.remove(WEB, OptionalLong.empty(), Optional.of(etype)).size());
            assertEquals(List.of(WEB + " 1 18", WEB + " 2 18", "u@EXAMPLE.COM 1 18"), kept());
        }

        @Test
        void theLastOneLeavesAKeytab() throws Exception {
            remove(WEB);
            remove("u@EXAMPLE.COM");
            assertEquals(List.of(), kept());
            assertEquals(List.of(), Keytab.decode(Files.readAllBytes(file)).entries());
        }

        @Test
        void whatIsNotThereLeavesTheFileAlone() throws Exception {
            Files.setLastModifiedTime(file, FileTime.from(OF_KTUTIL));
            assertEquals(List.of(), remove("nobody@EXAMPLE.COM"));
            assertEquals(OF_KTUTIL, Files.getLastModifiedTime(file).toInstant());
            assertEquals(5, kept().size());
        }

        @Test
        void aTypeThatIsNoneIsRefused() {
            refused(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "des", () -> keytab.remove(WEB, OptionalLong.empty(), Optional.of("des")));
        }

        @Test
        void aFileThatIsNotThereIsNotMade() throws Exception {
            Files.delete(file);
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "does not exist", () -> remove(WEB));
            assertFalse(Files.exists(file));
        }
    }

    @Nested
    @DisplayName("list")
    class Listing {
        @Test
        void showsWhatIsInAFileOfAnybody() throws Exception {
            Files.write(file, vector("by-hand.txt"));
            var first = keytab.entries().get(0);
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", first.principal());
            assertEquals(200, first.kvno());
            assertEquals("32752", first.etypeName());
            assertEquals(Optional.of(Instant.ofEpochSecond(0x60000000L)), first.timestamp());
        }

        @Test
        void isThroughTheDoorToo() throws Exception {
            add(WEB, 1, AES256);
            assertEquals(keytab.entries(), Keytabs.at(file).entries());
        }

        @Test
        void aFileThatIsNotThereIsSaid() {
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "does not exist", () -> keytab.entries());
        }

        @Test
        void showsNoKey() throws Exception {
            Files.write(file, vector("ktutil.txt"));
            assertFalse(keytab.entries().toString().toLowerCase(Locale.ROOT).contains("f3a58931"));
        }
    }
}
