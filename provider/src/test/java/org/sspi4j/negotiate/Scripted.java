package org.sspi4j.negotiate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Negotiable;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.asn1.DerWriter;

/** A package whose n-th token is its OID, framed, and n, and which is established after the last of them. */
final class Scripted implements SecurityPackage {
    final MechType mechType;
    final String name;
    /** How many tokens there are, the first of them the client's. */
    int last;
    boolean insists;
    boolean signs = true;
    boolean integrity = true;
    /** How many bytes of each token are left over. */
    int extra;
    /** What the first call of a client comes to instead of a token. */
    Optional<SspiException> failure = Optional.empty();
    final List<ContextRequest> requests = new ArrayList<>();
    /** Of each call of either side. */
    final List<Set<ContextFlag>> asked = new ArrayList<>();
    final List<State> states = new ArrayList<>();
    final List<Signing> sessions = new ArrayList<>();

    Scripted(String name, MechType mechType, int last) {
        this.name = name;
        this.mechType = mechType;
        this.last = last;
    }

    static Scripted kerberos(int last) {
        return new Scripted("Kerberos", MechType.KERBEROS, last);
    }

    static Scripted ntlm(int last) {
        return new Scripted("NTLM", MechType.NTLM, last);
    }

    Mechanism mechanism() {
        var oids = new ArrayList<>(List.of(mechType.oid()));
        if (mechType == MechType.KERBEROS) {
            oids.add(MechType.MS_KERBEROS.oid());
        }
        return new Mechanism(this, new Nobodys(), oids);
    }

    byte[] token(int n) {
        return DerWriter.encode(out -> {
            int end = out.mark();
            out.octets((name + " " + n).getBytes(UTF_8)).oid(mechType.oid()).application(0, end);
        });
    }

    /** What a side signs a list with. */
    static byte[] mic(boolean client, byte[] list) {
        byte[] mic = new byte[list.length + 1];
        mic[0] = (byte) (client ? 'C' : 'S');
        System.arraycopy(list, 0, mic, 1, list.length);
        return mic;
    }

    @Override
    public PackageInfo info() {
        return new PackageInfo(name, "", Set.of(), 1, 0, 100, List.of(mechType.oid().toString()));
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) {
        return Step.of(new Nobodys());
    }

    @Override
    public Handshake initiate(ContextRequest request) {
        requests.add(request);
        return state(0, true);
    }

    @Override
    public Handshake accept(ContextRequest request) {
        requests.add(request);
        return state(0, false);
    }

    private State state(int seen, boolean client) {
        var state = new State(seen, client);
        states.add(state);
        return state;
    }

    final class State implements Handshake {
        final boolean client;
        boolean closed;
        private final int seen;
        private boolean called;

        private State(int seen, boolean client) {
            this.seen = seen;
            this.client = client;
        }

        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (called || closed) {
                throw new AssertionError("called twice, or after it was closed");
            }
            called = true;
            asked.add(leg.flags());
            int got = seen;
            if (client && seen == 0) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                if (leg.token().length > 0) {
                    throw refused("the client begins");
                }
            } else {
                got = seen + 1;
                if (!new String(leg.token(), UTF_8).equals(new String(token(got), UTF_8))) {
                    throw refused("not token " + got).withToken(new byte[] {'E'});
                }
            }
            if (got == last) {
                return Step.of(new Move.Done(new byte[0], session(), extra));
            }
            return Step.of(got + 1 == last
                    ? new Move.Done(token(got + 1), session(), extra)
                    : new Move.Reply(token(got + 1), state(got + 1, client), extra));
        }

        private SspiException refused(String why) {
            return new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, name + ": " + why);
        }

        private Session session() {
            var session = new Signing(client);
            sessions.add(session);
            return signs ? session : new Plain(session);
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            if (attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS) {
                boolean more = client ? seen + 1 < last : seen < last;
                return attribute.structure().cast(more && last > 2 ? LastClientTokenStatus.NO : LastClientTokenStatus.YES);
            }
            return Handshake.super.query(attribute);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    final class Signing implements Session, Negotiable {
        final boolean client;
        boolean closed;
        int signed;
        int verified;

        private Signing(boolean client) {
            this.client = client;
        }

        @Override
        public boolean insistsOnMechListMic() {
            return insists;
        }

        @Override
        public byte[] signMechList(byte[] list) {
            signed++;
            return mic(client, list);
        }

        @Override
        public void verifyMechList(byte[] list, byte[] mic) throws SspiException {
            if (!new String(mic, UTF_8).equals(new String(mic(!client, list), UTF_8))) {
                throw new SspiException(SecurityStatus.SEC_E_MESSAGE_ALTERED, "another list");
            }
            verified++;
        }

        @Override
        public Set<ContextFlag> flags() {
            return integrity ? EnumSet.of(ContextFlag.INTEGRITY) : Set.of();
        }

        @Override
        public Instant expiry() {
            return Instant.MAX;
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) {
            return attribute == ContextAttribute.PACKAGE_INFO ? attribute.structure().cast(info()) : null;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Signs nothing. */
    private record Plain(Signing signing) implements Session {
        @Override
        public Set<ContextFlag> flags() {
            return Set.of();
        }

        @Override
        public Instant expiry() {
            return Instant.MAX;
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) {
            return signing.query(attribute);
        }

        @Override
        public void close() {
            signing.close();
        }
    }

    static final class Nobodys implements Credential {
        int closed;

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public Instant expiry() {
            return Instant.MAX;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
