package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;

/** Settings and managers for tests without a KDC. */
final class Managers {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final ContextKeyFile KEY_FILE = ContextKeyFile.at(Path.of("target", "keys", "context.key"));
    private static final PackageInfo TOY = new ToyPackage().info();
    private static final PackageInfo KERBEROS =
            new PackageInfo("Kerberos", "", Set.of(), 1, 16, 1, List.of("1.2.840.113554.1.2.2", "1.2.840.48018.1.2.2"));
    private static final PackageInfo SCHANNEL = new PackageInfo("Schannel", "", Set.of(), 1, 14, 1, List.of());

    private Managers() {}

    /** Kerberos by name only: enough for names. The realm is EXAMPLE.COM. */
    static Settings kerberosNames() {
        return settings(List.of(SCHANNEL, TOY, KERBEROS));
    }

    static SspiGssManager toy() {
        return new SspiGssManager(settings(List.of(TOY)));
    }

    private static Settings settings(List<PackageInfo> packages) {
        return new Settings(
                new Mechanisms(packages),
                Optional.of(KerberosConfig.builder().defaultRealm("EXAMPLE.COM").build()),
                AbsentAddress.UNSPECIFIED,
                KEY_FILE,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** The major status that a call fails with. */
    static GssStatus failure(Executable call) {
        return GssStatus.of(assertThrows(GSSException.class, call).getMajor()).orElseThrow();
    }
}
