package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** Which tasks of TLS may hold a thread up: two changes of threads each, which are left out where nobody will be asked anything. */
class HandedOverTest implements Step.Answers {
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final TestCertificate WEB = ROOT.server("web.example.com");

    private static final FixedFacilities FACILITIES =
            new FixedFacilities(Clock.systemUTC(), new Random(1), (digest, time, now, until) -> true);

    private final SchannelPackage schannel = new SchannelPackage();
    private int handedOver;
    private int run;

    enum Version {
        TLS_1_2(TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
        TLS_1_3(TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER));

        private final TlsParameters parameters;

        Version(TlsParameters parameters) {
            this.parameters = parameters;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> A to(Need<A> need) throws SspiException {
        try {
            if (need instanceof Need.Run<A> task) {
                run++;
                return task.task().call();
            }
            handedOver++;
            var task = (Need.Suspendable<A>) need;
            var thread = new Thread(task.task());
            thread.setDaemon(true);
            thread.start();
            return task.event().toCompletableFuture().get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskIsHandedOverOnlyWhereTheServerMayHaveAsked(Version version) throws Exception {
        connect(client(version), server(version), Set.of());
        assertTrue(run > 0);
        assertEquals(version == Version.TLS_1_2 ? 0 : 1, handedOver, "of one encrypted flight");
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsHandedOverWhereASessionIsResumed(Version version) throws Exception {
        var alice = client(version);
        var web = server(version);
        connect(alice, web, Set.of());
        handedOver = 0;
        connect(alice, web, Set.of());
        assertEquals(0, handedOver);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatAsksFindsATaskThatCanWait(Version version) throws Exception {
        var web = server(version);
        var alice = client(version);
        var ours = (Move.Reply) sync(schannel.initiate(request(alice, "web.example.com", Set.of())), alice, new byte[0]);
        var theirs = (Move.Reply) sync(
                schannel.accept(request(web, "", Set.of(ContextFlag.MUTUAL_AUTH))), web, ours.token());
        assertEquals(0, handedOver, "the first flight");
        var asked = assertInstanceOf(Move.NeedCredentials.class, sync(ours.next(), alice, theirs.token()));
        assertEquals(1, handedOver);
        asked.again().close();
    }

    private void connect(Credential alice, Credential web, Set<ContextFlag> flags) throws SspiException {
        var ours = sync(schannel.initiate(request(alice, "web.example.com", flags)), alice, new byte[0]);
        var theirs = sync(schannel.accept(request(web, "", flags)), web, token(ours));
        while (true) {
            ours = sync(((Move.Reply) ours).next(), alice, token(theirs));
            if (theirs instanceof Move.Done) {
                return;
            }
            theirs = sync(((Move.Reply) theirs).next(), web, token(ours));
            if (ours instanceof Move.Done done) {
                takeTickets(done.session(), token(theirs));
                return;
            }
        }
    }

    private void takeTickets(Session session, byte[] records) throws SspiException {
        var rest = records;
        while (rest.length > 0) {
            var buffers = List.of(SecBuffer.data(ByteBuffer.wrap(rest)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
            session.decryptMessage(buffers, 0);
            var extra = SecBuffer.find(buffers, SecBufferType.EXTRA).orElseThrow().toBytes();
            int left = ((Move.Done) sync(session.reopen(), null, extra)).extra();
            rest = Arrays.copyOfRange(extra, extra.length - left, extra.length);
        }
    }

    private static byte[] token(Move move) {
        return move instanceof Move.Done done ? done.token() : ((Move.Reply) move).token();
    }

    private Move sync(Handshake handshake, Credential credential, byte[] token) throws SspiException {
        return Drive.sync(handshake.next(new Leg(token, List.of(), Set.of(), credential)), this);
    }

    private Credential client(Version version) throws SspiException {
        return credential(
                CredentialUse.OUTBOUND,
                SchCredentials.builder().tlsParameters(version.parameters).rootStore(TestPki.trusting(ROOT)).build());
    }

    private Credential server(Version version) throws SspiException {
        return credential(
                CredentialUse.INBOUND,
                SchCredentials.builder().tlsParameters(version.parameters).cred(new CertContext(WEB.chain(), WEB.privateKey())).build());
    }

    private Credential credential(CredentialUse use, Identity identity) throws SspiException {
        var request = new CredentialRequest(use, identity, KerberosConfig.builder().build(), name -> Optional.empty(), FACILITIES);
        return Drive.sync(schannel.acquire(request), this);
    }

    private static ContextRequest request(Credential credential, String target, Set<ContextFlag> flags) {
        return new ContextRequest(credential, target, flags, name -> Optional.empty(), FACILITIES, () -> Luid.of(1));
    }
}
