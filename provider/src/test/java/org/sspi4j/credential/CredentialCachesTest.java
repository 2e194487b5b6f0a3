package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.kerberos.store.StoredCredential;
import org.sspi4j.kerberos.store.StoredKey;
import org.sspi4j.kerberos.store.StoredPrincipal;

@Timeout(60)
class CredentialCachesTest {
    private static final StoredPrincipal ALICE = new StoredPrincipal(List.of("alice"), "EXAMPLE.COM", 1);
    private static final StoredPrincipal BOB = new StoredPrincipal(List.of("bob"), "EXAMPLE.COM", 1);

    @TempDir
    private Path folder;

    private final CredentialCaches caches = new CredentialCaches();
    private KerberosConfig config = KerberosConfig.builder().build();

    private static StoredCredential ticket(String service, int key) {
        var server = new StoredPrincipal(List.of(service, "web.example.com"), "EXAMPLE.COM", 2);
        return new StoredCredential(
                ALICE, server, new StoredKey(18, new byte[] {(byte) key, 2, 3}), 1, 2, 0xF000_0000L, 0, false, 0, List.of(), List.of(),
                new byte[] {0x61, 0}, new byte[0]);
    }

    private static byte[] cache(StoredPrincipal owner, StoredCredential... tickets) {
        return CredentialCache.of(owner, List.of(tickets)).encode();
    }

    private String store(String name, boolean anew, StoredCredential... tickets) throws SspiException {
        return caches.store(name, cache(ALICE, tickets), anew, config);
    }

    private CredentialCache read(String name) throws Exception {
        return CredentialCache.decode(caches.read(name, config));
    }

    private List<String> services(String name) throws Exception {
        return read(name).credentials().stream()
                .map(stored -> stored.server().components().get(0) + stored.key().value()[0])
                .toList();
    }

    private void refused(SecurityStatus status, String says, Callable<?> action) {
        var refusal = assertThrows(SspiException.class, action::call);
        assertEquals(status, refusal.status(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(says), refusal.getMessage());
    }

    /** What every type has to do. */
    private void everyType(String name) throws Exception {
        refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "", () -> caches.read(name, config));
        store(name, true, ticket("HTTP", 1));
        assertEquals(List.of("HTTP1"), services(name));
        store(name, false, ticket("cifs", 2));
        assertEquals(List.of("HTTP1", "cifs2"), services(name));
        store(name, false, ticket("HTTP", 3));
        assertEquals(List.of("cifs2", "HTTP3"), services(name));
        assertEquals(0xF000_0000L, read(name).credentials().get(0).endtime(), "after 2038");
        refused(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "bob@EXAMPLE.COM", () -> caches.store(name, cache(BOB), false, config));
        store(name, true, ticket("ldap", 4));
        assertEquals(List.of("ldap4"), services(name));
        caches.store(name, cache(BOB), true, config);
        assertEquals("bob@EXAMPLE.COM", read(name).defaultPrincipal().toString());
    }

    @Nested
    @DisplayName("FILE")
    class OfFiles {
        private String name;
        private Path file;

        @BeforeEach
        void aFile() {
            file = folder.resolve("cache");
            name = "FILE:" + file;
        }

        @Test
        void doesWhatEveryTypeDoes() throws Exception {
            everyType(name);
            assertEquals(List.of(file), Files.list(folder).toList(), "nothing is left beside");
        }

        @Test
        void aNameWithoutATypeIsAFiles() throws Exception {
            store(file.toString(), true, ticket("HTTP", 1));
            assertEquals(List.of("HTTP1"), services("WRFILE:" + file));
        }

        @Test
        void nobodyElseMayReadIt() throws Exception {
            store(name, true);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            store(name, false, ticket("HTTP", 1));
            store(name, false, ticket("HTTP", 2));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }

        /** In /tmp somebody else may have made it, to read what will be in it. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aFileThatLayReadyIsNotWrittenInto(boolean empty) throws Exception {
            Files.write(file, empty ? new byte[0] : cache(BOB));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            var laid = Files.createLink(folder.resolve("laid"), file);
            byte[] before = Files.readAllBytes(laid);
            store(name, !empty, ticket("HTTP", 1));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(List.of("HTTP1"), services(name));
            assertArrayEquals(before, Files.readAllBytes(laid));
        }

        /** In /tmp somebody else may have made it, to have a file of ours overwritten. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aLinkThatLayReadyIsNotFollowedByACacheThatIsMadeAnew(boolean empty) throws Exception {
            var precious = Files.write(folder.resolve("precious"), empty ? new byte[0] : new byte[] {1});
            Files.createSymbolicLink(file, precious);
            byte[] before = Files.readAllBytes(precious);
            store(name, !empty, ticket("HTTP", 1));
            assertArrayEquals(before, Files.readAllBytes(precious));
            assertFalse(Files.isSymbolicLink(file));
            assertEquals(List.of("HTTP1"), services(name));
        }

        /** In /tmp somebody else may have made it, with this user's name in it, since the user's own was removed. */
        @ParameterizedTest
        @ValueSource(strings = {"cifs", "HTTP"})
        void ticketsAreNotAddedToAFileOfSomebodyElse(String service) throws Exception {
            store(name, true, ticket("HTTP", 1));
            byte[] before = Files.readAllBytes(file);
            var others = new FileCaches(Optional.of(() -> "not who made it"));
            var added = CredentialCache.of(ALICE, List.of(ticket(service, 2)));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "somebody else", () -> others.store(CacheName.of(name), added, false));
            assertArrayEquals(before, Files.readAllBytes(file));
            others.store(CacheName.of(name), added, true);
            assertEquals(List.of(service + "2"), services(name));
        }

        @Test
        void whereNobodySaysWhoseAProcessIsTicketsAreAdded() throws Exception {
            store(name, true, ticket("HTTP", 1));
            new FileCaches(Optional.empty()).store(CacheName.of(name), CredentialCache.of(ALICE, List.of(ticket("cifs", 2))), false);
            assertEquals(List.of("HTTP1", "cifs2"), services(name));
        }

        @Test
        void addingKeepsTheFileAndWhatProgramsRememberInIt() throws Exception {
            Files.write(file, vector("kinit.txt"));
            var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            caches.store(name, CredentialCache.of(read(name).defaultPrincipal(), List.of(ticket("cifs", 1))).encode(), false, config);
            assertEquals(key, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            assertArrayEquals(vector("kinit.txt"), Arrays.copyOf(Files.readAllBytes(file), vector("kinit.txt").length));
            assertEquals("fast_avail", read(name).configuration().get(0).key());
            assertEquals(3, read(name).credentials().size());
        }

        @Test
        void replacingKeepsWhatProgramsRemember() throws Exception {
            Files.write(file, vector("kinit.txt"));
            var again = read(name).credentials().get(1);
            caches.store(name, CredentialCache.of(read(name).defaultPrincipal(), List.of(again)).encode(), false, config);
            assertArrayEquals(vector("kinit.txt"), Files.readAllBytes(file));
        }

        @Test
        void addingKeepsHowFarTheKdcsClockIsAhead() throws Exception {
            Files.write(file, CredentialCache.of(ALICE, List.of(ticket("HTTP", 1))).ahead(Duration.ofSeconds(77)).encode());
            store(name, false, ticket("cifs", 1));
            store(name, false, ticket("HTTP", 2));
            assertEquals(Duration.ofSeconds(77), read(name).kdcTimeOffset());
        }

        @Test
        void anOldFormatIsReplacedByTheNewOne() throws Exception {
            Files.write(file, vector("version3.txt"));
            var owner = read(name).defaultPrincipal();
            caches.store(name, CredentialCache.of(owner, List.of(ticket("cifs", 1))).encode(), false, config);
            assertEquals(4, Files.readAllBytes(file)[1]);
            assertEquals(2, read(name).credentials().size());
        }

        @Test
        void whatIsNoCacheIsRefusedAndStays() throws Exception {
            Files.writeString(file, "a letter");
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "file format version", () -> store(name, false, ticket("HTTP", 1)));
            assertEquals("a letter", Files.readString(file));
        }

        @Test
        void aFolderThatIsNotThereIsSaid() {
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "cannot be written", () -> store("FILE:" + folder.resolve("a/b"), true));
        }

        @Test
        void manyThreadsAddWithoutLosingATicket() throws Exception {
            store(name, true);
            var threads = Executors.newFixedThreadPool(64);
            try {
                var tasks = new ArrayList<Callable<String>>();
                for (int i = 0; i < 64; i++) {
                    int n = i;
                    tasks.add(() -> store(name, false, ticket("s" + n, 1)));
                    tasks.add(() -> services(name).toString());
                }
                for (var done : threads.invokeAll(tasks)) {
                    assertFalse(done.get().isEmpty());
                }
            } finally {
                threads.shutdownNow();
            }
            assertEquals(64, services(name).size());
        }
    }

    private static byte[] vector(String file) throws Exception {
        try (var in = CredentialCachesTest.class.getResourceAsStream("/vectors/mit/ccache/" + file)) {
            var hex = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.replaceAll("#.*|\\s", ""));
            return HexFormat.of().parseHex(String.join("", hex.toList()));
        }
    }

    @Nested
    @DisplayName("DIR")
    class OfFolders {
        @Test
        void doesWhatEveryTypeDoes() throws Exception {
            everyType("DIR:" + folder.resolve("tickets"));
        }

        @Test
        void isMadeAsMitMakesIt() throws Exception {
            var tickets = folder.resolve("tickets");
            assertEquals("DIR::" + tickets + "/tkt", store("DIR:" + tickets, true, ticket("HTTP", 1)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(tickets)));
            assertEquals("tkt\n", Files.readString(tickets.resolve("primary")));
        }

        @Test
        void thePrimaryFileSaysWhichOneCounts() throws Exception {
            store("DIR::" + folder + "/tktwork", true, ticket("HTTP", 1));
            store("DIR::" + folder + "/tkthome", true, ticket("cifs", 2));
            Files.writeString(folder.resolve("primary"), "tktwork\n");
            assertEquals(List.of("HTTP1"), services("DIR:" + folder));
            assertEquals(List.of("cifs2"), services("DIR::" + folder + "/tkthome"));
        }

        @Test
        void theOthersAreTheFilesBesideThePrimary() throws Exception {
            for (var file : List.of("tktwork", "tkthome", "tkta")) {
                store("DIR::" + folder + "/" + file, true, ticket("HTTP", 1));
            }
            Files.writeString(folder.resolve("primary"), "tktwork\n");
            Files.writeString(folder.resolve("other"), "no cache");
            assertEquals(
                    List.of("DIR::" + folder + "/tkta", "DIR::" + folder + "/tkthome"), caches.others("DIR:" + folder, config));
            assertEquals(List.of(), caches.others("DIR::" + folder + "/tkta", config));
            assertEquals(List.of(), caches.others("FILE:" + folder + "/tkta", config));
            assertEquals(List.of(), caches.others("MEMORY:x", config));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "listed", () -> caches.others("DIR:" + folder + "/nothing", config));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "tkt", "work\n", "tkt/../../x\n", "tkta\ntktb\n", "../tkt\n", "tkt\0\n"})
        void aPrimaryFileThatLeadsElsewhereIsRefused(String primary) throws Exception {
            Files.writeString(folder.resolve("primary"), primary);
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "primary", () -> caches.read("DIR:" + folder, config));
        }

        @Test
        void aPrimaryFileThatLeadsToACacheElsewhereIsRefused() throws Exception {
            var here = Files.createDirectories(folder.resolve("here/tktfolder")).getParent();
            store("DIR:" + here, true, ticket("HTTP", 1));
            store("DIR::" + folder + "/tktelsewhere", true, ticket("HTTP", 1));
            Files.writeString(here.resolve("primary"), "tktfolder/../../tktelsewhere\n");
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "primary", () -> caches.read("DIR:" + here, config));
        }

        @Test
        @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void aPrimaryThatIsAPipeIsNotOpened() throws Exception {
            assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("primary").toString()).start().waitFor());
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "primary is not a file", () -> caches.read("DIR:" + folder, config));
        }

        @Test
        void aFileOfAnotherNameIsNoCache() {
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "tkt", () -> caches.read("DIR::" + folder + "/work", config));
        }
    }

    @Nested
    @DisplayName("MEMORY")
    class OfMemory {
        @Test
        void doesWhatEveryTypeDoes() throws Exception {
            everyType("MEMORY:mine");
        }

        @Test
        void hasNamesAndIsNobodyElses() throws Exception {
            store("MEMORY:a", true, ticket("HTTP", 1));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "MEMORY:b", () -> caches.read("MEMORY:b", config));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "MEMORY:a", () -> new CredentialCaches().read("MEMORY:a", config));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEYRING:persistent:0", "API:x", "file:/tmp/x"})
    void anUnknownTypeSaysWhichThereAre(String name) {
        refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "FILE, DIR, KCM or MEMORY", () -> caches.read(name, config));
    }

    @Nested
    @DisplayName("KCM")
    class OfADaemon {
        private static final int NOFILE = -1765328189;

        private final Map<String, byte[]> principals = new TreeMap<>();
        private final Map<String, List<byte[]>> credentials = new TreeMap<>();
        private final Map<String, byte[]> offsets = new TreeMap<>();

        private ScriptedKcm daemon(Function<ScriptedKcm.Asked, byte[]> script) throws Exception {
            var socket = folder.resolve("kcm");
            config = KerberosConfig.builder().kcmSocket(socket).build();
            return new ScriptedKcm(socket, script);
        }

        /** Names that are not there are answered as sssd does. */
        private byte[] keeping(ScriptedKcm.Asked asked, boolean lists) {
            String all = new String(asked.arguments(), StandardCharsets.ISO_8859_1);
            String name = all.substring(0, Math.max(0, all.indexOf('\0')));
            byte[] rest = all.substring(all.indexOf('\0') + 1).getBytes(StandardCharsets.ISO_8859_1);
            boolean known = principals.containsKey(name);
            return switch (asked.opcode()) {
                case 4 -> {
                    principals.put(name, rest);
                    credentials.put(name, new ArrayList<>());
                    yield ScriptedKcm.reply(0, new byte[0]);
                }
                case 6 -> {
                    credentials.get(name).add(rest);
                    yield ScriptedKcm.reply(0, new byte[0]);
                }
                case 8 -> known ? ScriptedKcm.reply(0, principals.get(name)) : ScriptedKcm.reply(NOFILE, new byte[0]);
                case 9 -> ScriptedKcm.reply(0, uuids(credentials.get(name).size()));
                case 10 -> ScriptedKcm.reply(0, credentials.get(name).get(rest[15]));
                case 18 -> ScriptedKcm.reply(0, uuids(3));
                case 19 -> asked.arguments()[15] == 1
                        ? ScriptedKcm.reply(NOFILE, new byte[0])
                        : ScriptedKcm.reply(0, (asked.arguments()[15] == 0 ? "1000\0" : "1000:1\0").getBytes(StandardCharsets.US_ASCII));
                case 20 -> ScriptedKcm.reply(0, "1000\0".getBytes(StandardCharsets.US_ASCII));
                case 22 -> lists ? ScriptedKcm.reply(0, offsets.getOrDefault(name, new byte[4])) : new byte[0];
                case 23 -> {
                    offsets.put(name, rest);
                    yield lists ? ScriptedKcm.reply(0, new byte[0]) : new byte[0];
                }
                case 13001 -> lists ? ScriptedKcm.reply(0, list(credentials.get(name))) : new byte[0];
                default -> throw new AssertionError("opcode " + asked.opcode());
            };
        }

        private static byte[] uuids(int count) {
            byte[] uuids = new byte[16 * count];
            for (int i = 0; i < count; i++) {
                uuids[16 * i + 15] = (byte) i;
            }
            return uuids;
        }

        private static byte[] list(List<byte[]> credentials) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(ByteBuffer.allocate(4).putInt(credentials.size()).array());
            for (byte[] credential : credentials) {
                out.writeBytes(ByteBuffer.allocate(4).putInt(credential.length).array());
                out.writeBytes(credential);
            }
            return out.toByteArray();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void doesWhatEveryTypeDoes(boolean lists) throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, lists))) {
                everyType("KCM:alice");
                assertEquals(2 << 8, kcm.asked().get(0).version());
                assertEquals(!lists, kcm.opcodes().contains(9));
            }
        }

        @Test
        void hasADefaultCache() throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, true))) {
                assertEquals("KCM:1000", store("KCM:", true, ticket("HTTP", 1)));
                assertEquals(List.of("HTTP1"), services("KCM:"));
                assertEquals(20, kcm.opcodes().get(0));
            }
        }

        @Test
        void theOthersAreThoseThatAreNotTheDefaultOneAndStillThere() throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, true))) {
                assertEquals(List.of("KCM:1000:1"), caches.others("KCM:", config));
                assertEquals(List.of(20, 18, 19, 19, 19), kcm.opcodes());
                assertEquals(List.of(), caches.others("KCM:1000", config));
            }
        }

        @Test
        void aListOfCachesThatIsNoListIsRefused() throws Exception {
            try (var kcm = daemon(asked -> asked.opcode() == 18
                    ? ScriptedKcm.reply(0, new byte[17]) : keeping(asked, true))) {
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "17 bytes", () -> caches.others("KCM:", config));
                assertEquals(List.of(20, 18), kcm.opcodes());
            }
        }

        /** The opcodes are those of kcm.h. A daemon that knows none of them hangs up. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void keepsHowFarTheKdcsClockIsAhead(boolean knows) throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, knows))) {
                var saved = CredentialCache.of(ALICE, List.of(ticket("HTTP", 1))).ahead(Duration.ofSeconds(-3600));
                caches.store("KCM:alice", saved.encode(), true, config);
                assertArrayEquals(ByteBuffer.allocate(4).putInt(-3600).array(), offsets.get("alice"));
                var read = read("KCM:alice");
                assertEquals(Duration.ofSeconds(knows ? -3600 : 0), read.kdcTimeOffset());
                assertEquals(1, read.credentials().size());
            }
        }

        @Test
        void isNotToldOfAClockThatIsRight() throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, true))) {
                store("KCM:alice", true, ticket("HTTP", 1));
                assertFalse(kcm.opcodes().contains(23));
            }
        }

        /** Ten seconds for all questions: by this clock each of them takes six. */
        @Test
        void isNotWaitedForLongerBecauseThereIsMoreToAsk() throws Exception {
            var now = new AtomicLong();
            try (var kcm = daemon(asked -> {
                now.addAndGet(Duration.ofSeconds(6).toNanos());
                return keeping(asked, true);
            })) {
                principals.put("x", ALICE.encode());
                credentials.put("x", new ArrayList<>());
                var caches = new KcmCaches(config.kcmSocket().orElseThrow(), now::get);
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "no answer within 10 s", () -> caches.read(CacheName.of("KCM:x")));
            }
        }

        @Test
        void thatDoesNotTakeConnectionsIsNotWaitedForForEver() throws Exception {
            var socket = folder.resolve("deaf");
            try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    var waiting = new Waiting(socket, server)) {
                assertTrue(waiting.count() > 0);
                var now = new AtomicLong();
                var caches = new KcmCaches(socket, () -> now.getAndAdd(Duration.ofSeconds(1).toNanos()));
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "no answer within 10 s", () -> caches.read(CacheName.of("KCM:x")));
            }
        }

        /** So many clients that the daemon's queue is full. */
        private static final class Waiting implements AutoCloseable {
            private final List<SocketChannel> clients = new ArrayList<>();

            Waiting(Path socket, ServerSocketChannel server) throws IOException {
                server.bind(UnixDomainSocketAddress.of(socket), 1);
                while (isTaken(socket)) {
                    // and one more
                }
            }

            private boolean isTaken(Path socket) throws IOException {
                var client = SocketChannel.open(StandardProtocolFamily.UNIX);
                clients.add(client);
                client.configureBlocking(false);
                try {
                    return client.connect(UnixDomainSocketAddress.of(socket));
                } catch (SocketException e) {
                    return false;
                }
            }

            int count() {
                return clients.size();
            }

            @Override
            public void close() throws IOException {
                for (var client : clients) {
                    client.close();
                }
            }
        }

        @Test
        void anInterruptEndsTheWait() throws Exception {
            var silent = folder.resolve("silent");
            try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(silent));
                // A clock that stands still: nothing else ends the wait.
                var caches = new KcmCaches(silent, () -> 0);
                Thread.currentThread().interrupt();
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "interrupted", () -> caches.read(CacheName.of("KCM:x")));
                assertTrue(Thread.interrupted());
            }
        }

        @Test
        void isNotBelievedHowMuchItWillSend() throws Exception {
            var head = ByteBuffer.allocate(8).putInt(10 << 20).putInt(0).array();
            try (var kcm = new HangsUp(head)) {
                config = KerberosConfig.builder().kcmSocket(kcm.socket).build();
                var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                long before = threads.getCurrentThreadAllocatedBytes();
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "closed", () -> caches.read("KCM:x", config));
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < 4 << 20, () -> allocated + " bytes");
            }
        }

        /** Larger than the part that is made room for at first. */
        @Test
        void mayKeepMuch() throws Exception {
            try (var kcm = daemon(asked -> keeping(asked, true))) {
                var many = new StoredCredential[500];
                Arrays.setAll(many, i -> ticket("service" + i, i));
                store("KCM:alice", true, many);
                assertEquals(500, services("KCM:alice").size());
                assertEquals("service499" + (byte) 499, services("KCM:alice").get(499));
            }
        }

        @Test
        void thatDoesNotRunIsSaid() {
            config = KerberosConfig.builder().kcmSocket(folder.resolve("nobody")).build();
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "nobody", () -> caches.read("KCM:x", config));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "nobody", () -> store("KCM:x", true));
        }

        /** What a daemon must not say; each is refused within bounds. */
        @ParameterizedTest
        @CsvSource({
            "00000003 00000000 000000, 'a reply of 3'",
            "7fffffff 00000000, 'a reply of 2147483647'",
            "ffffffff 00000000, 'a reply of 4294967295'",
            "00000004 00000005, 'error 5'",
            "00000004 00000000 00000007, 'error 7'",
            "00000004 00000000 00000000, 'not made yet'",
            "00000008 00000000 00000000 00000001, 'principal'",
            "0000, 'closed'",
        })
        void aReplyThatIsNoneIsRefused(String reply, String says) throws Exception {
            byte[] wire = HexFormat.of().parseHex(reply.replace(" ", ""));
            try (var kcm = new HangsUp(wire)) {
                config = KerberosConfig.builder().kcmSocket(kcm.socket).build();
                var refusal = assertThrows(SspiException.class, () -> read("KCM:x"));
                assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refusal.status());
                assertTrue(refusal.getMessage().contains(says), refusal.getMessage());
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 15, 17})
        void aListThatIsNotOfWholeUuidsIsRefused(int length) throws Exception {
            principals.put("x", ALICE.encode());
            try (var kcm = daemon(asked -> asked.opcode() == 9 ? ScriptedKcm.reply(0, new byte[length]) : keeping(asked, false))) {
                refused(SecurityStatus.SEC_E_NO_CREDENTIALS, length + " bytes", () -> caches.read("KCM:x", config));
            }
        }

        @Test
        void everyPrefixOfACredentialIsRefused() throws Exception {
            byte[] whole = ticket("HTTP", 1).encode();
            principals.put("x", ALICE.encode());
            for (int length = 0; length < whole.length; length += 7) {
                credentials.put("x", List.of(Arrays.copyOf(whole, length)));
                Files.deleteIfExists(folder.resolve("kcm"));
                try (var kcm = daemon(asked -> keeping(asked, true))) {
                    refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "the daemon's answer", () -> caches.read("KCM:x", config));
                }
            }
        }

        /** Sends some bytes to whoever connects, and hangs up. */
        private final class HangsUp implements AutoCloseable {
            final Path socket = folder.resolve("hangs-up");
            private final ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX);

            HangsUp(byte[] says) throws Exception {
                server.bind(UnixDomainSocketAddress.of(socket));
                var thread = new Thread(() -> {
                    try (var client = server.accept()) {
                        client.read(ByteBuffer.allocate(1024));
                        client.write(ByteBuffer.wrap(says));
                    } catch (IOException e) {
                        // the test is over
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }

            @Override
            public void close() throws Exception {
                server.close();
            }
        }
    }
}
