package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SchCredFlag.SNI_CREDENTIAL;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

class OwnCertificatesTest {
    private static final Set<String> ANY_KEY = Set.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private final TestAuthority root = TestPki.root("Example Root");
    private final TestAuthority issuing = root.authority("Example Issuing CA");
    private final TestCertificate first = root.server("a.example");
    private final TestCertificate second = root.server("b.example", "*.b.example");

    private static Optional<CertContext> server(Set<SchCredFlag> flags, Wish wish, TestCertificate... certificates) {
        return OwnCertificates.ofServer(contexts(certificates), flags, Clock.systemUTC()).choose(wish);
    }

    private static Optional<CertContext> client(Wish wish, TestCertificate... certificates) {
        return OwnCertificates.ofClient(contexts(certificates), Clock.systemUTC()).choose(wish);
    }

    private static List<CertContext> contexts(TestCertificate... certificates) {
        return Stream.of(certificates).map(OwnCertificatesTest::context).toList();
    }

    private static CertContext context(TestCertificate certificate) {
        return new CertContext(certificate.chain(), certificate.privateKey());
    }

    private static Wish ask(String serverName) {
        return new Wish(ANY_KEY, List.of(), Optional.ofNullable(serverName));
    }

    private static Wish by(String... issuers) {
        return new Wish(ANY_KEY, Stream.of(issuers).map(X500Principal::new).toList(), Optional.empty());
    }

    private static void assertShown(TestCertificate expected, Optional<CertContext> shown) {
        assertEquals(Optional.of(context(expected)), shown);
    }

    @ParameterizedTest
    @EnumSource(TestKey.class)
    void theKeyIsOneThatThePeerCanDoWith(TestKey kind) {
        var all = Stream.of(TestKey.values()).map(key -> root.certificate("CN=x").key(key).issue()).toArray(TestCertificate[]::new);
        var algorithm = switch (kind) {
            case RSA -> "RSA";
            case RSASSA_PSS -> "RSASSA-PSS";
            case EC -> "EC";
            case ED25519 -> "EdDSA";
        };
        assertShown(all[kind.ordinal()], client(new Wish(Set.of(algorithm), List.of(), Optional.empty()), all));
        assertEquals(Optional.empty(), client(new Wish(Set.of("DSA"), List.of(), Optional.empty()), all));
    }

    @Test
    void theFirstOneIsShownWhereNothingElseIsSaid() {
        assertShown(first, server(Set.of(), ask(null), first, second));
        assertShown(first, client(by(), first, second));
        assertEquals(Optional.empty(), client(by()));
    }

    @Test
    void aClientShowsOneWhoseChainAnIssuerIsIn() {
        var other = TestPki.root("Other").client("alice");
        var alice = issuing.client("alice");
        assertShown(alice, client(by("CN=Example Root"), other, alice));
        assertShown(alice, client(by("CN=Nobody", "cn=example issuing ca"), other, alice));
        assertShown(other, client(by("CN=Other"), alice, other));
        assertEquals(Optional.empty(), client(by("CN=Nobody"), other, alice));
    }

    @Test
    void anIssuerCountsAlsoWhereTheRootIsNotInTheChain() {
        var alice = issuing.client("alice");
        var withoutRoot = new CertContext(alice.chainWithoutRoot(), alice.privateKey());
        var own = OwnCertificates.ofClient(List.of(withoutRoot), Clock.systemUTC());
        assertEquals(Optional.of(withoutRoot), own.choose(by("CN=Example Root")));
    }

    @ParameterizedTest
    @CsvSource({"b.example", "B.EXAMPLE", "www.b.example"})
    void aServerShowsTheOneWithTheNameThatIsAskedFor(String name) {
        assertShown(second, server(Set.of(SNI_CREDENTIAL), ask(name), first, second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c.example", "x.www.b.example", "", "b.example\0", "*.b.example"})
    void withoutOneOfThatNameItShowsTheFirst(String name) {
        assertShown(first, server(Set.of(SNI_CREDENTIAL), ask(name), first, second));
    }

    @Test
    void theNameCountsOnlyWithTheFlag() {
        assertShown(first, server(Set.of(), ask("b.example"), first, second));
        assertShown(first, server(Set.of(SNI_CREDENTIAL), ask(null), first, second));
    }

    @Test
    void theNameDoesNotHelpAKeyThatThePeerCannotDoWith() {
        var rsa = root.certificate("CN=x").key(TestKey.RSA).dnsNames("c.example").issue();
        var wish = new Wish(Set.of("RSA"), List.of(), Optional.of("b.example"));
        assertShown(rsa, server(Set.of(SNI_CREDENTIAL), wish, second, rsa));
    }

    @Test
    void namesThatCannotBeReadAreNone() {
        var broken = root.certificate("CN=x").extension("2.5.29.17", new byte[] {0x30, 5}).issue();
        assertShown(second, server(Set.of(SNI_CREDENTIAL), ask("b.example"), broken, second));
    }

    @Test
    void whatIsNotInForceComesLast() {
        var expired = root.certificate("CN=x").dnsNames("b.example").expired().issue();
        var early = root.certificate("CN=x").dnsNames("b.example").notYetValid().issue();
        assertShown(second, server(Set.of(SNI_CREDENTIAL), ask("b.example"), expired, early, second));
        assertShown(first, server(Set.of(), ask(null), expired, early, first));
        assertShown(expired, server(Set.of(), ask(null), expired, early));
        assertShown(first, server(Set.of(SNI_CREDENTIAL), ask("b.example"), expired, first));
    }

    @Test
    void theClockIsTheOneThatWasGiven() {
        var old = root.certificate("CN=x").expired().issue();
        var lastWeek = Clock.offset(Clock.systemUTC(), Duration.ofDays(-7));
        var own = OwnCertificates.ofClient(contexts(first, old), lastWeek);
        assertEquals(Optional.of(context(old)), own.choose(by()));
    }
}
