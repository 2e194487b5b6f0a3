package org.sspi4j.tools.exchange;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.tools.password.PasswordFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sspi exchange}: one context by hand. */
@Command(
        name = "exchange",
        description = "Drives one security context by hand: a line in, a line out.",
        sortOptions = false,
        footerHeading = "%nLines in, and what they answer (B64 is base64, - is empty):%n",
        footer = {
            "  step [B64|-] [NAME=B64 ...]  STATUS token=B64|- [missing=N] [extra=N] [text]",
            "  wrap B64 [conf=0]            SEC_E_OK data=B64 conf=0|1",
            "  unwrap B64                   SEC_E_OK data=B64 conf=0|1",
            "  sign B64                     SEC_E_OK data=B64",
            "  verify B64MSG B64SIG         SEC_E_OK",
            "  wrapiov B64                  SEC_E_OK token=B64 data=B64",
            "  unwrapiov B64TOKEN B64DATA   SEC_E_OK data=B64",
            "  key                          SEC_E_OK hex=...   (the session key: a secret)",
            "  info                         SEC_E_OK {json}     (with what was decided, and why)",
            "",
            "STATUS is the name in sspi.h; NAME is a type of buffer, such as",
            "channel_bindings. What fails answers STATUS text=\"...\", what is no such line",
            "BAD and why. In texts, quotes, backslashes and control characters have a",
            "backslash in front. The end of the input ends the exchange, with status 0."
        })
public final class ExchangeCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 32 << 20;
    private static final String USUAL_FLAGS = "mutual,replay,sequence,conf,integ";

    @Spec
    private CommandSpec spec;

    @Option(names = "--package", paramLabel = "NAME", required = true, description = "The security package, such as Kerberos.")
    private String packageName;

    @Option(names = "--role", required = true, paramLabel = "initiator|acceptor", description = "The side of the handshake.")
    private Party.Role role;

    @Option(names = "--target", paramLabel = "SPN", description = "The service to talk to, such as HTTP/web.example.com.")
    private Optional<String> target;

    @Option(names = "--user", paramLabel = "NAME", description = "Whose password or keys.")
    private Optional<String> user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The user's password in UTF-8; a line end behind it is dropped. Nobody else may be able to read it.")
    private Optional<Path> passwordFile;

    @Option(names = "--keytab", paramLabel = "FILE", description = "The user's keys, or the service's.")
    private Optional<Path> keytab;

    @Option(names = "--ccache", paramLabel = "NAME", description = "Tickets, as kinit leaves them: a file, or DIR:, KCM: and the like.")
    private Optional<String> ccache;

    @Option(names = "--krb5-conf", paramLabel = "FILE", description = "Instead of the machine's krb5.conf.")
    private Optional<Path> krb5Conf;

    @Option(
            names = "--flags",
            paramLabel = "F,F...",
            defaultValue = USUAL_FLAGS,
            description = "What to ask of the context: mutual, replay, sequence, conf, integ, dce, and other names of sspi.h "
                    + "such as extended-error; or none. If left out: ${DEFAULT-VALUE}.")
    private String flags;

    @Option(
            names = "--channel-bindings",
            paramLabel = "HEX",
            description = "The application data of the channel bindings, for every step that brings no channel_bindings= itself.")
    private Optional<String> channelBindings;

    @Mixin
    private NtlmOptions ntlm;

    @Option(names = "--cert", paramLabel = "FILE", description = "A certificate, for packages that use one.")
    private Optional<Path> certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's private key.")
    private Optional<Path> privateKey;

    @Option(names = "--package-list", paramLabel = "LIST", description = "The packages that Negotiate may choose, such as Kerberos,!NTLM.")
    private Optional<String> packageList;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        refuseWhatNoPackageTakes();
        var secret = secret();
        var party = new Party(packageName, role, target(), flags(), bindings(), credential(secret), config());
        try (var exchange = new Exchange(party)) {
            return converse(exchange) ? 0 : 1;
        } finally {
            secret.ifPresent(Secret::close);
        }
    }

    /** Whether every answer could be written. */
    private static boolean converse(Exchange exchange) throws IOException {
        var in = new Lines(new BufferedInputStream(System.in), LONGEST_LINE);
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        while (!out.checkError()) {
            String answer;
            try {
                var line = in.next();
                if (line.isEmpty()) {
                    return !out.checkError();
                }
                answer = exchange.answer(line.get());
            } catch (BadLineException e) {
                answer = Answer.bad(e).toString();
            }
            out.print(answer + "\n");
        }
        return false;
    }

    private void refuseWhatNoPackageTakes() {
        ntlm.check(packageName, role);
        refuse(certificate, "--cert", "certificate");
        refuse(privateKey, "--key", "private key");
        if (!NtlmOptions.isNegotiate(packageName)) {
            refuse(packageList, "--package-list", "package list");
        }
    }

    private Optional<Identity> credential(Optional<Secret> secret) {
        return NtlmOptions.isNegotiate(packageName)
                ? ntlm.credential(identity(secret), packageList)
                : ntlm.credential(identity(secret));
    }

    private void refuse(Optional<?> given, String option, String what) {
        if (given.isPresent()) {
            throw wrong("the " + packageName + " package takes no " + what + " (" + option + ")");
        }
    }

    private String target() {
        if (target.isPresent() && role == Party.Role.acceptor) {
            throw wrong("an acceptor has no target: --target is the initiator's");
        }
        return target.orElse("");
    }

    private Set<ContextFlag> flags() {
        try {
            return FlagNames.parse(flags);
        } catch (TypeConversionException e) {
            throw wrong("--flags: " + e.getMessage());
        }
    }

    private Optional<ChannelBindings> bindings() {
        try {
            return channelBindings.map(hex -> ChannelBindings.of(HexFormat.of().parseHex(hex)));
        } catch (IllegalArgumentException e) {
            throw wrong("--channel-bindings is not hexadecimal");
        }
    }

    private Optional<Identity> identity(Optional<Secret> secret) {
        long sources = Stream.of(passwordFile, keytab, ccache).filter(Optional::isPresent).count();
        if (sources > 1) {
            throw wrong("--password-file, --keytab and --ccache exclude one another");
        }
        if (secret.isPresent()) {
            return Optional.of(ntlm.user(
                    user.orElseThrow(() -> wrong("--password-file needs --user: whose password is it?")), secret.get()));
        }
        if (keytab.isPresent()) {
            return Optional.of(new Identity.Keytab(user, keytab.get()));
        }
        if (user.isPresent()) {
            throw wrong(ccache.isPresent()
                    ? "--ccache has its own user: leave --user out"
                    : "--user needs --password-file or --keytab");
        }
        return ccache.map(name -> Identity.ccache(name));
    }

    private Optional<Secret> secret() {
        return passwordFile.map(file -> {
            try (var told = password(file)) {
                return ntlm.secret(told);
            }
        });
    }

    private Secret password(Path file) {
        try {
            return PasswordFile.read(file);
        } catch (IOException e) {
            throw wrong("--password-file: " + e.getMessage());
        }
    }

    private Optional<KerberosConfig> config() {
        try {
            return krb5Conf.isPresent() ? Optional.of(KerberosConfig.load(krb5Conf.get())) : Optional.empty();
        } catch (ConfigException e) {
            throw wrong("--krb5-conf: " + e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
