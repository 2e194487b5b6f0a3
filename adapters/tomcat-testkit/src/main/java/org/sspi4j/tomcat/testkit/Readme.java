package org.sspi4j.tomcat.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the README's section on Tomcat has people write into their files. */
public record Readme(String section) {
    private static final Pattern BLOCK = Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL);

    /** @param root of the repository */
    public static Readme ofTomcat(Path root) throws IOException {
        var readme = Files.readString(root.resolve("README.md"));
        int begin = readme.indexOf("\n### In Tomcat\n");
        return new Readme(readme.substring(begin, readme.indexOf("\n### ", begin + 1)));
    }

    /** The only block with this in it. */
    public String block(String part) {
        List<String> found = BLOCK.matcher(section).results().map(match -> match.group(1)).filter(block -> block.contains(part)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " blocks of the README have " + part);
        }
        return found.get(0);
    }
}
