package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.ForkedJvm;

@Timeout(60)
class LockedFileTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = Files.write(folder.resolve("cc"), new byte[] {1});
    }

    private FileChannel locked() throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.WRITE);
        file.lock();
        return file;
    }

    private static void append(LockedFile file) throws Exception {
        file.update(present -> new LockedFile.Append(new byte[] {2}));
    }

    @Test
    void updateWaitsForLockHeldElsewhereInThisProcess() throws Exception {
        var update = new FutureTask<>(() -> {
            append(new LockedFile(path));
            return true;
        });
        var thread = new Thread(update);
        try (var held = locked()) {
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(update.isDone(), "it does not wait");
                Thread.onSpinWait();
            }
            assertTrue(held.isOpen());
        }
        assertTrue(update.get(10, TimeUnit.SECONDS));
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(path));
    }

    @Test
    void lockIsNotWaitedForForEver() throws Exception {
        try (var held = locked()) {
            var file = new LockedFile(path, Duration.ofMillis(50));
            assertTrue(assertThrows(IOException.class, () -> append(file)).getMessage().contains("locked"));
            assertThrows(IOException.class, file::read);
            assertTrue(held.isOpen());
        }
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(path));
    }

    @Test
    void interruptEndsWait() throws Exception {
        try (var held = locked()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> append(new LockedFile(path)));
            assertTrue(Thread.interrupted());
            assertTrue(held.isOpen());
        }
    }

    /** Waits for the lock that {@code held} has; another file is there when it gets it. */
    private <T> T overtaken(FileChannel held, byte[] other, Callable<T> action) throws Exception {
        var task = new FutureTask<>(action);
        var thread = new Thread(task);
        try (held) {
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(task.isDone(), "it does not wait");
                Thread.onSpinWait();
            }
            Files.move(Files.write(folder.resolve("other"), other), path, StandardCopyOption.REPLACE_EXISTING);
        }
        return task.get(10, TimeUnit.SECONDS);
    }

    @Test
    void updateThatWaitedChangesFileThatIsThereByThen() throws Exception {
        overtaken(locked(), new byte[] {7, 7}, () -> {
            append(new LockedFile(path));
            return true;
        });
        assertArrayEquals(new byte[] {7, 7, 2}, Files.readAllBytes(path));
    }

    @Test
    void readThatWaitedReadsFileThatIsThereByThen() throws Exception {
        assertArrayEquals(new byte[] {7, 7}, overtaken(locked(), new byte[] {7, 7}, () -> new LockedFile(path).read()));
    }

    @Test
    void fileIsMadeAndLockedBeforeItIsWrittenFirst() throws Exception {
        Files.delete(path);
        new LockedFile(path).update(present -> {
            assertEquals(0, present.length);
            try (var other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                assertThrows(OverlappingFileLockException.class, other::tryLock);
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new LockedFile.Replace(new byte[] {5});
        });
        assertArrayEquals(new byte[] {5}, Files.readAllBytes(path));
        assertEquals(List.of(path), Files.list(folder).toList(), "nothing is left beside");
    }

    /** Who waits with the empty file open, and does not look whether it was replaced, reads what it waited for. */
    @Test
    void fileThatIsMadeIsWrittenInPlace() throws Exception {
        Files.delete(path);
        var made = new ArrayList<Object>();
        new LockedFile(path).update(present -> {
            made.add(key());
            return new LockedFile.Replace(new byte[] {5});
        });
        assertEquals(made, List.of(key()));
    }

    @Test
    void partsAreWrittenWhereTheyBelongInTheSameFile() throws Exception {
        Files.write(path, new byte[] {1, 1, 1});
        var before = key();
        new LockedFile(path).update(present -> new LockedFile.InPlace(List.of(
                new LockedFile.Part(5, new byte[] {4}),
                new LockedFile.Part(1, new byte[] {2, 2}),
                new LockedFile.Part(2, new byte[] {3}))));
        assertArrayEquals(new byte[] {1, 2, 3, 0, 0, 4}, Files.readAllBytes(path));
        assertEquals(before, key());
    }

    private Object key() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatWasMadeGoesAgainWhenNothingComesOfIt() throws Exception {
        Files.delete(path);
        var no = new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "no");
        assertSame(no, assertThrows(SspiException.class, () -> new LockedFile(path).update(present -> {
            throw no;
        })));
        assertFalse(Files.exists(path));
    }

    /** Whoever got the lock of a new file first wrote it; here somebody who asks for none. It is not overwritten byte by byte. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatSomebodyElseWroteIntoFileJustMadeIsChangedLikeAnyOther(boolean replaced) throws Exception {
        Files.delete(path);
        new LockedFile(path).update(present -> {
            writtenBySomebodyElse();
            return replaced ? new LockedFile.Replace(new byte[] {5}) : new LockedFile.Append(new byte[] {5});
        });
        assertArrayEquals(replaced ? new byte[] {5} : new byte[] {7, 7, 5}, Files.readAllBytes(path));
    }

    @Test
    void whatSomebodyElseWroteIntoFileJustMadeStaysWhenNothingComesOfIt() throws Exception {
        Files.delete(path);
        assertThrows(SspiException.class, () -> new LockedFile(path).update(present -> {
            writtenBySomebodyElse();
            throw new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "no");
        }));
        assertArrayEquals(new byte[] {7, 7}, Files.readAllBytes(path));
    }

    private void writtenBySomebodyElse() {
        try {
            Files.write(path, new byte[] {7, 7});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatWasThereStaysWhenNothingComesOfIt() throws Exception {
        Files.write(path, new byte[0]);
        assertThrows(SspiException.class, () -> new LockedFile(path).update(present -> {
            throw new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "no");
        }));
        assertTrue(Files.exists(path));
    }

    @Test
    void linkStaysAndFileBehindItIsReplaced() throws Exception {
        var link = Files.createSymbolicLink(Files.createDirectory(folder.resolve("links")).resolve("link"), path);
        new LockedFile(link).update(present -> new LockedFile.Replace(new byte[] {6}));
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(new byte[] {6}, Files.readAllBytes(path));
        assertEquals(List.of(link), Files.list(link.getParent()).toList());
    }

    @Test
    void linkToNothingIsRefused() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        assertTrue(assertThrows(IOException.class, () -> append(new LockedFile(link))).getMessage().contains("is a link to"));
        assertFalse(Files.exists(folder.resolve("nothing")));
    }

    /** The threads of a process take turns whatever they call the file: the lock of one ends with any channel of the process. */
    @Test
    void linkAndFileAreOneTurn() throws Exception {
        var links = Files.createDirectory(folder.resolve("links"));
        var link = Files.createSymbolicLink(links.resolve("link"), path);
        var before = new LockedFile(path);
        var entered = new CountDownLatch(1);
        var other = new Thread(() -> {
            entered.countDown();
            try {
                append(new LockedFile(link));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        before.update(present -> {
            other.start();
            try {
                entered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            while (other.getState() != Thread.State.BLOCKED) {
                assertNotEquals(Thread.State.TIMED_WAITING, other.getState(), "it went for the lock of the file");
                Thread.onSpinWait();
            }
            return new LockedFile.Append(new byte[] {3});
        });
        other.join();
        assertArrayEquals(new byte[] {1, 3, 2}, Files.readAllBytes(path));
    }

    /** To open it would wait for a writer for ever. */
    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void pipeIsNotOpened() throws Exception {
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTrue(assertThrows(IOException.class, () -> new LockedFile(pipe).read()).getMessage().contains("is not a file"));
        assertTrue(assertThrows(IOException.class, () -> append(new LockedFile(pipe))).getMessage().contains("is not a file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "update"})
    void lockIsThatOfTheProcess(String what) throws Exception {
        new LockedFile(path).update(present -> {
            try {
                var other = ForkedJvm.of(LockedFileInAnotherJvm.class).arguments(what, path.toString()).run();
                assertEquals(0, other.exitStatus(), other.errors());
                assertEquals(List.of(path + " has been locked by somebody else for 50 ms"), other.lines());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return new LockedFile.Append(new byte[] {3});
        });
        assertArrayEquals(new byte[] {1, 3}, Files.readAllBytes(path));
        var other = ForkedJvm.of(LockedFileInAnotherJvm.class).arguments("update", path.toString()).run();
        assertEquals(List.of("done"), other.lines(), other.errors());
        assertArrayEquals(new byte[] {1, 3, 2}, Files.readAllBytes(path));
    }
}
