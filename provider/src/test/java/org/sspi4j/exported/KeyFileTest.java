package org.sspi4j.exported;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;
import org.sspi4j.testkit.ForkedJvm;

@Timeout(120)
class KeyFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path scratch;

    private Path folder;
    private KeyFile file;

    @BeforeEach
    void name() {
        folder = scratch.resolve("a").resolve("b");
        file = new KeyFile(folder.resolve("context.key"), OwnerOnly.ofProcess());
    }

    private byte[] made() throws IOException {
        return file.made(RANDOM);
    }

    @Test
    void aFileSystemThatKnowsNoOwnersIsRefused() throws Exception {
        try (var zip = FileSystems.newFileSystem(scratch.resolve("keys.zip"), Map.of("create", "true"))) {
            var there = new KeyFile(Files.createDirectory(zip.getPath("/keys")).resolve("context.key"), OwnerOnly.ofProcess());
            assertTrue(assertThrows(UnfitFileException.class, () -> there.made(RANDOM)).getMessage().contains("no owners"));
            Files.write(there.path(), new byte[32]);
            assertThrows(UnfitFileException.class, there::read);
        }
    }

    @Test
    void itIsMadeOnceAndForItsOwnerAlone() throws Exception {
        assertThrows(NoSuchFileException.class, file::read);
        byte[] key = made();
        assertEquals(32, key.length);
        assertArrayEquals(key, made());
        assertArrayEquals(key, file.read());
        assertArrayEquals(key, Files.readAllBytes(file.path()));
        assertEquals("rw-------", mode(file.path()));
        assertEquals("rwx------", mode(folder));
        assertEquals("rwx------", mode(folder.getParent()));
        assertEquals(List.of("context.key"), names(folder));
    }

    @Test
    void whoComesSecondTakesTheKeyOfTheFirst() throws Exception {
        assertEquals(1, each(64, () -> HexFormat.of().formatHex(made())).stream().distinct().count());
        assertEquals(List.of("context.key"), names(folder));
    }

    @Test
    void processesAgreeOnOneKey() throws Exception {
        var said = each(3, () -> {
            var result = ForkedJvm.of(ExportsInAnotherJvm.class).arguments("key", file.path().toString()).run();
            assertEquals(0, result.exitStatus(), result.errors());
            return result.output().strip();
        });
        assertEquals(List.of(HexFormat.of().formatHex(file.read())), said.stream().distinct().toList());
    }

    static <T> List<T> each(int threads, Callable<T> task) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var together = new CountDownLatch(threads);
            var results = new ArrayList<T>();
            var running = new ArrayList<java.util.concurrent.Future<T>>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return task.call();
                }));
            }
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---", "rwxrwxrwx"})
    void aKeyThatOthersMayUseIsRefused(String mode) throws Exception {
        made();
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));
        refused("is not this user's alone (" + mode + ")", "Remove it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx-w----", "rwx--x---", "rwx---r--", "rwx----w-", "rwx-----x"})
    void aFolderThatOthersMayUseIsRefused(String mode) throws Exception {
        made();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        refused("lies in " + folder + ", which others may use (" + mode + ")", "chmod 700 " + folder);
    }

    @Test
    void aLinkIsRefused() throws Exception {
        made();
        var elsewhere = Files.move(file.path(), folder.resolve("elsewhere"));
        Files.createSymbolicLink(file.path(), elsewhere);
        refused("is a link", "name the file itself");
        Files.delete(elsewhere);
        refused("is a link", "name the file itself");
    }

    @Test
    void aFolderInItsPlaceIsRefused() throws Exception {
        made();
        Files.delete(file.path());
        Files.createDirectory(file.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        refused("is not a file", "remove it");
    }

    @Test
    void aLinkToAFolderIsRefused() throws Exception {
        made();
        var elsewhere = Files.move(folder, scratch.resolve("elsewhere"));
        Files.createSymbolicLink(folder, elsewhere);
        refused("lies in " + folder + ", which is a link or not a folder", "name the folder itself");
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws Exception {
        Files.createDirectory(folder.getParent());
        Files.createFile(folder);
        refused(file::read, "which is a link or not a folder", "name the folder itself");
        refused(this::made, "which is not a folder", folder.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 4096})
    void anotherLengthIsRefused(int length) throws Exception {
        made();
        Files.write(file.path(), new byte[length]);
        refused("is damaged: it has " + (length > 32 ? "more than 32" : length) + " bytes", "Remove it");
    }

    /** Also what root owns: whoever owns it knows the key. */
    @Test
    void somebodyElsesIsRefused() throws Exception {
        made();
        UserPrincipal stranger = () -> "mallory";
        var theirs = new KeyFile(file.path(), new OwnerOnly(Optional.of(stranger)));
        var failure = assertThrows(IOException.class, theirs::read);
        assertTrue(failure.getMessage().contains("lies in " + folder + ", a folder of "), failure.getMessage());
        failure = assertThrows(IOException.class, () -> theirs.access().requireFile(file.path(), "Remove it"));
        assertTrue(failure.getMessage().contains("who may know what is in it. Remove it"), failure.getMessage());
        assertEquals(32, new KeyFile(file.path(), new OwnerOnly(Optional.empty())).read().length);
    }

    private void refused(String what, String remedy) {
        refused(file::read, what, remedy);
        refused(this::made, what, remedy);
    }

    private static void refused(Callable<byte[]> call, String what, String remedy) {
        var failure = assertThrows(IOException.class, call::call);
        assertTrue(failure.getMessage().contains(what), failure.getMessage());
        assertTrue(failure.getMessage().contains(remedy), failure.getMessage());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
