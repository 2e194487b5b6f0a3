package org.sspi4j.tools.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What only NTLM takes, and Negotiate for it. */
final class NtlmOptions {
    private static final String NTLM = "NTLM";
    private static final String NEGOTIATE = "Negotiate";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--accounts",
            paramLabel = "FILE",
            description = "NTLM's users, for an acceptor: see sspi account. If left out: the user's own file.")
    private Optional<Path> accounts;

    @Option(names = "--nt-hash", description = "--password-file has the NT hash of the password, in hexadecimal.")
    private boolean ntHash;

    @Option(
            names = "--target-names",
            paramLabel = "SPN,SPN...",
            split = ",",
            description = "The services that an acceptor of NTLM answers to. If left out, it does not look.")
    private List<String> targetNames = List.of();

    @Option(
            names = "--allow",
            paramLabel = "NAME,NAME...",
            split = ",",
            description = "What NTLM does only if it is named: ${COMPLETION-CANDIDATES}.")
    private List<NtlmAllowance> allowances = List.of();

    /** @throws ParameterException for an option of NTLM where another package, or the other role, is meant */
    void check(String packageName, Party.Role role) {
        boolean ntlm = packageName.equalsIgnoreCase(NTLM) || isNegotiate(packageName);
        var given = Stream.of(
                        new Given(accounts.isPresent(), "--accounts", "accounts", true),
                        new Given(ntHash, "--nt-hash", "NT hash", false),
                        new Given(!targetNames.isEmpty(), "--target-names", "target names of its own", true),
                        new Given(!allowances.isEmpty(), "--allow", "allowances", false))
                .filter(Given::isGiven)
                .toList();
        for (var option : given) {
            if (!ntlm) {
                throw wrong("the " + packageName + " package takes no " + option.what + " (" + option.name + ")");
            }
            if (option.ofAcceptor && role == Party.Role.initiator) {
                throw wrong(option.name + " is the acceptor's");
            }
        }
    }

    static boolean isNegotiate(String packageName) {
        return packageName.equalsIgnoreCase(NEGOTIATE);
    }

    private record Given(boolean isGiven, String name, String what, boolean ofAcceptor) {}

    /** @param told what is in the file of the password; the hash is to be closed beside it */
    Secret secret(Secret told) {
        try {
            return ntHash ? told.hexDecoded() : told.copy();
        } catch (IllegalArgumentException e) {
            throw wrong("--nt-hash: " + e.getMessage());
        }
    }

    /** The user's name and secret. */
    Identity user(String name, Secret secret) {
        try {
            return ntHash ? Identity.ntHash(name, secret) : Identity.password(name, secret);
        } catch (IllegalArgumentException e) {
            throw wrong("--nt-hash: " + e.getMessage());
        }
    }

    /** The identity with what was given for NTLM; as it is if nothing was. */
    Optional<Identity> credential(Optional<Identity> identity) {
        return isGiven() ? Optional.of(ntlm(identity)) : identity;
    }

    /** The same for Negotiate, which takes clients of NTLM if there is something about them. */
    Optional<Identity> credential(Optional<Identity> identity, Optional<String> packageList) {
        if (!isGiven() && packageList.isEmpty()) {
            return identity;
        }
        var credential = NegotiateCred.builder();
        identity.ifPresent(credential::identity);
        packageList.ifPresent(credential::packageList);
        if (isGiven()) {
            credential.ntlm(ntlm(identity.filter(each -> each instanceof Identity.Password || each instanceof Identity.NtHash)));
        }
        return Optional.of(credential.build());
    }

    private boolean isGiven() {
        return accounts.isPresent() || !targetNames.isEmpty() || !allowances.isEmpty();
    }

    private NtlmCred ntlm(Optional<Identity> identity) {
        try {
            var credential = NtlmCred.builder()
                    .targetNames(targetNames.toArray(String[]::new))
                    .allow(allowances.toArray(NtlmAllowance[]::new));
            identity.ifPresent(credential::identity);
            accounts.map(AccountFile::at).ifPresent(credential::accounts);
            return credential.build();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
