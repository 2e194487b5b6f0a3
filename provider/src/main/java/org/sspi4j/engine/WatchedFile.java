package org.sspi4j.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.UnreadableFile;
import org.sspi4j.spi.Need;

/** A file that is read again when it has changed. */
record WatchedFile(Path path) {
    private static final int LARGEST_FILE = 16 << 20;
    /** File systems know times this coarsely at worst: what was written within such a time may be written again unseen. */
    private static final long COARSEST_SECONDS = 2;

    /**
     * What a file is known by.
     *
     * @param id the inode, where there are such
     * @param settled whether another change would show
     */
    private record Known(String id, FileTime modified, long size, boolean settled) implements Need.Stamp {
        static Known of(Path path, Instant now) throws IOException {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            var modified = attributes.lastModifiedTime();
            return new Known(
                    String.valueOf(attributes.fileKey()),
                    modified,
                    attributes.size(),
                    modified.toInstant().isBefore(now.minusSeconds(COARSEST_SECONDS)));
        }

        boolean isStill(Known now) {
            return settled && id.equals(now.id) && modified.equals(now.modified) && size == now.size;
        }
    }

    byte[] bytes() throws SspiException {
        try {
            return read();
        } catch (NoSuchFileException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " does not exist", e);
        } catch (IOException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " " + UnreadableFile.why(path, e), e);
        }
    }

    Optional<Need.StampedFile> ifChanged(Optional<Need.Stamp> known, Instant now) throws SspiException {
        Known stamp;
        try {
            // Asked before the bytes are read: what changes meanwhile is seen the next time.
            stamp = Known.of(path, now);
        } catch (IOException e) {
            return Optional.of(new Need.StampedFile(bytes(), new Known("", FileTime.fromMillis(0), 0, false)));
        }
        if (known.isPresent() && known.get() instanceof Known before && before.isStill(stamp)) {
            return Optional.empty();
        }
        return Optional.of(new Need.StampedFile(bytes(), stamp));
    }

    private byte[] read() throws IOException, SspiException {
        // Before it is opened: that would wait for somebody at the other end of a pipe.
        if (!Files.isRegularFile(path) && Files.exists(path)) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " is not a file");
        }
        try (var in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new SspiException(
                        SecurityStatus.SEC_E_NO_CREDENTIALS, path + " is larger than " + LARGEST_FILE + " bytes");
            }
            return bytes;
        }
    }
}
