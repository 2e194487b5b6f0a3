package org.sspi4j.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.GroupPrincipal;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.XdgFolder;
import org.sspi4j.file.OwnerOnly;

@Timeout(120)
class AccountFileTest {
    /** NTOWFv1 of "password" and "Password" (MS-NLMP 4.2.2.1.2). */
    private static final String PASSWORD = "8846f7eaee8fb117ad06bdd830b7586c";

    private static final String CAPITAL_PASSWORD = "a4f49c406510bdcab6824ee7c30fd852";
    private static final String EMPTY = "31d6cfe0d16ae931b73c59d7e0c089c0";
    /** Long after the file system has seen what a test does. */
    private static final Instant NOW = Instant.now().plus(Duration.ofHours(1));

    @TempDir
    private Path folder;

    private Path path;
    private AccountFile file;
    private long nanos;

    @BeforeEach
    void name() {
        path = folder.resolve("accounts");
        file = opened(OwnerOnly.ofProcess());
    }

    private AccountFile opened(OwnerOnly access) {
        return new AccountFile(Optional.of(path), access, () -> nanos, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Long ago, so that another change would show. */
    private void write(byte[] text) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(path, text);
        written(NOW.minusSeconds(60));
    }

    private void written(Instant time) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(time));
    }

    private Optional<StoredAccount> found(String domain, String user) throws Exception {
        return file.find(domain, user).toCompletableFuture().get();
    }

    private String told(String domain, String user) throws Exception {
        return found(domain, user).map(StoredAccount::userName).orElse("nobody");
    }

    private void passASecond() {
        nanos += Duration.ofSeconds(1).toNanos();
    }

    private void refused(String why) {
        var failure = assertThrows(SspiException.class, () -> file.find("", "alice"));
        assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
        assertTrue(failure.getMessage().contains("Nobody is let in: the account file " + path), failure.getMessage());
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }

    private static AccountSecret hash(String hex) {
        return new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key(HexFormat.of().parseHex(hex)));
    }

    @Nested
    @DisplayName("who is found (CVE-2020-25717: nobody by dropping a domain)")
    class Names {
        @BeforeEach
        void aFile() throws Exception {
            write("""
                    # the ones without a domain
                    alice:%1$s
                    erin@example.com:%1$s

                    EXAMPLE\\bob:%1$s
                    *\\carol:%1$s
                    ılker:%1$s
                    OTHER\\alice:%1$s
                    """.formatted(PASSWORD));
        }

        @ParameterizedTest
        @CsvSource({
            "'', alice, alice",
            "'', ALICE, alice",
            "EXAMPLE, alice, nobody",
            "other, alice, OTHER\\alice",
            "., alice, nobody",
            "*, alice, nobody",
            "EXAMPLE, bob, EXAMPLE\\bob",
            "example, Bob, EXAMPLE\\bob",
            "'', bob, nobody",
            "EXAMPLE.COM, bob, nobody",
            "'', EXAMPLE\\bob, nobody",
            "'EXAMPLE\\bob', '', nobody",
            "'', carol, carol",
            "WORKGROUP, Carol, carol",
            "'', erin@example.com, erin@example.com",
            "'', erin, nobody",
            "example.com, erin, nobody",
            "'', ılker, ılker",
            "'', ilker, nobody",
            "'', ILKER, nobody",
            "'', aliſe, nobody",
            "'', alice:, nobody",
            "'', '# the ones without a domain', nobody",
            "'', '', nobody",
        })
        void byDomainAndUser(String domain, String user, String told) throws Exception {
            assertEquals(told, told(domain, user));
        }
    }

    @Nested
    @DisplayName("what is told of an account")
    class Accounts {
        @Test
        void hashAndGroups() throws Exception {
            write("alice:" + PASSWORD.toUpperCase() + ":staff,printing 1\r\n");
            var alice = found("", "alice").orElseThrow();
            assertEquals(Set.of(new GroupPrincipal("staff"), new GroupPrincipal("printing 1")), alice.principals());
            assertEquals(AccountSecret.Kind.NT_HASH, alice.secret().kind());
            assertEquals(PASSWORD, alice.secret().secret().use(HexFormat.of()::formatHex));
            alice.close();
            assertEquals(PASSWORD, found("", "alice").orElseThrow().secret().secret().use(HexFormat.of()::formatHex));
        }

        /** Who asks for somebody whom there is waits no longer for groups than for nobody: only the hash is copied. */
        @Test
        void groupsAreMadeWhenTheFileIsRead() throws Exception {
            write("*\\alice:" + PASSWORD + ":staff,printing\n");
            var first = found("", "alice").orElseThrow();
            var second = found("EXAMPLE", "alice").orElseThrow();
            assertSame(first.principals(), second.principals());
            assertSame(first.userName(), second.userName());
            assertNotSame(first.secret().secret(), second.secret().secret());
        }

        /** Of any domain or not: work that grew with the square of them would take hours. */
        @Test
        void areManyIfThereAreMany() throws Exception {
            var text = new StringBuilder();
            for (int i = 0; i < 100_000; i++) {
                text.append("*\\any").append(i).append(':').append(PASSWORD).append("\nD\\one").append(i).append(':').append(PASSWORD)
                        .append('\n');
            }
            write(text.toString());
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertEquals("any99999", told("EXAMPLE", "any99999")));
            assertEquals("D\\one99999", told("D", "one99999"));
        }

        @Test
        void noSecretIsShown() throws Exception {
            write("alice:" + PASSWORD + "\n");
            var shown = found("", "alice").toString() + file + file.entries() + AccountLines.parse(Files.readAllBytes(path));
            assertFalse(shown.contains(PASSWORD), shown);
        }
    }

    @Nested
    @DisplayName("nobody is let in (CVE-2022-24883)")
    class Unreadable {
        @Test
        void byAFileThatIsNotThere() {
            refused("does not exist: make it with sspi account add");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "alice|is no entry",
            "alice:|has no NT hash",
            "alice:HASH0|has no NT hash",
            "alice:0HASH|has no NT hash",
            "alice: HASH|has no NT hash",
            "alice:8846f7eaee8fb117ad06bdd830b7586g|has no NT hash",
            "alice:8846f7eaee8fb117ad06bdd830b7586|has no NT hash",
            "alice:EMPTY|has the hash of the empty password",
            "alice:00000000000000000000000000000000|has a hash of zeros",
            "alice:HASH:|has a group that is empty",
            "alice:HASH:a,,b|has a group that is empty",
            "alice:HASH:a, b|blank at one end",
            "alice:HASH:a:b|a colon",
            "alice:HASH:a,a|has the group a twice",
            ":HASH|has a user of 0 characters",
            "EXAMPLE\\:HASH|has a user of 0 characters",
            "\\alice:HASH|has a domain of 0 characters",
            "EXAMPLE\\alice\\bob:HASH|a second backslash",
            "alice :HASH|blank at one end",
            "'  # no comment'|is no entry",
            "al\u0007ice:HASH|does not show",
            "al\u202eice:HASH|does not show",
            "Bob:HASH|has Bob once more",
            "*\\BOB:HASH|of any domain there is only one",
            "X\\eve:HASH|of any domain there is only one",
            "eve:HASH|of any domain there is only one",
        })
        void byALineThatCannotBeRead(String line, String why) throws Exception {
            var text = line.replace("HASH", PASSWORD).replace("EMPTY", EMPTY);
            write("# one\nbob:%s\n*\\Eve:%s\n%s\nalice:%s\n".formatted(PASSWORD, PASSWORD, text, CAPITAL_PASSWORD));
            refused("cannot be read: line 4 ");
            refused(why);
            assertThrows(SspiException.class, () -> file.find("", "bob"));
            assertThrows(SspiException.class, () -> file.entries());
        }

        @Test
        void byBytesThatAreNoText() throws Exception {
            write(("al\u00efce:" + PASSWORD + "\n").getBytes(StandardCharsets.ISO_8859_1));
            refused("line 1 is not UTF-8");
        }

        @Test
        void byNamesThatAreTooLong() throws Exception {
            write("a".repeat(256) + ":" + PASSWORD + "\n");
            assertEquals("a".repeat(256), told("", "a".repeat(256)));
            passASecond();
            write("a".repeat(257) + ":" + PASSWORD + "\n");
            refused("has a user of 257 characters");
            passASecond();
            write("a".repeat(256) + "\\alice:" + PASSWORD + "\n");
            refused("has a domain of 256 characters");
        }

        /** Each beginning of a file: what was written of it is whole lines, or it is refused. */
        @Test
        void byAFileThatIsCutOff() throws Exception {
            var text = "alice:%s\nbob:%s:staff\n".formatted(PASSWORD, PASSWORD);
            int first = text.indexOf('\n') + 1;
            for (int length = 1; length < text.length(); length++) {
                passASecond();
                write(text.substring(0, length));
                if (length == first) {
                    assertEquals("alice", told("", "alice"));
                } else {
                    refused("was cut off in line " + (length < first ? 1 : 2));
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x"})
        void byAFileThatOthersMayUse(String mode) throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            passASecond();
            refused("is not this user's alone (" + mode + "): others may know what is in it. chmod 600 " + path);
        }

        /** Whoever may rename there puts back a file that he kept; that a folder is sticky, as /tmp is, makes it nobody's. */
        @ParameterizedTest
        @CsvSource({"0770", "0720", "0702", "1777", "0750", "0705"})
        void byAFileInAFolderThatOthersMayUse(String mode) throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            Files.setAttribute(folder, "unix:mode", Integer.parseInt(mode, 8));
            passASecond();
            refused("lies in " + folder + ", which others may use (");
            assertThrows(SspiException.class, () -> file.entries());
            assertThrows(SspiException.class, () -> file.add("bob", hash(PASSWORD), List.of()));
            assertThrows(SspiException.class, () -> file.remove("alice"));
            assertEquals("alice:" + PASSWORD + "\n", Files.readString(path));
            assertFalse(Files.exists(folder.resolve(".accounts.lock")));
        }

        /** Whoever may rename in a folder above puts another folder there, with a file of yesterday in it. */
        @ParameterizedTest
        @CsvSource({"0777", "0775", "0702", "0720"})
        void byAFileBelowAFolderThatOthersMayWriteIn(String mode) throws Exception {
            path = Files.createDirectories(folder.resolve("above/between/own")).resolve("accounts");
            Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwx------"));
            file = opened(OwnerOnly.ofProcess());
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            var above = folder.resolve("above");
            Files.setAttribute(above, "unix:mode", Integer.parseInt(mode, 8));
            passASecond();
            refused("lies in " + path.getParent() + ", and in " + above + " on the way there others may put another folder (");
            refused("chmod go-w " + above);
            assertThrows(SspiException.class, () -> file.add("bob", hash(PASSWORD), List.of()));
            Files.setAttribute(above, "unix:mode", 01777);
            passASecond();
            assertEquals("alice", told("", "alice"), "nobody renames what is another one's in a sticky folder");
        }

        @Test
        void byAFileInAFolderThatIsALink() throws Exception {
            write("alice:" + PASSWORD + "\n");
            path = Files.createSymbolicLink(folder.resolve("link"), folder).resolve("accounts");
            file = opened(OwnerOnly.ofProcess());
            refused("which is a link or not a folder");
        }

        @Test
        void bySomebodyElsesFile() throws Exception {
            write("alice:" + PASSWORD + "\n");
            UserPrincipal mallory = () -> "mallory";
            file = opened(new OwnerOnly(Optional.of(mallory)));
            refused("lies in " + folder + ", a folder of ");
            file = opened(new OwnerOnly(Optional.of(new Landlord())));
            refused("who may know what is in it");
        }

        /** His are the folders, and not the files. */
        private static final class Landlord implements UserPrincipal {
            private int asked;

            @Override
            public String getName() {
                return "landlord";
            }

            @Override
            public boolean equals(Object owner) {
                return asked++ % 2 == 0;
            }

            @Override
            public int hashCode() {
                return 0;
            }
        }

        @Test
        void byALink() throws Exception {
            write("alice:" + PASSWORD + "\n");
            Files.createSymbolicLink(path, Files.move(path, folder.resolve("elsewhere")));
            refused("is a link");
        }

        @Test
        void byAFolder() throws Exception {
            Files.createDirectory(path);
            refused("is not a file");
        }

        @Test
        void byAFileThatIsTooLarge() throws Exception {
            write(("#".repeat(1023) + "\n").repeat(16 << 10));
            assertEquals("nobody", told("", "alice"));
            Files.write(path, ("#\n").getBytes(), StandardOpenOption.APPEND);
            passASecond();
            refused("is larger than 16777216 bytes");
        }

        /** Also whoever was let in before. */
        @Test
        void byAFileThatIsGoneAndBySomethingThatIsNoAccountFile() throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            Files.delete(path);
            passASecond();
            refused("does not exist");
            write("alice\n");
            passASecond();
            refused("line 1 is no entry");
            write("alice:" + PASSWORD + "\n");
            passASecond();
            assertEquals("alice", told("", "alice"));
        }
    }

    @Nested
    @DisplayName("changes of the file")
    class Changes {
        @Test
        void countAfterASecondAndNotBefore() throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            write("alice:%1$s\nbob:%1$s\n".formatted(PASSWORD));
            nanos += Duration.ofSeconds(1).toNanos() - 1;
            assertEquals("nobody", told("", "bob"));
            nanos++;
            assertEquals("bob", told("", "bob"));
        }

        /** Hashes are read when they are asked for. */
        @Test
        void ofAHashCountAtOnce() throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals(PASSWORD, ntHash("", "alice"));
            write("alice:" + CAPITAL_PASSWORD + "\n");
            assertEquals(CAPITAL_PASSWORD, ntHash("", "alice"));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            EMPTY, "00000000000000000000000000000000", "8846f7eaee8fb117ad06bdd830b7586g", PASSWORD + "0", PASSWORD + " "
        })
        void toAHashThatIsNoneCountAtOnce(String none) throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            write("alice:" + none + "\n");
            refused("line 1 has ");
        }

        @Test
        void areSeenWhereALineIsSomewhereElse() throws Exception {
            write("alice:%s\nEXAMPLE\\bob:%s:staff\n".formatted(PASSWORD, CAPITAL_PASSWORD));
            assertEquals(PASSWORD, ntHash("", "alice"));
            for (var text : List.of(
                    "# one\nalice:%s\nEXAMPLE\\bob:%s\n", "alice:%s\r\nEXAMPLE\\bob:%s\n", "\nalice:%s:staff\nEXAMPLE\\bob:%s\n",
                    "\n# two\n\nalice:%s\n\nEXAMPLE\\bob:%s:staff\n")) {
                write(text.formatted(CAPITAL_PASSWORD, PASSWORD));
                assertEquals(PASSWORD, ntHash("EXAMPLE", "bob"), text);
                assertEquals(CAPITAL_PASSWORD, ntHash("", "alice"), text);
                write("alice:%s\nEXAMPLE\\bob:%s:staff\n".formatted(PASSWORD, CAPITAL_PASSWORD));
                assertEquals(CAPITAL_PASSWORD, ntHash("EXAMPLE", "bob"), text);
            }
            write("alice:%s\n".formatted(PASSWORD));
            assertEquals("nobody", told("EXAMPLE", "bob"));
        }

        /** What stands where alice's line was: the end of another name, a comment, a longer hash, the same name a bit further. */
        @ParameterizedTest
        @ValueSource(strings = {"# \nmalice:%s\n", "# \n#alice:%s\n", "# x\naliqe:%s\n", "# x\n", ""})
        void giveNobodyAnotherOnesHash(String text) throws Exception {
            write("# x\nalice:%s\n".formatted(PASSWORD));
            assertEquals("alice", told("", "alice"));
            write(text.formatted(CAPITAL_PASSWORD));
            assertEquals("nobody", told("", "alice"));
        }

        @Test
        void thatTakeTheFileAwayCountAtOnce() throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            Files.delete(path);
            refused("does not exist");
        }

        /** Each time that somebody asks what time it is, between each look at the file and the look-up behind it, the line moves. */
        @Test
        void betweenLookAndLookUpAreNotWaitedForWithoutEnd() throws Exception {
            write("alice:" + PASSWORD + "\n");
            var asked = new int[1];
            LongSupplier time = () -> {
                try {
                    write((asked[0]++ % 2 == 0 ? "" : "# one\n") + "alice:" + PASSWORD + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return nanos;
            };
            file = new AccountFile(Optional.of(path), OwnerOnly.ofProcess(), time, Clock.fixed(NOW, ZoneOffset.UTC));
            file.find("", "alice");
            refused("is changed by others again and again");
        }

        private String ntHash(String domain, String user) throws Exception {
            try (var account = found(domain, user).orElseThrow()) {
                return account.secret().secret().use(HexFormat.of()::formatHex);
            }
        }

        /** An attempt costs a look at the file once a second, whatever is wrong with it. */
        @Test
        void areLookedForOnceASecondAfterAFailureToo() throws Exception {
            refused("does not exist");
            write("alice:" + PASSWORD + "\n");
            refused("does not exist");
            passASecond();
            assertEquals("alice", told("", "alice"));
        }

        /** A thread that is interrupted reads no file. */
        @Test
        void areLookedForAtOnceWhereACallerWasInterrupted() throws Exception {
            write("alice:" + PASSWORD + "\n");
            Thread.currentThread().interrupt();
            try {
                assertThrows(SspiException.class, () -> file.find("", "alice"));
            } finally {
                assertTrue(Thread.interrupted());
            }
            assertEquals("alice", told("", "alice"));
        }

        /** Of the same length and time, a file system would not tell. */
        @Test
        void areSeenThoughTheFileWasWrittenJustBefore() throws Exception {
            write("alice:" + PASSWORD + "\n");
            written(NOW.minusSeconds(2));
            assertEquals("alice", told("", "alice"));
            write("carol:" + PASSWORD + "\n");
            written(NOW.minusSeconds(2));
            passASecond();
            assertEquals("carol", told("", "carol"));
        }

        @Test
        void areNotReadWhereThereAreNone() throws Exception {
            write("alice:" + PASSWORD + ":staff\n");
            var groups = found("", "alice").orElseThrow().principals();
            passASecond();
            assertSame(groups, found("", "alice").orElseThrow().principals(), "made when the file is read");
        }

        /** Within the time that a file system cannot tell apart, however old it says that the content is. */
        @Test
        void areLookedForAgainWhereTheFileWasPutThereJustBefore() throws Exception {
            write("alice:" + PASSWORD + ":staff\n");
            written(NOW.minus(Duration.ofDays(1)));
            var changed = ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant();
            file = new AccountFile(Optional.of(path), OwnerOnly.ofProcess(), () -> nanos, Clock.fixed(changed, ZoneOffset.UTC));
            var groups = found("", "alice").orElseThrow().principals();
            passASecond();
            assertNotSame(groups, found("", "alice").orElseThrow().principals(), "read anew");
        }

        /** A file of yesterday, with a user who was removed since, has the time of yesterday. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areSeenThoughSizeAndTimeAreTheFormerOnes(boolean inPlace) throws Exception {
            write("alice:" + PASSWORD + "\n");
            assertEquals("alice", told("", "alice"));
            var former = Files.getLastModifiedTime(path);
            if (!inPlace) {
                Files.move(path, folder.resolve("former"));
            }
            write("carol:" + PASSWORD + "\n");
            Files.setLastModifiedTime(path, former);
            passASecond();
            assertEquals("nobody", told("", "alice"));
            assertEquals("carol", told("", "carol"));
        }

        /** Whose folder and file these are is asked before and after it is read: then somebody writes it. */
        private final class Meddler implements UserPrincipal {
            private final IntPredicate writes;
            private int asked;

            Meddler(IntPredicate writes) {
                this.writes = writes;
            }

            @Override
            public String getName() {
                return "meddler";
            }

            @Override
            public boolean equals(Object owner) {
                if (writes.test(++asked)) {
                    try {
                        write("bob:" + PASSWORD + "\n");
                        written(NOW.minusSeconds(60 + asked));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return true;
            }

            @Override
            public int hashCode() {
                return 0;
            }
        }

        @Test
        void areSeenThoughTheFileIsWrittenWhileItIsRead() throws Exception {
            write("alice:" + PASSWORD + "\n");
            file = opened(new OwnerOnly(Optional.of(new Meddler(asked -> asked == 5))));
            assertEquals("bob", told("", "bob"));
            assertEquals("nobody", told("", "alice"));
        }

        @Test
        void areNotWaitedForWithoutEnd() throws Exception {
            write("bob:" + PASSWORD + "\n");
            file = opened(new OwnerOnly(Optional.of(new Meddler(asked -> true))));
            refused("is changed by others again and again");
        }

        @Test
        void leaveNoHashInWhatIsKept() throws Exception {
            byte[] text = ("alice:" + PASSWORD + ":staff\n#bob:" + PASSWORD + "\nEXAMPLE\\carol:" + PASSWORD + "\r\n\n")
                    .getBytes(StandardCharsets.US_ASCII);
            AccountLines.parse(text).keepNames();
            assertEquals("alice:EXAMPLE\\carol:", new String(text, StandardCharsets.US_ASCII).replace("\0", ""));
        }

        /** Between the look of one thread and its answer another one looks, and finds the line somewhere else. */
        @Test
        void areSeenByWhoHasTheFormerFile() throws Exception {
            write("alice:" + PASSWORD + "\n");
            var overtaken = new boolean[1];
            var outer = new AccountFile[1];
            LongSupplier time = () -> {
                if (!overtaken[0]) {
                    return nanos;
                }
                overtaken[0] = false;
                long before = nanos;
                passASecond();
                try {
                    write("# one\nalice:" + CAPITAL_PASSWORD + "\n");
                    written(NOW.minusSeconds(50));
                    outer[0].find("", "alice");
                } catch (IOException | SspiException e) {
                    throw new AssertionError(e);
                }
                return before;
            };
            outer[0] = new AccountFile(Optional.of(path), OwnerOnly.ofProcess(), time, Clock.fixed(NOW, ZoneOffset.UTC));
            outer[0].find("", "alice");
            overtaken[0] = true;
            var alice = outer[0].find("", "alice").toCompletableFuture().get().orElseThrow();
            assertEquals(CAPITAL_PASSWORD, alice.secret().secret().use(HexFormat.of()::formatHex));
        }

        /** Those who have the former file look again. */
        @Test
        void meetManyThreads() throws Exception {
            var alice = "alice:" + PASSWORD + "\n";
            write(alice);
            var threads = Executors.newFixedThreadPool(4);
            try {
                var live = new AccountFile(Optional.of(path), OwnerOnly.ofProcess(), new AtomicLong()::incrementAndGet,
                        Clock.fixed(NOW, ZoneOffset.UTC));
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int t = 0; t < 3; t++) {
                    tasks.add(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            if (live.find("", "alice").toCompletableFuture().get().isEmpty()) {
                                return false;
                            }
                        }
                        return true;
                    });
                }
                tasks.add(() -> {
                    for (int i = 0; i < 20; i++) {
                        live.add("bob" + i % 2, hash(PASSWORD), List.of());
                    }
                    return true;
                });
                for (var done : threads.invokeAll(tasks)) {
                    assertTrue(done.get());
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    @DisplayName("editing")
    class Editing {
        @Test
        void makesFileAndFolderForTheUserAlone() throws Exception {
            path = folder.resolve("a").resolve("b").resolve("accounts");
            file = opened(OwnerOnly.ofProcess());
            assertFalse(file.add("EXAMPLE\\alice", hash(PASSWORD), List.of("staff")));
            assertEquals("EXAMPLE\\alice:" + PASSWORD + ":staff\n", Files.readString(path));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))));
            assertEquals(Set.of("accounts", ".accounts.lock"), names(path.getParent()));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolveSibling(".accounts.lock"))));
        }

        @Test
        void keepsCommentsAndOrder() throws Exception {
            write("# first\n\nalice:%1$s:staff\r\n# of bob\nBob:%1$s\n# last\n".formatted(PASSWORD));
            assertTrue(file.add("ALICE", hash(CAPITAL_PASSWORD), List.of()));
            assertFalse(file.add("carol", hash(PASSWORD), List.of("a", "b")));
            assertTrue(file.remove("bob"));
            assertFalse(file.remove("bob"));
            assertEquals(
                    "# first\n\nALICE:%s\n# of bob\n# last\ncarol:%s:a,b\n".formatted(CAPITAL_PASSWORD, PASSWORD), Files.readString(path));
            assertEquals(
                    List.of(new AccountFile.Entry("ALICE", List.of()), new AccountFile.Entry("carol", List.of("a", "b"))), file.entries());
        }

        /** MS-NLMP 4.2.2.1.2: NTOWFv1 of "Password". */
        @Test
        void makesTheHashOfAPassword() throws Exception {
            file.add("User", new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("Password".toCharArray())), List.of());
            assertEquals("User:" + CAPITAL_PASSWORD + "\n", Files.readString(path));
        }

        /** What somebody who was stopped left behind, or laid there, is not written. */
        @Test
        void writesAFileOfItsOwn() throws Exception {
            write("alice:" + PASSWORD + "\n");
            var elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
            Files.createSymbolicLink(folder.resolve(".accounts.new"), elsewhere);
            file.add("bob", hash(PASSWORD), List.of());
            assertEquals("mine", Files.readString(elsewhere));
            assertEquals("alice:%1$s\nbob:%1$s\n".formatted(PASSWORD), Files.readString(path));
            assertEquals(Set.of("accounts", ".accounts.lock", "elsewhere"), names(folder));
        }

        @Test
        void changesNothingThatCannotBeRead() throws Exception {
            write("alice\n");
            assertThrows(SspiException.class, () -> file.add("bob", hash(PASSWORD), List.of()));
            assertThrows(SspiException.class, () -> file.remove("alice"));
            assertEquals("alice\n", Files.readString(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
            write("alice:" + PASSWORD + "\n");
            assertThrows(SspiException.class, () -> file.add("bob", hash(PASSWORD), List.of()));
            assertEquals("alice:" + PASSWORD + "\n", Files.readString(path));
        }

        @Test
        void writesNothingThatCannotBeRead() throws Exception {
            write("*\\alice:" + PASSWORD + "\n");
            var failure = assertThrows(IllegalArgumentException.class, () -> file.add("alice", hash(PASSWORD), List.of()));
            assertTrue(failure.getMessage().startsWith("The file stays as it is: "), failure.getMessage());
            assertTrue(failure.getMessage().contains("of any domain there is only one"), failure.getMessage());
            assertEquals("*\\alice:" + PASSWORD + "\n", Files.readString(path));
            for (var name : List.of("", "a\\b\\c", "a:b", "#a", "a\n", " a")) {
                assertThrows(IllegalArgumentException.class, () -> file.add(name, hash(PASSWORD), List.of()), name);
            }
            assertThrows(IllegalArgumentException.class, () -> file.add("bob", hash(EMPTY), List.of()));
            assertThrows(IllegalArgumentException.class, () -> file.add("bob", hash(PASSWORD), List.of("a,b")));
        }

        /** To open a pipe would wait for somebody at its other end, and to follow a link would make a file elsewhere. */
        @Test
        void waitsForNoLockThatIsNoFileOfTheUsers() throws Exception {
            var lock = folder.resolve(".accounts.lock");
            assertEquals(0, new ProcessBuilder("mkfifo", lock.toString()).start().waitFor());
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertUnlockable("is not a file"));
            Files.delete(lock);
            Files.createSymbolicLink(lock, folder.resolve("elsewhere"));
            assertUnlockable("is a link");
            assertFalse(Files.exists(folder.resolve("elsewhere")));
            Files.delete(lock);
            Files.createFile(lock, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            assertUnlockable("is not this user's alone");
        }

        private void assertUnlockable(String why) {
            var failure = assertThrows(SspiException.class, () -> file.add("alice", hash(PASSWORD), List.of()));
            var said = "cannot be locked: " + folder.resolve(".accounts.lock") + " " + why;
            assertTrue(failure.getMessage().contains(said), failure.getMessage());
            assertFalse(Files.exists(path));
        }

        @Test
        void losesNoChangeOfSeveralThreads() throws Exception {
            var threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    var name = "user" + i;
                    tasks.add(() -> AccountFile.at(path).add(name, hash(PASSWORD), List.of()));
                }
                for (var done : threads.invokeAll(tasks)) {
                    assertFalse(done.get());
                }
            } finally {
                threads.shutdownNow();
            }
            assertEquals(16, file.entries().size());
        }

        private Set<String> names(Path of) throws IOException {
            try (var files = Files.list(of)) {
                return files.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
            }
        }
    }

    @Test
    void theUsersOwnIsInHisConfigFolder() throws Exception {
        assertEquals(XdgFolder.XDG_CONFIG_HOME.file("accounts", ""), AccountFile.ofUser().path());
    }

    @Test
    void aPathThatNamesNoFileIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> AccountFile.at(Path.of("/")));
    }
}
