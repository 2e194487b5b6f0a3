package org.sspi4j.kdc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small file of the system's, in lines of words, read again when it has changed. One that is not there or cannot be read says
 * nothing, as for the C library.
 *
 * @param <T> what it says
 */
final class LocalFile<T> {
    /** A file may be written twice within one tick of its clock. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private final Path path;
    private final Reading<T> reading;
    private volatile Content<T> content;

    /** What the lines come to. */
    interface Reading<T> {
        /** @param lines the words of each that has any, without comments */
        T of(List<List<String>> lines);
    }

    private record Version(FileTime modified, long size, Object key) {}

    private record Content<T>(Optional<Version> version, Instant read, T value) {
        boolean isOf(Optional<Version> current) {
            return version.equals(current)
                    && current.map(it -> it.modified().toInstant().plus(TICK).isBefore(read)).orElse(true);
        }
    }

    LocalFile(Path path, Reading<T> reading) {
        this.path = path;
        this.reading = reading;
    }

    /** What it says now. */
    T content() {
        var current = version();
        var known = content;
        if (known == null || !known.isOf(current)) {
            known = new Content<>(current, Instant.now(), reading.of(current.isPresent() ? lines() : List.of()));
            content = known;
        }
        return known.value();
    }

    private Optional<Version> version() {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<List<String>> lines() {
        try {
            var lines = new ArrayList<List<String>>();
            for (var line : Files.readString(path, StandardCharsets.ISO_8859_1).split("\\R")) {
                var text = line.split("[#;]", 2)[0].strip();
                if (!text.isEmpty()) {
                    lines.add(List.of(text.split("\\s+")));
                }
            }
            return lines;
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
