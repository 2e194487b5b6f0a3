package org.sspi4j.gss.peer;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/** A context of this JVM: ours or the JDK's, the calls are the same. */
public final class LocalSide implements Side {
    private final GSSContext context;
    private final boolean initiator;

    /** @param context new */
    public LocalSide(GSSContext context, Wishes wishes) throws GSSException {
        this.context = context;
        this.initiator = wishes.target().isPresent();
        context.requestMutualAuth(wishes.states().contains(State.MUTUAL));
        context.requestReplayDet(wishes.states().contains(State.REPLAY));
        context.requestSequenceDet(wishes.states().contains(State.SEQUENCE));
        context.requestConf(wishes.states().contains(State.CONF));
        context.requestInteg(wishes.states().contains(State.INTEG));
        if (wishes.binding() != Binding.NONE) {
            context.setChannelBinding(binding(wishes.binding()));
        }
    }

    /** @param context established elsewhere */
    public LocalSide(GSSContext context) throws GSSException {
        this.context = context;
        this.initiator = context.isInitiator();
    }

    public GSSContext context() {
        return context;
    }

    @Override
    public byte[] next(byte[] token) throws GSSException {
        var next = initiator
                ? context.initSecContext(token, 0, token.length)
                : context.acceptSecContext(token, 0, token.length);
        return next == null ? new byte[0] : next;
    }

    @Override
    public byte[] wrap(byte[] text, boolean privacy) throws GSSException {
        return context.wrap(text, 0, text.length, new MessageProp(privacy));
    }

    @Override
    public Opened unwrap(byte[] token) throws GSSException {
        var prop = new MessageProp(false);
        var text = context.unwrap(token, 0, token.length, prop);
        return new Opened(text, words(prop));
    }

    @Override
    public byte[] getMic(byte[] text) throws GSSException {
        return context.getMIC(text, 0, text.length, new MessageProp(false));
    }

    @Override
    public Set<String> verifyMic(byte[] mic, byte[] text) throws GSSException {
        var prop = new MessageProp(false);
        context.verifyMIC(mic, 0, mic.length, text, 0, text.length, prop);
        return words(prop);
    }

    @Override
    public Set<State> states() {
        var states = EnumSet.noneOf(State.class);
        add(states, State.MUTUAL, context.getMutualAuthState());
        add(states, State.REPLAY, context.getReplayDetState());
        add(states, State.SEQUENCE, context.getSequenceDetState());
        add(states, State.CONF, context.getConfState());
        add(states, State.INTEG, context.getIntegState());
        add(states, State.ESTABLISHED, context.isEstablished());
        add(states, State.PROT_READY, context.isProtReady());
        return states;
    }

    @Override
    public String[] facts() throws GSSException {
        var key = (EncryptionKey) ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX);
        return new String[] {
            context.getSrcName().toString(),
            context.getTargName().toString(),
            String.valueOf(context.getLifetime()),
            key.getKeyType() + ":" + HexFormat.of().formatHex(key.getEncoded())
        };
    }

    @Override
    public int wrapSizeLimit(boolean privacy, int largest) throws GSSException {
        return context.getWrapSizeLimit(0, privacy, largest);
    }

    @Override
    @SuppressWarnings("deprecation")
    public byte[] wrapStream(byte[] text, boolean privacy) throws GSSException {
        var out = new ByteArrayOutputStream();
        context.wrap(new ByteArrayInputStream(text), out, new MessageProp(privacy));
        return out.toByteArray();
    }

    @Override
    @SuppressWarnings("deprecation")
    public Opened unwrapStream(byte[] token) throws GSSException {
        var out = new ByteArrayOutputStream();
        var prop = new MessageProp(false);
        context.unwrap(new ByteArrayInputStream(token), out, prop);
        return new Opened(out.toByteArray(), words(prop));
    }

    @Override
    @SuppressWarnings("deprecation")
    public byte[] getMicStream(byte[] text) throws GSSException {
        var out = new ByteArrayOutputStream();
        context.getMIC(new ByteArrayInputStream(text), out, new MessageProp(false));
        return out.toByteArray();
    }

    @Override
    @SuppressWarnings("deprecation")
    public Set<String> verifyMicStream(byte[] mic, byte[] text) throws GSSException {
        var prop = new MessageProp(false);
        context.verifyMIC(new ByteArrayInputStream(mic), new ByteArrayInputStream(text), prop);
        return words(prop);
    }

    @Override
    public String[] ticket() throws GSSException {
        var extended = (ExtendedGSSContext) context;
        return new String[] {
            Arrays.toString((boolean[]) extended.inquireSecContext(InquireType.KRB5_GET_TKT_FLAGS)),
            extended.inquireSecContext(InquireType.KRB5_GET_AUTHTIME).toString(),
            HexFormat.of().formatHex(context.getSrcName().export())
        };
    }

    private static void add(Set<State> states, State state, boolean holds) {
        if (holds) {
            states.add(state);
        }
    }

    private static Set<String> words(MessageProp prop) {
        var words = new TreeSet<String>();
        if (prop.getPrivacy()) {
            words.add("private");
        }
        if (prop.isDuplicateToken()) {
            words.add("duplicate");
        }
        if (prop.isOldToken()) {
            words.add("old");
        }
        if (prop.isUnseqToken()) {
            words.add("unsequenced");
        }
        if (prop.isGapToken()) {
            words.add("gap");
        }
        return words;
    }

    private ChannelBinding binding(Binding binding) {
        try {
            var data = "tls-server-end-point:hash".getBytes(StandardCharsets.US_ASCII);
            return switch (binding) {
                case ADDRESSES -> new ChannelBinding(
                        InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"), data);
                case OTHER_DATA -> new ChannelBinding(new byte[] {1});
                case TLS -> tls(data);
                default -> new ChannelBinding(data);
            };
        } catch (UnknownHostException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its package is closed: the JVM has to be started with the option that opens it. */
    private ChannelBinding tls(byte[] data) throws ReflectiveOperationException {
        return !context.getClass().getName().startsWith("org.sspi4j.")
                ? (ChannelBinding) Class.forName("sun.security.jgss.krb5.internal.TlsChannelBindingImpl")
                        .getConstructor(byte[].class)
                        .newInstance((Object) data)
                : new ChannelBinding(data);
    }
}
