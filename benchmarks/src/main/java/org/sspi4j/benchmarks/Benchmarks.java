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
              --etype N     the number of the encryption type: 18 (the default), 17, 19 or 20
              --check FILE  measure what FILE has, and fail if a row is more than a quarter worse than there
              --record FILE measure what --check looks at, and put the ratios into FILE
              --realm FOLDER log on in the realm whose krb5-UDP.conf, krb5-TCP.conf, user.keytab and service.keytab are there
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
    private Optional<Path> check = Optional.empty();
    private Optional<Path> record = Optional.empty();
    private Optional<Path> realm = Optional.empty();
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
                case "--check" -> benchmarks.check = Optional.of(Path.of(words.next()));
                case "--record" -> benchmarks.record = Optional.of(Path.of(words.next()));
                case "--realm" -> benchmarks.realm = Optional.of(Path.of(words.next()));
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
        if (!benchmarks.run()) {
            System.exit(1);
        }
    }

    /** @return false if a row has fallen */
    private boolean run() throws Exception {
        var options = new Site.Options(realm, jvmOptions, verbose);
        if (check.isPresent()) {
            return new Gate(Baseline.read(check.get()), options).check(this::isWanted);
        }
        if (record.isPresent()) {
            new Gate(Baseline.read(record.get()), options).record(this::isWanted, effort);
            return true;
        }
        measure(options);
        return true;
    }

    private void measure(Site.Options options) throws Exception {
        var results = new ArrayList<Result>();
        var report = new Report(type.toString(), effort, results);
        try (var site = Site.open(type, options)) {
            var forks = site.forks(effort);
            for (var row : Row.all()) {
                if (!isWanted(row)) {
                    continue;
                }
                if (row.work().asksKdc() && !site.hasKdc()) {
                    System.err.println("... " + row.title() + ": left out, the testkit's KDC has no " + type + "; name a --realm");
                    continue;
                }
                System.err.println("... " + row.title());
                results.add(row.measure(forks));
                // Each time, so that a run that is stopped has shown something.
                report.write(out);
            }
        }
        System.out.print(report.toMarkdown());
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
