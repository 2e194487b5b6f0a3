package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** A client whose TLS is told what to do, from the first encrypted record on. */
class AwaitRecordsTest implements Step.Answers {
    private static final byte[] ENCRYPTED = {23, 3, 3, 0, 1, 0};
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 48};
    private static final FixedFacilities FACILITIES =
            new FixedFacilities(Clock.systemUTC(), new Random(1), (digest, time, now, until) -> true);

    private final Deque<TlsEngine.Wants> wants = new ArrayDeque<>();
    private final Deque<Callable<TlsEngine.Opened>> opens = new ArrayDeque<>();
    private SchannelCredential credential;
    private ClientSessions.Name name;
    private ClientSessions.Remembered session;

    @BeforeEach
    void begin() throws SspiException {
        var request = new CredentialRequest(
                CredentialUse.OUTBOUND,
                SchCredentials.anonymous(),
                KerberosConfig.builder().build(),
                other -> Optional.empty(),
                FACILITIES);
        credential = (SchannelCredential) Drive.sync(new SchannelPackage().acquire(request), this);
        name = new ClientSessions.Name("web.example.com", Luid.of(1), true);
        session = credential.sessions().entry(name, FACILITIES.clock().instant());
    }

    @Override
    public <A> A to(Need<A> need) throws SspiException {
        try {
            if (need instanceof Need.Suspendable<A> suspendable) {
                suspendable.task().run();
                return suspendable.event().toCompletableFuture().getNow(null);
            }
            return ((Need.Run<A>) need).task().call();
        } catch (SspiException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private SspiException failure() {
        return failure(ENCRYPTED);
    }

    /** @param second the record behind the first encrypted one */
    private SspiException failure(byte[] second) {
        var request = new ContextRequest(
                credential, "web.example.com", Set.of(), other -> Optional.empty(), FACILITIES, () -> Luid.of(1));
        var question = new CertificateQuestion(wish -> Optional.empty());
        var connection = new Connection(
                request, credential, new Told(), Optional.empty(), Optional.of(question), Optional.of(session));
        var token = ByteBuffer.allocate(ENCRYPTED.length + second.length).put(ENCRYPTED).put(second).array();
        return assertThrows(SspiException.class, () -> Drive.sync(
                new AwaitRecords(connection).next(new Leg(token, List.of(), Set.of(), credential)), this));
    }

    private void firstRecordWantsATask() {
        wants.addAll(List.of(TlsEngine.Wants.RECORD, TlsEngine.Wants.TASK, TlsEngine.Wants.RECORD));
        opens.add(() -> TlsEngine.Opened.HANDSHAKE);
    }

    @Test
    @DisplayName("what fails on the thread that may be held up is final, is told to the peer, and nothing is resumed after it")
    void aFailureOfTheRest() {
        firstRecordWantsATask();
        opens.add(() -> {
            throw new SspiException(SecurityStatus.SEC_E_UNTRUSTED_ROOT, "nobody we know");
        });
        var failure = failure();
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, failure.status());
        assertArrayEquals(ALERT, failure.token());
        assertNotEquals(session, credential.sessions().entry(name, FACILITIES.clock().instant()));
    }

    /** It is no task's to open, and says more than that TLS cannot make sense of it. */
    @Test
    void anAlertInTheClearTellsItsStatus() {
        firstRecordWantsATask();
        opens.add(() -> {
            throw new SspiException(SecurityStatus.SEC_E_MESSAGE_ALTERED, "a damaged record");
        });
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, failure(ALERT).status());
    }

    @Test
    void aFailureOnTheCallersThread() {
        wants.add(TlsEngine.Wants.RECORD);
        opens.add(() -> {
            throw new SspiException(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "what is this");
        });
        var failure = failure();
        assertArrayEquals(ALERT, failure.token());
        assertNotEquals(session, credential.sessions().entry(name, FACILITIES.clock().instant()));
    }

    /** When there is nothing more to do, it wants nothing. */
    private final class Told implements TlsEngine {
        @Override
        public Wants wants() {
            return wants.isEmpty() ? Wants.NOTHING : wants.remove();
        }

        @Override
        public Runnable task() {
            return () -> {};
        }

        @Override
        public Opened open(ByteBuffer record, ByteBuffer plaintext) throws SspiException {
            try {
                return opens.remove().call();
            } catch (SspiException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void openInTask(ByteBuffer record) throws SspiException {
            open(record, record);
        }

        @Override
        public boolean decryptsInPlace() {
            return false;
        }

        @Override
        public void send(ByteBuffer records) {
            throw new AssertionError();
        }

        @Override
        public void seal(ByteBuffer data, ByteBuffer records) {
            throw new AssertionError();
        }

        @Override
        public void closeOutbound() {}

        @Override
        public byte[] lastWords() {
            return ALERT;
        }

        @Override
        public int largestRecord() {
            return 1 << 14;
        }

        @Override
        public TlsAgreement agreement() {
            throw new AssertionError("the handshake is not over");
        }

        @Override
        public void close() {}
    }
}
