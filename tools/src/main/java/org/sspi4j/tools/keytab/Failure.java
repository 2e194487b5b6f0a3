package org.sspi4j.tools.keytab;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What could not be done, in one line. */
final class Failure {
    private Failure() {}

    static int told(CommandSpec spec, Exception failure) {
        var err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + failure.getMessage());
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
