package org.sspi4j.tools;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the jar's version, and the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var jar = Version.class.getPackage().getImplementationVersion();
        return new String[] {"sspi " + (jar == null ? "(not from a jar)" : jar) + " on Java " + Runtime.version()};
    }
}
