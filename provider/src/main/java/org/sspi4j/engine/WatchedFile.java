package org.sspi4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
        static Known of(BasicFileAttributes attributes, Instant now) {
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

    private interface Reading<T> {
        T read() throws IOException, SspiException;
    }

    byte[] bytes() throws SspiException {
        return orRefusal(() -> bytes(attributes()));
    }

    Optional<Need.StampedFile> ifChanged(Optional<Need.Stamp> known, Instant now) throws SspiException {
        return orRefusal(() -> {
            // Asked before the bytes are read: what changes meanwhile is seen the next time.
            var attributes = attributes();
            var stamp = Known.of(attributes, now);
            boolean isKnown = known.isPresent() && known.get() instanceof Known before && before.isStill(stamp);
            return isKnown
                    ? Optional.empty()
                    : Optional.of(new Need.StampedFile(bytes(attributes), stamp, attributes.lastModifiedTime().toInstant()));
        });
    }

    private <T> T orRefusal(Reading<T> reading) throws SspiException {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " does not exist", e);
        } catch (IOException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " " + UnreadableFile.why(path, e), e);
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private byte[] bytes(BasicFileAttributes attributes) throws IOException, SspiException {
        // Before it is opened: that would wait for somebody at the other end of a pipe.
        if (!attributes.isRegularFile()) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " is not a file");
        }
        try (var in = Files.newInputStream(path)) {
            int expected = (int) Math.min(LARGEST_FILE, attributes.size());
            // Streams take room for as much as they are asked for.
            byte[] bytes = in.readNBytes(expected + 1);
            return bytes.length <= expected ? bytes : more(bytes, in);
        }
    }

    /** Of a file that grows, or does not say how large it is. */
    private byte[] more(byte[] begin, InputStream in) throws IOException, SspiException {
        byte[] rest = in.readNBytes(LARGEST_FILE + 1 - begin.length);
        if (begin.length + rest.length > LARGEST_FILE) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, path + " is larger than " + LARGEST_FILE + " bytes");
        }
        return ByteBuffer.allocate(begin.length + rest.length).put(begin).put(rest).array();
    }
}
