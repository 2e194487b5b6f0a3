package org.sspi4j.account;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.CertificateMapper;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Hash;

/**
 * Accounts of client certificates, by rules that are the application's.
 *
 * <pre>{@code
 * CertificateMapper mapper = CertificateMappings.builder()
 *         .sid(Map.of("S-1-5-21-1004336348-1177238915-682003330-1104", "alice"))
 *         .issuerAndSerialNumber(exampleCa, new BigInteger("7f01", 16), "bob")
 *         .build();
 * }</pre>
 *
 * <p>Every rule is asked, and those that find an account must find the same. Rules whose names begin with {@code weak} go by names in
 * the certificate: whoever can have one issued with a name of his choice, by any authority that the roots vouch for, is that account.
 * Where the certificate says in Active Directory's security extension whom it was issued to, and there is a rule by SID, names count only
 * if that rule finds their account too (CVE-2022-26923).
 *
 * <p>The token is of level Impersonation, with an {@link AccountPrincipal} and the certificate's subject. Extensions that are malformed
 * match nothing.
 *
 * @spec KB5014754; Schannel: Mapping Certificates to User Accounts
 */
public final class CertificateMappings implements CertificateMapper {
    /** Finds the accounts, in practice one at most. */
    private interface Rule {
        Stream<String> accounts(PresentedCertificate presented);
    }

    private record IssuerAndSerialNumber(X500Principal issuer, BigInteger serialNumber) {}

    /** An authority is its name and its key: its own certificate may be renewed. */
    private record AuthorityAndSerialNumber(X500Principal authority, String sha256OfKey, BigInteger serialNumber) {
        static AuthorityAndSerialNumber of(X509Certificate issuer, BigInteger serialNumber) {
            return new AuthorityAndSerialNumber(
                    issuer.getSubjectX500Principal(), PresentedCertificate.publicKeyHash(issuer, Hash.SHA_256), serialNumber);
        }
    }

    private record IssuerAndSubject(X500Principal issuer, X500Principal subject) {}

    private final Optional<Rule> sid;
    private final List<Rule> strong;
    private final List<Rule> weak;

    private CertificateMappings(Builder builder) {
        this.sid = builder.sid;
        this.strong = builder.strong.stream().map(Rules::rule).toList();
        this.weak = Stream.concat(builder.weak.stream().map(Rules::rule), builder.upn.stream()).toList();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** @throws SspiException SEC_E_MULTIPLE_ACCOUNTS if rules find different accounts */
    @Override
    public Optional<AccessToken> map(List<X509Certificate> path) throws SspiException {
        var presented = PresentedCertificate.of(path);
        var accounts = new LinkedHashSet<String>();
        var bySid = found(sid.stream(), presented);
        accounts.addAll(bySid);
        accounts.addAll(found(strong.stream(), presented));
        var byName = found(weak.stream(), presented);
        if (sid.isEmpty() || !presented.hasSecurityExtension() || !bySid.isEmpty()) {
            accounts.addAll(byName);
        }
        if (accounts.size() > 1) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MULTIPLE_ACCOUNTS,
                    "The certificate " + presented.certificate().getSubjectX500Principal().getName() + " stands for several accounts, "
                            + String.join(", ", accounts) + ": remove the mappings that are wrong, or have it issued without their names");
        }
        return accounts.stream().findFirst().map(account -> token(account, presented.certificate()));
    }

    private static Set<String> found(Stream<Rule> rules, PresentedCertificate presented) {
        var found = new LinkedHashSet<String>();
        rules.forEach(rule -> rule.accounts(presented).forEach(found::add));
        return found;
    }

    private static AccessToken token(String account, X509Certificate certificate) {
        var principals = Set.of(new AccountPrincipal(account), certificate.getSubjectX500Principal());
        return AccessToken.of(account, ImpersonationLevel.IMPERSONATION, principals);
    }

    /** Accounts by what a certificate has. */
    private static final class Rules<K> {
        private final Function<PresentedCertificate, Stream<K>> keys;
        private final Map<K, String> accounts = new HashMap<>();

        Rules(Function<PresentedCertificate, Stream<K>> keys) {
            this.keys = keys;
        }

        void put(K key, String account) {
            Objects.requireNonNull(account, "account");
            var before = accounts.putIfAbsent(key, account);
            if (before != null && !before.equals(account)) {
                throw new IllegalArgumentException("Mapped to two accounts, " + before + " and " + account);
            }
        }

        Rule rule() {
            var copy = Map.copyOf(accounts);
            return presented -> keys.apply(presented).map(copy::get).filter(Objects::nonNull);
        }
    }

    /** Puts mappings together. What is mapped to two accounts here already is an {@link IllegalArgumentException}. */
    public static final class Builder {
        private final Rules<IssuerAndSerialNumber> issuersAndSerialNumbers = new Rules<>(presented -> Stream.of(new IssuerAndSerialNumber(
                presented.certificate().getIssuerX500Principal(), presented.certificate().getSerialNumber())));
        private final Rules<AuthorityAndSerialNumber> authoritiesAndSerialNumbers = new Rules<>(presented -> presented.issuer().stream()
                .map(issuer -> AuthorityAndSerialNumber.of(issuer, presented.certificate().getSerialNumber())));
        private final Rules<String> subjectKeyIdentifiers = new Rules<>(presented -> presented.subjectKeyIdentifier().stream());
        private final Rules<String> sha1OfPublicKeys = new Rules<>(presented -> Stream.of(presented.publicKeyHash(Hash.SHA_1)));
        private final Rules<String> sha256OfPublicKeys = new Rules<>(presented -> Stream.of(presented.publicKeyHash(Hash.SHA_256)));
        private final Rules<IssuerAndSubject> issuersAndSubjects = new Rules<>(presented -> Stream.of(new IssuerAndSubject(
                presented.certificate().getIssuerX500Principal(), presented.certificate().getSubjectX500Principal())));
        private final Rules<X500Principal> subjects =
                new Rules<>(presented -> Stream.of(presented.certificate().getSubjectX500Principal()));
        private final Rules<String> rfc822Names = new Rules<>(presented -> presented.rfc822Names().stream());

        private final List<Rules<?>> strong =
                List.of(issuersAndSerialNumbers, authoritiesAndSerialNumbers, subjectKeyIdentifiers, sha1OfPublicKeys, sha256OfPublicKeys);
        private final List<Rules<?>> weak = List.of(issuersAndSubjects, subjects, rfc822Names);
        private final List<Rule> upn = new ArrayList<>();
        private Optional<Rule> sid = Optional.empty();

        private Builder() {}

        /**
         * By the SID in the security extension, which only the authority of the account's own domain may be trusted to write. Costs
         * nothing but that trust; certificates that were issued before May 2022, or by other authorities, have no such extension.
         *
         * @param accounts by SIDs such as {@code S-1-5-21-1004336348-1177238915-682003330-1104}
         */
        public Builder sid(Map<String, String> accounts) {
            var copy = Map.copyOf(accounts);
            return sid(sid -> Optional.ofNullable(copy.get(sid)));
        }

        /** @param account asked in each handshake, on its thread; empty for a SID that it does not know */
        public Builder sid(Function<String, Optional<String>> account) {
            Objects.requireNonNull(account, "account");
            sid = Optional.of(presented -> presented.sid().flatMap(account).stream());
            return this;
        }

        /**
         * By issuer and serial number: this one certificate. A renewed one has to be mapped anew. The issuer counts by its name: of the
         * authorities that the credential's roots lead to no two may have the same, or one of them can issue the other's certificates.
         * Who has the issuer's certificate names it by that.
         *
         * @param issuer compared as distinguished names are, {@link X500Principal#equals}
         * @param serialNumber exactly
         */
        public Builder issuerAndSerialNumber(X500Principal issuer, BigInteger serialNumber, String account) {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(serialNumber, "serialNumber");
            issuersAndSerialNumbers.put(new IssuerAndSerialNumber(issuer, serialNumber), account);
            return this;
        }

        /**
         * The same, where another authority of the issuer's name does not count.
         *
         * @param issuer a certificate of the authority that issued it, which counts by its name and its key: a renewed one with the same
         *     key stands for the same authority. A client's certificate that is trusted itself is not found, since nobody looked at its
         *     issuer
         * @param serialNumber exactly
         */
        public Builder issuerAndSerialNumber(X509Certificate issuer, BigInteger serialNumber, String account) {
            Objects.requireNonNull(serialNumber, "serialNumber");
            authoritiesAndSerialNumbers.put(AuthorityAndSerialNumber.of(issuer, serialNumber), account);
            return this;
        }

        /**
         * By the subject key identifier, which the authority writes, mostly as a hash of the key: as strong as the authorities that are
         * trusted are careful not to write what a request asks for.
         *
         * @param identifier the octets inside of the extension's OCTET STRING
         */
        public Builder subjectKeyIdentifier(byte[] identifier, String account) {
            subjectKeyIdentifiers.put(HexFormat.of().formatHex(identifier), account);
            return this;
        }

        /**
         * By the key: every certificate of this key, whoever issued it. A renewal with a new key has to be mapped anew.
         *
         * @param hash SHA-1 of the SubjectPublicKeyInfo's DER, 20 bytes; nobody finds a second key for it
         */
        public Builder sha1OfPublicKey(byte[] hash, String account) {
            sha1OfPublicKeys.put(hex(hash, Hash.SHA_1), account);
            return this;
        }

        /**
         * The same.
         *
         * @param hash SHA-256 of the SubjectPublicKeyInfo's DER, 32 bytes
         */
        public Builder sha256OfPublicKey(byte[] hash, String account) {
            sha256OfPublicKeys.put(hex(hash, Hash.SHA_256), account);
            return this;
        }

        /**
         * By a user principal name in the subject's alternative names. Costs: every authority that the roots vouch for can name anybody,
         * and where users choose the names of accounts, as for computers in Active Directory, so can they (CVE-2022-26923).
         *
         * @param account asked in each handshake, on its thread, with the name as it stands there; empty for one that it does not know
         */
        public Builder weakUserPrincipalName(Function<String, Optional<String>> account) {
            Objects.requireNonNull(account, "account");
            upn.add(presented -> presented.userPrincipalNames().stream().map(account).flatMap(Optional::stream));
            return this;
        }

        /**
         * By issuer and subject. Costs: whoever has that authority issue a certificate with this subject once more is this account, also
         * after the account went to somebody else.
         */
        public Builder weakIssuerAndSubject(X500Principal issuer, X500Principal subject, String account) {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(subject, "subject");
            issuersAndSubjects.put(new IssuerAndSubject(issuer, subject), account);
            return this;
        }

        /** By the subject alone. Costs what {@link #weakIssuerAndSubject} does, with each authority that the roots vouch for. */
        public Builder weakSubject(X500Principal subject, String account) {
            subjects.put(Objects.requireNonNull(subject, "subject"), account);
            return this;
        }

        /**
         * By a mail address in the subject's alternative names. Costs what {@link #weakSubject} does; public authorities issue such
         * certificates to whoever can read that mail.
         *
         * @param address compared exactly, in case too
         */
        public Builder weakRfc822Name(String address, String account) {
            rfc822Names.put(Objects.requireNonNull(address, "address"), account);
            return this;
        }

        public CertificateMappings build() {
            return new CertificateMappings(this);
        }

        private static String hex(byte[] hash, Hash of) {
            if (hash.length != of.length()) {
                throw new IllegalArgumentException(of + " has " + of.length() + " bytes, not " + hash.length);
            }
            return HexFormat.of().formatHex(hash);
        }
    }
}
