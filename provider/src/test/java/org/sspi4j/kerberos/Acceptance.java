package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.Luid;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** An acceptor, and the forge of what it is shown. As it is made, it accepts. */
final class Acceptance {
    static final Path KEYTAB = Path.of("service.keytab");

    final MovingFacilities facilities = new MovingFacilities();
    final Forge forge = new Forge(facilities.now());
    KerberosConfig config = KerberosConfig.builder().defaultRealm(Forge.REALM).build();
    Identity identity = Identity.keytab(KEYTAB);
    Forge.KeytabBytes keytab = new Forge.KeytabBytes().with(3, Forge.key(Forge.AES256, "service"));
    Set<ContextFlag> asks = Set.of();
    Optional<ChannelBindings> bindings = Optional.empty();

    /** What an acceptance came to. */
    record Accepted(byte[] token, KerberosSession session) {
        String client() throws SspiException {
            return session.query(ContextAttribute.NATIVE_NAMES).clientName();
        }

        String server() throws SspiException {
            return session.query(ContextAttribute.NATIVE_NAMES).serverName();
        }

        ContextAttribute.SessionKey key() throws SspiException {
            return session.query(ContextAttribute.SESSION_KEY);
        }
    }

    Accepted accepts() throws SspiException {
        return accepts(forge.apReqToken());
    }

    Accepted accepts(byte[] token) throws SspiException {
        return accepts(credential(), token);
    }

    Accepted accepts(Credential credential, byte[] token) throws SspiException {
        var request = new ContextRequest(credential, "", asks, name -> Optional.empty(), facilities, () -> Luid.of(1));
        var buffers = new ArrayList<>(List.of(SecBuffer.token(token)));
        bindings.map(SecBuffer::channelBindings).ifPresent(buffers::add);
        var leg = new Leg(token, buffers, asks, credential);
        var done = (Move.Done) Drive.sync(new KerberosPackage().accept(request).next(leg), World.EMPTY);
        return new Accepted(done.token(), (KerberosSession) done.session());
    }

    SspiException refuses() {
        return refuses(forge.apReqToken());
    }

    SspiException refuses(byte[] token) {
        return assertThrows(SspiException.class, () -> accepts(token));
    }

    SecurityStatus statusOf(byte[] token) {
        return refuses(token).status();
    }

    Credential credential() throws SspiException {
        return credential(identity, CredentialUse.INBOUND, config, facilities, keytab.bytes());
    }

    static Credential credential(
            Identity identity, CredentialUse use, KerberosConfig config, Facilities facilities, byte[] file)
            throws SspiException {
        var request = new CredentialRequest(use, identity, config, name -> Optional.empty(), facilities);
        return Drive.sync(new KerberosPackage().acquire(request), new World(Optional.of(file)));
    }

    /** A world with one file and no KDC. */
    record World(Optional<byte[]> file) implements Step.Answers {
        static final World EMPTY = new World(Optional.empty());

        @Override
        @SuppressWarnings("unchecked")
        public <A> A to(Need<A> need) throws SspiException {
            if (need instanceof Need.FileIfChanged asked) {
                return (A) (asked.known().isPresent()
                        ? Optional.empty()
                        : Optional.of(new Need.StampedFile(file.orElseThrow().clone(), new Need.Stamp() {}, Instant.EPOCH)));
            }
            if (need instanceof Need.Run<A> run) {
                try {
                    return run.task().call();
                } catch (SspiException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            throw new AssertionError("Nobody is to be asked here: " + need);
        }
    }
}
