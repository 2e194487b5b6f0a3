package org.sspi4j.gss.peer;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A JVM whose contexts are the JDK's own. It connects to the port of its first argument and does what it is told there. The
 * other arguments: the client and its keytab, the service and its keytab.
 */
public final class JdkPeer {
    private static final Oid KERBEROS = oid("1.2.840.113554.1.2.2");

    private final Subject client;
    private final Subject service;
    private final List<LocalSide> sides = new ArrayList<>();

    private JdkPeer(Subject client, Subject service) {
        this.client = client;
        this.service = service;
    }

    public static void main(String[] args) throws Exception {
        var peer = new JdkPeer(login(args[1], args[2], true), login(args[3], args[4], false));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            peer.serve(in, out);
        } catch (EOFException e) {
            // The test is over.
        }
    }

    private void serve(DataInputStream in, DataOutputStream out) throws Exception {
        while (true) {
            var command = in.readUTF();
            int side = in.readInt();
            var arguments = readAll(in);
            List<byte[]> answer;
            try {
                answer = command.equals("name")
                        ? List.of(exportedName(new String(arguments.get(0)), new Oid(new String(arguments.get(1)))))
                        : as(client, service, side, command, arguments);
                out.writeInt(0);
            } catch (GSSException e) {
                // Shown if the test fails.
                e.printStackTrace();
                out.writeInt(e.getMajor());
                answer = List.of(String.valueOf(e.getMessage()).getBytes());
            }
            writeAll(out, answer);
            out.flush();
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    private List<byte[]> as(Subject client, Subject service, int side, String command, List<byte[]> arguments)
            throws Exception {
        var initiates = command.equals("new") ? arguments.get(0).length > 0 : sides.get(side).context().isInitiator();
        try {
            return Subject.doAs(initiates ? client : service, (PrivilegedExceptionAction<List<byte[]>>)
                    () -> command.equals("new") ? begin(arguments) : answer(sides.get(side), command, arguments));
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private List<byte[]> begin(List<byte[]> arguments) throws GSSException {
        var target = arguments.get(0).length > 0 ? Optional.of(new String(arguments.get(0))) : Optional.<String>empty();
        var wishes = new Side.Wishes(
                target, statesOf(arguments.get(1)), Side.Binding.valueOf(new String(arguments.get(2))));
        sides.add(new LocalSide(context(target), wishes));
        return List.of();
    }

    private static byte[] exportedName(String name, Oid type) throws GSSException {
        return GSSManager.getInstance().createName(name, type).canonicalize(KERBEROS).export();
    }

    private static GSSContext context(Optional<String> target) throws GSSException {
        var manager = GSSManager.getInstance();
        if (target.isPresent()) {
            var name = manager.createName(target.get(), GSSName.NT_HOSTBASED_SERVICE);
            return manager.createContext(name, KERBEROS, null, GSSContext.DEFAULT_LIFETIME);
        }
        return manager.createContext(manager.createCredential(
                null, GSSCredential.INDEFINITE_LIFETIME, KERBEROS, GSSCredential.ACCEPT_ONLY));
    }

    private static List<byte[]> answer(Side side, String command, List<byte[]> arguments) throws GSSException {
        return switch (command) {
            case "next" -> List.of(side.next(arguments.get(0)));
            case "seal" -> List.of(side.wrap(arguments.get(0), true));
            case "sign" -> List.of(side.wrap(arguments.get(0), false));
            case "unwrap" -> {
                var opened = side.unwrap(arguments.get(0));
                yield List.of(opened.text(), bytes(opened.props()));
            }
            case "mic" -> List.of(side.getMic(arguments.get(0)));
            case "verify" -> List.of(bytes(side.verifyMic(arguments.get(0), arguments.get(1))));
            case "seal stream" -> List.of(side.wrapStream(arguments.get(0), true));
            case "sign stream" -> List.of(side.wrapStream(arguments.get(0), false));
            case "unwrap stream" -> {
                var opened = side.unwrapStream(arguments.get(0));
                yield List.of(opened.text(), bytes(opened.props()));
            }
            case "mic stream" -> List.of(side.getMicStream(arguments.get(0)));
            case "verify stream" -> List.of(bytes(side.verifyMicStream(arguments.get(0), arguments.get(1))));
            case "ticket" -> Arrays.stream(side.ticket()).map(String::getBytes).toList();
            case "states" -> List.of(bytes(side.states()));
            case "facts" -> Arrays.stream(side.facts()).map(String::getBytes).toList();
            case "limit" -> List.of(String.valueOf(side.wrapSizeLimit(
                            arguments.get(0).length > 0, Integer.parseInt(new String(arguments.get(1)))))
                    .getBytes());
            default -> throw new IllegalArgumentException(command);
        };
    }

    private static Oid oid(String dotted) {
        try {
            return new Oid(dotted);
        } catch (GSSException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static byte[] bytes(Set<?> words) {
        return String.join(" ", words.stream().map(Object::toString).toList()).getBytes();
    }

    static Set<String> words(byte[] bytes) {
        var text = new String(bytes);
        return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
    }

    static Set<Side.State> statesOf(byte[] bytes) {
        var states = EnumSet.noneOf(Side.State.class);
        words(bytes).forEach(word -> states.add(Side.State.valueOf(word)));
        return states;
    }

    static List<byte[]> readAll(DataInputStream in) throws IOException {
        var all = new ArrayList<byte[]>();
        for (int count = in.readInt(); count > 0; count--) {
            all.add(in.readNBytes(in.readInt()));
        }
        return all;
    }

    static void writeAll(DataOutputStream out, List<byte[]> all) throws IOException {
        out.writeInt(all.size());
        for (var bytes : all) {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static Subject login(String principal, String keytab, boolean initiates) throws Exception {
        var options = new HashMap<String, String>(Map.of(
                "useKeyTab", "true",
                "keyTab", keytab,
                "principal", principal,
                "doNotPrompt", "true",
                "storeKey", String.valueOf(!initiates),
                "isInitiator", String.valueOf(initiates)));
        var entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        var login = new LoginContext("test", null, null, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        });
        login.login();
        return login.getSubject();
    }
}
