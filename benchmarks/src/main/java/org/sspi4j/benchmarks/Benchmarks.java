package org.sspi4j.benchmarks;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Measures the rows that were asked for, prints the table, and writes it. */
public final class Benchmarks {
    private static final String USAGE = """
            Usage: java -jar benchmarks.jar [OPTION...] [REGEX...]
            Measures the rows whose id one of the expressions finds, all if there is none.
              --quick       a short run: for a look, not for a comparison
              --etype N     the number of the encryption type: 18 (the default) or 17
              --check FILE  measure what FILE has, and fail if a ratio is more than a quarter worse than there
              --record FILE put the ratios of this run into FILE
              --out FOLDER  where to write benchmarks.md and benchmarks.json: the folder of this jar at first
              --jvm OPTION  an option for the measuring JVMs, such as -XX:StartFlightRecording:filename=x.jfr
              --verbose     show what JMH says
              --list        show the ids of the rows
            """;

    private final List<Pattern> wanted = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private Forks.Effort effort = Forks.Effort.FULL;
    private EncryptionType type = EncryptionType.AES256_CTS_HMAC_SHA1_96;
    private Path out = besideThisCode();
    private Optional<Path> record = Optional.empty();
    private boolean verbose;

    private Benchmarks() {}

    public static void main(String... arguments) throws Exception {
        var benchmarks = new Benchmarks();
        var words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--quick" -> benchmarks.effort = Forks.Effort.QUICK;
                case "--etype" -> benchmarks.type = EncryptionType.of(Integer.parseInt(words.next())).orElseThrow();
                case "--check" -> {
                    var gate = new Gate(Baseline.read(Path.of(words.next())), benchmarks.jvmOptions, benchmarks.verbose);
                    System.exit(gate.check() ? 0 : 1);
                }
                case "--record" -> benchmarks.record = Optional.of(Path.of(words.next()));
                case "--out" -> benchmarks.out = Path.of(words.next());
                case "--jvm" -> benchmarks.jvmOptions.add(words.next());
                case "--verbose" -> benchmarks.verbose = true;
                case "--list" -> {
                    Row.all().forEach(row -> System.out.println(row.id()));
                    return;
                }
                default -> {
                    if (word.startsWith("-")) {
                        System.err.print(USAGE);
                        System.exit(2);
                    }
                    benchmarks.wanted.add(Pattern.compile(word));
                }
            }
        }
        benchmarks.run();
    }

    private void run() throws Exception {
        var results = new ArrayList<Result>();
        var report = new Report(type, effort, results);
        try (var site = Site.open(type)) {
            var forks = site.forks(effort, jvmOptions, verbose);
            for (var row : Row.all()) {
                if (isWanted(row)) {
                    System.err.println("... " + row.title());
                    results.add(row.measure(forks));
                    // Each time, so that a run that is stopped has shown something.
                    report.write(out);
                }
            }
        }
        System.out.print(report.toMarkdown());
        if (record.isPresent()) {
            Gate.record(Baseline.read(record.get()), type, results);
        }
    }

    private boolean isWanted(Row row) {
        return wanted.isEmpty() || wanted.stream().anyMatch(pattern -> pattern.matcher(row.id()).find());
    }

    private static Path besideThisCode() {
        try {
            return Path.of(Benchmarks.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
