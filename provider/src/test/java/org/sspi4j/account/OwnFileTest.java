package org.sspi4j.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;
import org.sspi4j.testkit.ForkedJvm;

/** Whoever changes the file waits for others who do, and not without end. */
@Timeout(120)
@DisplayName("the lock of an account file")
class OwnFileTest {
    private static final byte[] TEXT = {'t', 'e', 'x', 't'};

    @TempDir
    private Path folder;

    private Path path;
    private Path lock;

    @BeforeEach
    void name() {
        path = folder.resolve("accounts");
        lock = folder.resolve(".accounts.lock");
    }

    private OwnFile waiting(Duration patience) {
        return new OwnFile(path, OwnerOnly.ofProcess(), patience);
    }

    private static void write(OwnFile file) throws IOException {
        file.<RuntimeException>change(present -> TEXT.clone());
    }

    private String refusal(OwnFile file) {
        var said = assertThrows(UnfitFileException.class, () -> write(file)).getMessage();
        assertFalse(Files.exists(path));
        return said;
    }

    /** Makes the lock. */
    private FileChannel locked() throws IOException {
        write(waiting(Duration.ZERO));
        Files.delete(path);
        return FileChannel.open(lock, StandardOpenOption.WRITE);
    }

    @Test
    void isTakenAtOnceWhereNobodyHasIt() throws Exception {
        write(waiting(Duration.ZERO));
        assertEquals("text", Files.readString(path));
    }

    @Test
    void isWaitedForAsLongAsThePatienceLasts() throws Exception {
        try (var file = locked(); var held = file.lock()) {
            assertTrue(held.isValid());
            var said = refusal(waiting(Duration.ofMillis(30)));
            assertTrue(said.contains("somebody else has had " + lock + " locked for 30 ms"), said);
        }
        write(waiting(Duration.ZERO));
    }

    @Test
    void ofAnotherProcessIsWaitedForNoLonger() throws Exception {
        try (var file = locked(); var held = file.lock()) {
            assertTrue(held.isValid());
            var result = ForkedJvm.of(AnotherProcess.class).arguments(path.toString()).run();
            assertTrue(result.output().contains("somebody else has had " + lock + " locked for 0 ms"), result.errors());
        }
    }

    static final class AnotherProcess {
        public static void main(String[] arguments) throws IOException {
            try {
                write(new OwnFile(Path.of(arguments[0]), OwnerOnly.ofProcess(), Duration.ZERO));
            } catch (UnfitFileException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void isGivenBackByAChangeThatFails() throws Exception {
        assertThrows(IllegalStateException.class, () -> waiting(Duration.ZERO).<IllegalStateException>change(present -> {
            throw new IllegalStateException("no");
        }));
        assertEquals("text", elsewhere(() -> {
            write(waiting(Duration.ZERO));
            return Files.readString(path);
        }));
    }

    @Test
    void ofAnotherThreadIsWaitedForNoLonger() throws Exception {
        waiting(Duration.ZERO).<RuntimeException>change(present -> {
            var said = elsewhere(() -> refusal(waiting(Duration.ZERO)));
            assertTrue(said.contains("another thread has been changing an account file for 0 ms"), said);
            return TEXT.clone();
        });
        assertEquals("text", Files.readString(path));
    }

    @Test
    void isNotWaitedForByWhoIsInterrupted() throws Exception {
        try (var file = locked(); var held = file.lock()) {
            assertTrue(held.isValid());
            assertTrue(elsewhere(() -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedIOException.class, () -> write(waiting(Duration.ofHours(1))));
                return Thread.interrupted();
            }));
        }
    }

    @Test
    void isWaitedForNoLongerByWhoIsInterruptedMeanwhile() throws Exception {
        try (var file = locked(); var held = file.lock()) {
            assertTrue(held.isValid());
            var done = new FutureTask<>(() -> {
                assertThrows(IOException.class, () -> write(waiting(Duration.ofHours(1))));
                return Thread.interrupted();
            });
            var waiter = new Thread(done);
            waiter.start();
            while (waiter.isAlive() && waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiter.interrupt();
            assertTrue(done.get());
        }
    }

    private static <T> T elsewhere(Callable<T> task) {
        var done = new FutureTask<>(task);
        new Thread(done).start();
        try {
            return done.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
