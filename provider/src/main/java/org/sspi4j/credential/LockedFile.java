package org.sspi4j.credential;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.sspi4j.api.SspiException;

/**
 * A file that other programs read and write too, under the record locks that MIT krb5 takes (fcntl). Locks of that kind belong
 * to the process, so its own threads take turns here.
 */
record LockedFile(Path path, Duration patience) {
    private static final int LARGEST = 16 << 20;
    /** Somebody may put another file in the place of the one that was just locked; not for ever. */
    private static final int MOST_TRIES = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BETWEEN_TRIES_MS = 10;
    private static final Object[] TURNS = new Object[32];

    static {
        Arrays.setAll(TURNS, i -> new Object());
    }

    LockedFile(Path path) {
        this(path, PATIENCE);
    }

    /** What becomes of the file. */
    sealed interface Change {}

    /** The bytes are added at the end; they are wiped. */
    record Append(byte[] bytes) implements Change {}

    /** The file consists of these bytes, all at once; they are wiped. */
    record Replace(byte[] bytes) implements Change {}

    /** Makes the change of what is there: of no bytes, if there is no file. */
    @FunctionalInterface
    interface Update {
        Change of(byte[] present) throws SspiException;
    }

    /** The bytes that are there when nobody is writing them. A file system without locks does without. */
    byte[] read() throws IOException {
        synchronized (turn()) {
            try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
                lock(file, true);
                return content(file);
            }
        }
    }

    /** Changes the file, which is made with mode 600 if it is not there. */
    void update(Update update) throws IOException, SspiException {
        synchronized (turn()) {
            for (int i = 0; i < MOST_TRIES; i++) {
                try {
                    var before = identity();
                    try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                        lock(file, false);
                        // Whoever waited for the lock may hold that of a file that was replaced meanwhile.
                        if (before.equals(identity())) {
                            change(file, update.of(content(file)));
                            return;
                        }
                    }
                } catch (NoSuchFileException e) {
                    var change = update.of(new byte[0]);
                    replace(change instanceof Replace whole ? whole.bytes() : ((Append) change).bytes());
                    return;
                }
            }
        }
        throw new IOException(path + " is replaced by others again and again");
    }

    private Object turn() {
        return TURNS[Math.floorMod(path.toAbsolutePath().normalize().hashCode(), TURNS.length)];
    }

    /** Asks for the lock again and again: who holds it may be stopped, or another channel of this process, for which nobody waits. */
    private void lock(FileChannel file, boolean shared) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!hasLock(file, shared)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(path + " has been locked by somebody else for " + patience.toMillis() + " ms");
            }
            try {
                Thread.sleep(BETWEEN_TRIES_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for the lock of " + path);
            }
        }
    }

    /** A lock is released with the channel. A file system without locks does without when it only reads. */
    private static boolean hasLock(FileChannel file, boolean shared) throws IOException {
        try {
            return file.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (!shared) {
                throw e;
            }
            return true;
        }
    }

    /** The inode, where there are such. */
    private Object identity() throws IOException {
        var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }

    private static byte[] content(FileChannel file) throws IOException {
        long size = file.size();
        if (size > LARGEST) {
            throw new IOException("it is larger than " + LARGEST + " bytes");
        }
        var content = ByteBuffer.allocate((int) size);
        while (content.hasRemaining() && file.read(content) >= 0) {
            // goes on
        }
        return content.hasRemaining() ? Arrays.copyOf(content.array(), content.position()) : content.array();
    }

    private void change(FileChannel file, Change change) throws IOException {
        if (change instanceof Replace whole) {
            replace(whole.bytes());
            return;
        }
        byte[] more = ((Append) change).bytes();
        file.position(file.size());
        writeAll(file, more);
    }

    /** A file beside takes the place of the one that is there, with its owner. */
    private void replace(byte[] bytes) throws IOException {
        var beside = beside();
        try {
            try (var file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                writeAll(file, bytes);
                file.force(true);
            }
            if (Files.exists(path)) {
                Files.setOwner(beside, Files.getOwner(path));
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private Path beside() throws IOException {
        var folder = path.toAbsolutePath().getParent();
        return Files.createTempFile(folder, ".", ".new", ofOwnerAlone(folder));
    }

    /** The JDK makes such files with mode 600 where there are modes; it is said all the same. */
    private static FileAttribute<?>[] ofOwnerAlone(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private static void writeAll(FileChannel file, byte[] bytes) throws IOException {
        try {
            var rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
