package org.sspi4j.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What an NTLM server says of itself in its challenge.
 *
 * @param nbComputerName NetBIOS name of the machine, such as {@code WEB}; 15 characters at most, not empty
 * @param nbDomainName NetBIOS name of its domain, such as {@code EXAMPLE}; of a machine that is in none, its own name
 * @param dnsComputerName such as {@code web.example.com}; empty if not told
 * @param dnsDomainName such as {@code example.com}; empty if not told
 * @param dnsTreeName the forest's; empty if not told
 * @param domain whether its users are a domain's (TARGET_TYPE_DOMAIN), and not the machine's own (TARGET_TYPE_SERVER)
 * @spec MS-NLMP 2.2.2.1
 */
public record NtlmServerNames(
        String nbComputerName,
        String nbDomainName,
        Optional<String> dnsComputerName,
        Optional<String> dnsDomainName,
        Optional<String> dnsTreeName,
        boolean domain) {
    private static final int LONGEST_NET_BIOS_NAME = 15;
    private static final int LONGEST_DNS_NAME = 255;

    /** @throws IllegalArgumentException for names that are empty or too long */
    public NtlmServerNames {
        requireLength("nbComputerName", nbComputerName, LONGEST_NET_BIOS_NAME);
        requireLength("nbDomainName", nbDomainName, LONGEST_NET_BIOS_NAME);
        dnsComputerName.ifPresent(name -> requireLength("dnsComputerName", name, LONGEST_DNS_NAME));
        dnsDomainName.ifPresent(name -> requireLength("dnsDomainName", name, LONGEST_DNS_NAME));
        dnsTreeName.ifPresent(name -> requireLength("dnsTreeName", name, LONGEST_DNS_NAME));
    }

    /** A machine in no domain. */
    public static NtlmServerNames standalone(String nbComputerName) {
        return new NtlmServerNames(nbComputerName, nbComputerName, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** A machine in a domain. */
    public static NtlmServerNames ofDomain(String nbComputerName, String nbDomainName, String dnsComputerName, String dnsDomainName) {
        return new NtlmServerNames(
                nbComputerName, nbDomainName, Optional.of(dnsComputerName), Optional.of(dnsDomainName), Optional.empty(), true);
    }

    private static void requireLength(String what, String name, int most) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty() || name.length() > most) {
            throw new IllegalArgumentException(what + " has 1 to " + most + " characters, and \"" + OneLine.of(name) + "\" does not");
        }
    }
}
