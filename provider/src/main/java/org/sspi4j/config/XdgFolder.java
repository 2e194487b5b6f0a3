package org.sspi4j.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The user's own folders for what programs keep, each with an environment variable that names another one.
 *
 * @spec XDG Base Directory Specification 0.8
 */
public enum XdgFolder {
    /** What users set. */
    XDG_CONFIG_HOME(".config"),
    /** What programs remember. */
    XDG_STATE_HOME(".local/state");

    private final String usual;

    XdgFolder(String usual) {
        this.usual = usual;
    }

    /**
     * A file of this library, in its folder {@code sspi4j}.
     *
     * @param name the file's
     * @param instead how to name another file, for whoever has no home
     * @throws ConfigException if the user has no home, or the variable is no path
     */
    public Path file(String name, String instead) throws ConfigException {
        return file(name, instead, System.getenv(), System.getProperty("user.home", ""));
    }

    Path file(String name, String instead, Map<String, String> variables, String home) throws ConfigException {
        try {
            // "All paths set in these environment variables must be absolute. If [...] relative path [...] ignore it."
            var named = Path.of(variables.getOrDefault(name(), ""));
            if (named.isAbsolute()) {
                return named.resolve("sspi4j").resolve(name);
            }
            var folder = Path.of(home);
            if (folder.isAbsolute()) {
                return folder.resolve(usual).resolve("sspi4j").resolve(name);
            }
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + e.getInput() + "\" is not a path: set " + name() + " to a folder of this user", e);
        }
        throw new ConfigException("This user has no home to keep " + name + " in: set " + name()
                + " to a folder of this user, or name a file with " + instead);
    }
}
