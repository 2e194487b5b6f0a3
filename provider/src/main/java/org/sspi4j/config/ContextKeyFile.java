package org.sspi4j.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The file with the key that seals exported contexts. Who can read it can open and make them, so it is its user's alone: 32 random
 * bytes with mode 600, in a folder with mode 700. The first export makes it; to take back what was exported, remove it. Beside it
 * lies a folder, {@code imported.} and the key's id, that says which contexts were imported.
 *
 * @spec XDG Base Directory Specification 0.8 "XDG_STATE_HOME"
 */
public final class ContextKeyFile {
    private static final ContextKeyFile OF_USER = new ContextKeyFile(Optional.empty());

    private final Optional<Path> named;

    private ContextKeyFile(Optional<Path> named) {
        this.named = named;
    }

    /**
     * Another one than the user's own, in a folder that nobody else may use; nor may anybody else write in those that it lies in, unless
     * they are sticky, and put another folder in its place. What is not there is made.
     *
     * @throws IllegalArgumentException if the path names no file, as {@code /} does
     */
    public static ContextKeyFile at(Path path) {
        if (path.getFileName() == null || path.toAbsolutePath().getParent() == null) {
            throw new IllegalArgumentException(path + " names no file");
        }
        return new ContextKeyFile(Optional.of(path.toAbsolutePath()));
    }

    /**
     * The user's own: {@code sspi4j/context.key} in the folder that the environment variable {@code XDG_STATE_HOME} names, else in
     * {@code .local/state} of the user's home, which the JVM knows as {@code user.home}. All JVMs of the user share it.
     */
    public static ContextKeyFile ofUser() {
        return OF_USER;
    }

    /** @throws ConfigException if the user has no home, or the variable is no path */
    public Path path() throws ConfigException {
        return named.isPresent() ? named.get() : XdgFolder.XDG_STATE_HOME.file("context.key", "ContextKeyFile.at");
    }

    @Override
    public String toString() {
        return named.map(Path::toString).orElse("the user's key file");
    }
}
