package org.sspi4j.protection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.AliceAndWeb;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.fixture.Ledger;
import org.sspi4j.fixture.Loop;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.testkit.TestPki;

/** A column of the table of cells: a package, and for Kerberos a kind of key. */
enum Column {
    AES_SHA1(EncryptionType.AES256_CTS_HMAC_SHA1_96),
    AES_SHA2(EncryptionType.AES256_CTS_HMAC_SHA384_192),
    AES128_SHA2(EncryptionType.AES128_CTS_HMAC_SHA256_128),
    CAMELLIA(EncryptionType.CAMELLIA256_CTS_CMAC),
    RC4(EncryptionType.RC4_HMAC),
    /** Its messages are those of the package that it chose: here Kerberos with the keys of the first column. */
    NEGOTIATE(EncryptionType.AES256_CTS_HMAC_SHA1_96) {
        @Override
        Contexts open() throws Exception {
            return of(new AliceAndWeb("Negotiate", EncryptionType.AES256_CTS_HMAC_SHA1_96));
        }
    },
    /** Signs in a way, and does nothing else: what the contract says for it. */
    EVERY_CASE(null) {
        @Override
        Contexts open() throws Exception {
            var everyCase = new EveryCasePackage(new Ledger(), () -> CompletableFuture.completedStage(""));
            var engine = new Engine(List.of(everyCase), new Nobody(), new FixedFacilities(), privilege -> true);
            var config = KerberosConfig.builder().build();
            var alice = Identity.password("alice", Secret.password(new char[0]));
            var client = engine.acquire(EveryCasePackage.NAME, CredentialUse.OUTBOUND, alice, config);
            var server = engine.acquire(EveryCasePackage.NAME, CredentialUse.INBOUND, alice, config);
            var bye = List.of(SecBuffer.token("bye alice\n".getBytes(US_ASCII)));
            return new Contexts() {
                @Override
                public Loop.Ends establish(Set<ContextFlag> flags) throws SspiException {
                    var begun = engine.initialize(client, null, "target", flags, List.of()).context();
                    engine.initialize(client, begun, "target", flags, bye);
                    return new Loop.Ends(begun, engine.accept(server, null, flags, bye).context());
                }

                @Override
                public void close() {
                    client.close();
                    server.close();
                }
            };
        }
    },
    /** TLS 1.3: a stream of records, which have another layout, and no signatures. */
    SCHANNEL(null) {
        @Override
        Contexts open() throws Exception {
            var root = TestPki.root("Example Root");
            var web = root.server("web.example.com");
            var trusting = SchCredentials.builder().rootStore(TestPki.trusting(root));
            var client = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, trusting.build());
            var server = Sspi.acquireCredentialsHandle(
                    "Schannel", CredentialUse.INBOUND, trusting.cred(new CertContext(web.chain(), web.privateKey())).build());
            return new Contexts() {
                @Override
                public Loop.Ends establish(Set<ContextFlag> flags) throws SspiException {
                    return tls(client, server);
                }

                @Override
                public void close() {
                    client.close();
                    server.close();
                }
            };
        }
    },
    /** Extended session security with 128 bits: a context seals all messages, or none. */
    NTLM(null) {
        @Override
        Contexts open() throws Exception {
            var password = Secret.password("Password".toCharArray());
            var alice = new AccountSecret(AccountSecret.Kind.PASSWORD, password);
            AccountStore accounts = (domain, user) -> CompletableFuture.completedStage(Optional.of(
                    new StoredAccount("alice", new AccountSecret(alice.kind(), alice.secret().copy()), Set.of())));
            var client = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password("alice", password));
            var server = Sspi.acquireCredentialsHandle(
                    "NTLM", CredentialUse.INBOUND, NtlmCred.builder().accounts(accounts).targetNames("HTTP/web").build());
            return new Contexts() {
                @Override
                public Loop.Ends establish(Set<ContextFlag> flags) throws SspiException {
                    return Loop.establish(client, server, "HTTP/web", flags);
                }

                @Override
                public void close() {
                    client.close();
                    server.close();
                    password.close();
                }
            };
        }
    };

    private static Loop.Ends tls(CredHandle client, CredHandle server) throws SspiException {
        var target = "web.example.com";
        var hello = Sspi.initializeSecurityContext(client, null, target, Set.of(), new byte[0]);
        var answer = Sspi.acceptSecurityContext(server, null, Set.of(), hello.token());
        var finished = Sspi.initializeSecurityContext(client, hello.context(), target, Set.of(), answer.token());
        var ticket = Sspi.acceptSecurityContext(server, answer.context(), Set.of(), finished.token()).token();
        if (ticket.length > 0) {
            hello.context().decryptMessage(List.of(
                    SecBuffer.data(ByteBuffer.wrap(ticket)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty()));
            Sspi.initializeSecurityContext(client, hello.context(), target, Set.of(), new byte[0]);
        }
        return new Loop.Ends(hello.context(), answer.context());
    }

    private final EncryptionType type;

    Column(EncryptionType type) {
        this.type = type;
    }

    Contexts open() throws Exception {
        return of(new AliceAndWeb(type));
    }

    private static Contexts of(AliceAndWeb world) {
        return new Contexts() {
            @Override
            public Loop.Ends establish(Set<ContextFlag> flags) throws SspiException {
                var ends = world.establish(flags, Set.of());
                return new Loop.Ends(ends.client().context(), ends.server().context());
            }

            @Override
            public void close() throws Exception {
                world.close();
            }
        };
    }

    /** Makes contexts. */
    interface Contexts extends AutoCloseable {
        Loop.Ends establish(Set<ContextFlag> flags) throws Exception;
    }

    private static final class Nobody implements KdcTransport {
        @Override
        public byte[] exchange(KdcRequest request) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<byte[]> begin(KdcRequest request) {
            throw new AssertionError();
        }
    }
}
