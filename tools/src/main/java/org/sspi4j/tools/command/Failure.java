package org.sspi4j.tools.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What could not be done, in one line. */
public final class Failure {
    private Failure() {}

    public static int told(CommandSpec spec, Exception failure) {
        var err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + failure.getMessage());
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
