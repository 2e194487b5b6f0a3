package org.sspi4j.credential;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.SspiException;

/**
 * A file that other programs read and write too, under the record locks that MIT krb5 takes (fcntl). Locks of that kind belong
 * to the process, so its own threads take turns here; who reads the file elsewhere in this process, as {@code WatchedFile} does, ends
 * a lock that is held here when he closes it.
 */
record LockedFile(Path path, Duration patience) {
    private static final int LARGEST = 16 << 20;
    /** Somebody may put another file in the place of the one that was just locked; not for ever. */
    private static final int MOST_TRIES = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BETWEEN_TRIES_MS = 10;
    private static final Set<PosixFilePermission> OF_GROUP = PosixFilePermissions.fromString("---rwx---");
    private static final Object[] TURNS = new Object[32];

    static {
        Arrays.setAll(TURNS, i -> new Object());
    }

    LockedFile(Path path) {
        this(path, PATIENCE);
    }

    /** What becomes of the file. */
    sealed interface Change {}

    /** What the file consists of then. */
    sealed interface Content extends Change {
        byte[] bytes();
    }

    /** The bytes are added at the end; they are wiped. */
    record Append(byte[] bytes) implements Change {}

    /**
     * The parts are written where they belong, in this order, and are on the disk then; they are wiped. The file stays the one that
     * others, who wait for its lock, have open.
     */
    record InPlace(List<Part> parts) implements Change {}

    /**
     * Some of a file's bytes.
     *
     * @param offset from the begin of the file; it may be its end, or lie behind it, and then there are zeros between
     */
    record Part(long offset, byte[] bytes) {}

    /** The file consists of these bytes, all at once, for whoever may read it now; they are wiped. */
    record Replace(byte[] bytes) implements Content {}

    /**
     * The same, but the file is its writer's, with mode 600, and takes the place of a link rather than of the file behind it: in a
     * folder for everybody somebody else may have put either there, to read what will be in it or to have what it leads to
     * overwritten.
     */
    record Anew(byte[] bytes) implements Content {}

    /** Makes the change of what is there: of no bytes, if there is no file. */
    @FunctionalInterface
    interface Update {
        Change of(byte[] present) throws SspiException;
    }

    /** The bytes that are there when nobody is writing them. A file system without locks does without. */
    byte[] read() throws IOException {
        synchronized (turn()) {
            for (int i = 0; i < MOST_TRIES; i++) {
                var before = identity();
                try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
                    lock(file, true);
                    // kinit puts another file in the place of the one whose lock was waited for.
                    if (before.equals(identity())) {
                        return content(file);
                    }
                }
            }
        }
        throw replacedAgainAndAgain();
    }

    /** Changes the file, which is made with mode 600 if it is not there. */
    void update(Update update) throws IOException, SspiException {
        synchronized (turn()) {
            for (int i = 0; i < MOST_TRIES; i++) {
                try {
                    if (Files.exists(path) ? isChanged(update) : isMade(update)) {
                        return;
                    }
                } catch (NoSuchFileException e) {
                    // Gone meanwhile: it is made the next time. A folder that is not there was noticed before.
                }
            }
        }
        throw replacedAgainAndAgain();
    }

    private boolean isChanged(Update update) throws IOException, SspiException {
        var before = identity();
        try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            lock(file, false);
            // Whoever waited for the lock may hold that of a file that was replaced meanwhile.
            if (!before.equals(identity())) {
                return false;
            }
            change(file, update.of(content(file)));
            return true;
        }
    }

    /** Made empty and locked before it is written: of two that are the first, one comes after the other. */
    private boolean isMade(Update update) throws IOException, SspiException {
        try (var file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ofOwnerAlone(folder()))) {
            var made = identity();
            lock(file, false);
            if (!made.equals(identity())) {
                return false;
            }
            changeMade(file, update);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.isSymbolicLink(path) && !Files.exists(path)) {
                throw new IOException(path + " is a link to " + Files.readSymbolicLink(path) + ", which cannot be followed", e);
            }
            return false;
        }
    }

    /** Written in place, unless somebody got the lock of it before. It does not stay behind when nothing comes of it. */
    private void changeMade(FileChannel file, Update update) throws IOException, SspiException {
        boolean done = false;
        try {
            var change = update.of(content(file));
            if (file.size() == 0 && change instanceof Content content) {
                writeAll(file, content.bytes());
            } else {
                change(file, change);
            }
            done = true;
        } finally {
            if (!done && file.size() == 0) {
                Files.deleteIfExists(path);
            }
        }
    }

    private IOException replacedAgainAndAgain() {
        return new IOException(path + " is replaced by others again and again");
    }

    private Object turn() throws IOException {
        return TURNS[Math.floorMod(real().hashCode(), TURNS.length)];
    }

    /** The file's one path, whatever links lead to it; of one that is not there, where it will be. */
    private Path real() throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            return folder().toRealPath().resolve(path.getFileName());
        }
    }

    private Path folder() {
        return path.toAbsolutePath().getParent();
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

    /**
     * The inode, where there are such. To open a pipe would wait for somebody at its other end, and a device has no content.
     *
     * @throws IOException for what is no file
     */
    private Object identity() throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(path + " is not a file");
        }
        var key = attributes.fileKey();
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
        if (change instanceof Append append) {
            file.position(file.size());
            writeAll(file, append.bytes());
        } else if (change instanceof InPlace inPlace) {
            overwrite(file, inPlace.parts());
        } else {
            replace((Content) change);
        }
    }

    private static void overwrite(FileChannel file, List<Part> parts) throws IOException {
        for (var part : parts) {
            file.position(part.offset());
            writeAll(file, part.bytes());
        }
        if (!parts.isEmpty()) {
            file.force(true);
        }
    }

    /** A file beside takes the place of the one that is there; of the file, not of a link to it, unless it is made anew. */
    private void replace(Content change) throws IOException {
        var real = change instanceof Anew ? folder().toRealPath().resolve(path.getFileName()) : path.toRealPath();
        var beside = Files.createTempFile(real.getParent(), ".", ".new", ofOwnerAlone(real.getParent()));
        try {
            try (var file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                writeAll(file, change.bytes());
                file.force(true);
            }
            if (change instanceof Replace) {
                keepReaders(real, beside);
            }
            Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** The group counts where the mode gives it something: not everybody may give files to every group that he reads with. */
    private static void keepReaders(Path former, Path next) throws IOException {
        var posix = Files.getFileAttributeView(former, PosixFileAttributeView.class);
        if (posix == null) {
            Files.setOwner(next, Files.getOwner(former));
            return;
        }
        var before = posix.readAttributes();
        var after = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        after.setOwner(before.owner());
        if (!Collections.disjoint(before.permissions(), OF_GROUP)) {
            after.setGroup(before.group());
        }
        after.setPermissions(before.permissions());
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
