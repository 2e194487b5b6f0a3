package org.sspi4j.account;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;

/**
 * A file that is one user's alone, read whole or not at all, and replaced at once.
 *
 * @param patience how long whoever changes it waits for others who do
 */
record OwnFile(Path path, OwnerOnly access, Duration patience) {
    private static final int LARGEST = 16 << 20;
    /** Somebody may write it while it is read; not for ever. */
    private static final int MOST_TRIES = 16;
    /** File systems know times this coarsely at worst: what was written within such a time may be written again unseen. */
    private static final long COARSEST_SECONDS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BETWEEN_TRIES_MS = 10;
    /** Locks belong to the process: its own threads take turns. */
    private static final ReentrantLock TURN = new ReentrantLock();

    OwnFile(Path path, OwnerOnly access) {
        this(path, access, PATIENCE);
    }

    /**
     * What a file is known by.
     *
     * @param modified whoever puts a former file back puts back its time as well
     * @param changed the file system's own, which nobody puts back, where it has one; else the same
     */
    record Stamp(String id, FileTime modified, FileTime changed, long size) {
        /** Whether another change would show. */
        boolean isSettled(Instant now) {
            var late = now.minusSeconds(COARSEST_SECONDS);
            return modified.toInstant().isBefore(late) && changed.toInstant().isBefore(late);
        }
    }

    /**
     * @param stamp what it was known by before and after
     * @param bytes for the caller to wipe
     */
    record Content(Stamp stamp, byte[] bytes) {}

    /** A change of what is there. */
    @FunctionalInterface
    interface Change<X extends Exception> {
        /** @return what is there then, wiped when it is; the same array for no change */
        byte[] of(byte[] present) throws IOException, X;
    }

    /** @throws UnfitFileException if it is not the user's, or not alone, or somebody else may put another file in its place */
    Stamp stamp() throws IOException {
        access.requireFolder(folder());
        access.requireFile(path, "chmod 600 " + path + ", if only its user has read and written it, or make another one");
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var modified = attributes.lastModifiedTime();
        return new Stamp(String.valueOf(attributes.fileKey()), modified, changed().orElse(modified), attributes.size());
    }

    private Optional<FileTime> changed() throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Optional.of((FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS))
                : Optional.empty();
    }

    /** As it was between two changes. */
    Content read() throws IOException {
        for (int i = 0; i < MOST_TRIES; i++) {
            var before = stamp();
            byte[] bytes = bytes();
            if (bytes.length == before.size() && before.equals(stamp())) {
                return new Content(before, bytes);
            }
            Arrays.fill(bytes, (byte) 0);
        }
        throw new UnfitFileException("is changed by others again and again");
    }

    /** Some of it, as it is now, for the caller to wipe; fewer bytes if it ends before. */
    byte[] read(int from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        try (var file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (bytes.hasRemaining() && file.read(bytes, (long) from + bytes.position()) >= 0) {
                // goes on
            }
        }
        return bytes.hasRemaining() ? cut(bytes) : bytes.array();
    }

    /**
     * Under a lock beside it, so that no change is lost; the file and its folder are made if they are not there.
     *
     * @throws UnfitFileException if others change it for longer than the patience lasts
     */
    <X extends Exception> void change(Change<X> change) throws IOException, X {
        long deadline = System.nanoTime() + patience.toNanos();
        takeTurn();
        try {
            var folder = folder();
            access.makeFolder(folder);
            access.requireFolder(folder);
            var lock = folder.resolve("." + path.getFileName() + ".lock");
            try (var file = lockFile(lock, folder)) {
                lock(file, lock, deadline);
                changeLocked(folder, change);
            }
        } finally {
            TURN.unlock();
        }
    }

    private void takeTurn() throws IOException {
        try {
            if (!TURN.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnfitFileException(
                        "cannot be changed: another thread has been changing an account file for " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Asks for it again and again: who holds it may be stopped. It is released with the channel. */
    private void lock(FileChannel file, Path lock, long deadline) throws IOException {
        while (!hasLock(file)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new UnfitFileException("cannot be changed: somebody else has had " + lock + " locked for " + patience.toMillis()
                        + " ms. End that process, if it does not go on");
            }
            try {
                Thread.sleep(BETWEEN_TRIES_MS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private static boolean hasLock(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting for a change of the account file by others");
    }

    private FileChannel lockFile(Path lock, Path folder) throws IOException {
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
            requireLock(lock);
        }
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(lock, options, access.ofFile(folder));
    }

    /** To open a pipe would wait for somebody at its other end, with everybody's turn. */
    private void requireLock(Path lock) throws IOException {
        try {
            access.requireFile(lock, "Remove it");
        } catch (UnfitFileException e) {
            throw new UnfitFileException("cannot be locked: " + lock + " " + e.getMessage(), e);
        }
    }

    private <X extends Exception> void changeLocked(Path folder, Change<X> change) throws IOException, X {
        byte[] present = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? read().bytes() : new byte[0];
        byte[] next = present;
        try {
            next = change.of(present);
            if (next != present) {
                replace(folder, next);
            }
        } finally {
            Arrays.fill(present, (byte) 0);
            Arrays.fill(next, (byte) 0);
        }
    }

    /** The lock is held: of that name is only what was left behind by somebody who was stopped. */
    private void replace(Path folder, byte[] bytes) throws IOException {
        var beside = folder.resolve("." + path.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try {
            try (var file = access.newFile(beside)) {
                for (var rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    file.write(rest);
                }
                file.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private Path folder() {
        return path.toAbsolutePath().getParent();
    }

    private byte[] bytes() throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (file.size() > LARGEST) {
                throw new UnfitFileException("is larger than " + LARGEST + " bytes");
            }
            var bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // goes on
            }
            return bytes.hasRemaining() ? cut(bytes) : bytes.array();
        }
    }

    private static byte[] cut(ByteBuffer bytes) {
        var read = Arrays.copyOf(bytes.array(), bytes.position());
        Arrays.fill(bytes.array(), (byte) 0);
        return read;
    }
}
