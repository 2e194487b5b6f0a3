package org.sspi4j.exported;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;

/** A user's key in a file. */
record KeyFile(Path path, OwnerOnly access) {
    /** Bytes of the key. */
    static final int LENGTH = 32;
    private static final String ANOTHER_ONE = "Remove it: the next export makes another one, and what was exported with this one is lost";

    /** The key, for the caller to wipe; made if there is none. */
    byte[] made(RandomGenerator random) throws IOException {
        access.makeFolder(path.getParent());
        access.requireFolder(path.getParent());
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            make(random);
        }
        return read();
    }

    /**
     * The key, for the caller to wipe.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] read() throws IOException {
        access.requireFolder(path.getParent());
        access.requireFile(path, ANOTHER_ONE);
        var key = ByteBuffer.allocate(LENGTH + 1);
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            while (key.hasRemaining() && file.read(key) >= 0) {
                // goes on
            }
            if (key.position() != LENGTH) {
                throw new UnfitFileException("is damaged: it has " + (key.hasRemaining() ? key.position() : "more than " + LENGTH)
                        + " bytes, and a key has " + LENGTH + ". " + ANOTHER_ONE);
            }
            return Arrays.copyOf(key.array(), LENGTH);
        } finally {
            Arrays.fill(key.array(), (byte) 0);
        }
    }

    /** Whole from the first moment on, and never in the place of another: of two processes that are the first, one is. */
    private void make(RandomGenerator random) throws IOException {
        var folder = path.getParent();
        var beside = access.makeFile(folder);
        var key = new byte[LENGTH];
        try {
            random.nextBytes(key);
            try (var file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                for (var rest = ByteBuffer.wrap(key); rest.hasRemaining(); ) {
                    file.write(rest);
                }
                file.force(true);
            }
            Files.createLink(path, beside);
        } catch (FileAlreadyExistsException e) {
            // That key counts.
        } catch (FileSystemException | UnsupportedOperationException e) {
            throw new UnfitFileException(
                    "cannot be made: " + e + ". Name a key file where this user may write, on a file system with hard links", e);
        } finally {
            Arrays.fill(key, (byte) 0);
            Files.deleteIfExists(beside);
        }
    }
}
