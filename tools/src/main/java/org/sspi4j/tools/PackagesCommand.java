package org.sspi4j.tools;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sspi4j.Sspi;
import org.sspi4j.api.PackageInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sspi packages}: what EnumerateSecurityPackages finds. */
@Command(
        name = "packages",
        description = "Lists the security packages: what they can do, and how large their tokens get.",
        sortOptions = false)
final class PackagesCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var packages = Sspi.enumerateSecurityPackages();
        if (packages.isEmpty()) {
            spec.commandLine().getErr().println("sspi packages: no security package is registered on the class path");
            return 1;
        }
        packages.forEach(info -> print(info, out));
        out.flush();
        return 0;
    }

    private static void print(PackageInfo info, PrintWriter out) {
        out.println(Ansi.AUTO.string("@|bold,cyan " + info.name() + "|@") + "  " + info.comment());
        line(out, "largest token", info.maxToken() + " bytes");
        line(out, "RPC number", info.rpcId() == 0xFFFF ? "none" : String.valueOf(info.rpcId()));
        line(out, "mechanisms", info.oids().isEmpty() ? "none" : String.join(", ", info.oids()));
        line(out, "capabilities", capabilities(info));
        out.println();
    }

    private static void line(PrintWriter out, String name, String value) {
        var indent = " ".repeat(17);
        var text = new StringBuilder("  " + name + " ".repeat(indent.length() - 2 - name.length()));
        int column = text.length();
        for (var word : value.split(" ")) {
            if (column + word.length() > WIDTH) {
                text.append("\n").append(indent);
                column = indent.length();
            }
            text.append(word).append(' ');
            column += word.length() + 1;
        }
        out.println(text.toString().stripTrailing().replace(" \n", "\n"));
    }

    /** fCapabilities as the header's number, and by name in the header's order. */
    private static String capabilities(PackageInfo info) {
        var names = info.capabilities().isEmpty()
                ? "none"
                : EnumSet.copyOf(info.capabilities()).stream().map(Enum::name).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "0x%08X %s", info.capabilityBits(), names);
    }
}
